"""What all verbs of referrals share: moving along the allowed steps, counting pairs, ending promises."""

from datetime import datetime
from functools import cache
from typing import Any

from django.utils.translation import gettext as _

from betterpie.promises import actions as promises
from betterpie.promises import queries as promise_queries
from betterpie.referrals.models import ENDS, KEEP_DETAILS, NEXT, Customer, Pair, Referral
from betterpie.rows.actions import Change, raise_counts
from betterpie.rows.queries import Given


class Refused(Exception):
    """Something that can't be done with a referral, with a sentence fit for the reader."""


def move(referral: Referral, state: Referral.State, *, at: datetime, **fields: Any) -> None:
    """Take `referral` a step on, ending it where `state` is an end. Refuses a step that isn't allowed from where it is now."""
    if not moved(referral, state, at=at, **fields):
        referral.refresh_from_db(fields=["state"])
        raise Refused(_("That can't be done now: this customer is at “%(state)s”.") % {"state": referral.get_state_display()})


def moved(referral: Referral, state: Referral.State, *, at: datetime, **fields: Any) -> bool:
    """Take `referral` a step on if that can be done now. With `answered_at` only one that nobody answered: of two at once, one is first."""
    if state in ENDS:
        # Whatever ends wakes once more, for its words to be erased: a card has no customer's row that would bring that about.
        fields |= {"ended_at": at, "wake_at": fields.get("wake_at") or at + KEEP_DETAILS}
    fields |= {"state": state, "stepped_at": at}
    if not _move(state, tuple(fields))(pk=referral.pk, **fields):
        return False
    for name, value in fields.items():
        setattr(referral, name, value)
    if state in ENDS:
        Customer.objects.filter(referral=referral).update(erase_at=at + KEEP_DETAILS)
    return True


def count(referral: Referral, **more: int) -> None:
    """Add to what the two members saw of each other."""
    raise_counts(Pair, key={"giver_id": referral.giver_id, "receiver_id": referral.receiver_id}, more=more)


def end_promise(referral: Referral, *, by: int | None, at: datetime, done: bool) -> None:
    """End the promise to call: kept when `done`, otherwise no longer needed."""
    for promise in promise_queries.open_for(referral.thing):
        if done:
            promises.keep(promise, by=by, at=at)
        else:
            promises.release(promise, at=at)


def ids(referral: Referral) -> dict[str, Any]:
    """The fields that every fact about `referral` begins with."""
    return {"node": referral.node_id, "referral": referral.pk, "giver": referral.giver_id, "receiver": referral.receiver_id}


@cache
def _move(state: Referral.State, names: tuple[str, ...]) -> Change:
    here = Referral.objects.filter(pk=Given("pk"), state__in=[before for before, after in NEXT.items() if state in after])
    free = here.filter(answered_at=None) if "answered_at" in names else here
    return Change(lambda: free, **{name: Given(name) for name in names})
