"""What all verbs of referrals share: moving along the allowed steps, counting pairs, ending promises."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from betterpie.promises import actions as promises
from betterpie.promises.models import Promise
from betterpie.referrals.models import ENDS, KEEP_DETAILS, NEXT, Customer, Pair, Referral
from betterpie.rows.actions import raise_counts


class Refused(Exception):
    """Something that can't be done with a referral, with a sentence fit for the reader."""


def move(referral: Referral, state: Referral.State, *, at: datetime, **fields: Any) -> None:
    """Take `referral` a step on, ending it where `state` is an end. Refuses a step that isn't allowed from where it is now."""
    if state in ENDS:
        # Whatever ends wakes once more, for its words to be erased: a card has no customer's row that would bring that about.
        fields |= {"ended_at": at, "wake_at": fields.get("wake_at") or at + KEEP_DETAILS}
    came_from = [before for before, after in NEXT.items() if state in after]
    fields |= {"state": state, "stepped_at": at}
    if not Referral.objects.filter(pk=referral.pk, state__in=came_from).update(**fields):
        referral.refresh_from_db(fields=["state"])
        raise Refused(_("That can't be done now: this customer is at “%(state)s”.") % {"state": referral.get_state_display()})
    for name, value in fields.items():
        setattr(referral, name, value)
    if state in ENDS:
        Customer.objects.filter(referral=referral).update(erase_at=at + KEEP_DETAILS)


def count(referral: Referral, **more: int) -> None:
    """Add to what the two members saw of each other."""
    raise_counts(Pair, key={"giver_id": referral.giver_id, "receiver_id": referral.receiver_id}, more=more)


def end_promise(referral: Referral, *, by: int | None, at: datetime, done: bool) -> None:
    """End the promise to call: kept when `done`, otherwise no longer needed."""
    for promise in Promise.objects.filter(thing=referral.thing, state=Promise.State.OPEN):
        if done:
            promises.keep(promise, by=by, at=at)
        else:
            promises.release(promise, at=at)


def ids(referral: Referral) -> dict[str, Any]:
    """The fields that every fact about `referral` begins with."""
    return {"node": referral.node_id, "referral": referral.pk, "giver": referral.giver_id, "receiver": referral.receiver_id}
