"""The verbs of pacts."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from betterpie.journal import actions as journal
from betterpie.journal.facts import Code, MemberId
from betterpie.members.models import Member
from betterpie.pacts import queries
from betterpie.pacts.facts import PactAgreed, PactDeclined, PactDue, PactEnded, PactProposed, PactRenewed, ShelfCounted, ShelfSettled
from betterpie.pacts.models import LASTS, WAITS, Count, Pact, is_regulated
from betterpie.promises import actions as promises
from betterpie.promises import queries as promise_queries
from betterpie.rows.actions import hold

S = Pact.State
MOST_LATELY = 3
"""How many pacts somebody may have proposed to the same neighbor in a month without an agreement."""


class Refused(Exception):
    """Something that can't be done with a pact, with a sentence fit for the reader."""


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What a pact says. `price` is in minor units; the last six are for goods on a shelf alone."""

    kind: str
    benefit: str
    disclosure: str
    one_does: str
    other_does: str
    goods: str = ""
    shelf: str = ""
    host: str = ""
    restocks: str = ""
    price: int = 0
    keeps_percent: int = 0


@transaction.atomic
def propose(one: Member, other: Member, terms: Terms, *, replaces: Pact | None = None, by: int | None, at: datetime) -> Pact:
    """Propose a pact, or in place of one a changed one. Refuses goods without a shelf, and what may not hang on a pact of the two.

    The same one once more, as a form that was sent twice says it, is the one that waits already.
    """
    if one.pk == other.pk or one.node_id != other.node_id or other.is_guest or other.left_at is not None:
        raise Refused(_("You can't make a pact with them here."))
    if replaces is not None and (replaces.state != S.AGREED or {replaces.one_id, replaces.other_id} != {one.pk, other.pk}):
        raise Refused(_("That pact is over already."))
    hold(one, other)
    pact = _written(terms, one, other, replaces=replaces, proposed_at=at, review_at=at + LASTS)
    _check(pact)
    if same := _same(pact):
        return same
    between = Q(one=one, other=other) | Q(one=other, other=one)
    if Pact.objects.filter(between, state=S.PROPOSED, kind=terms.kind).exists():
        raise Refused(_("A pact like this waits for an answer between the two of you already."))
    lately = Pact.objects.filter(one=one, other=other, proposed_at__gt=at - WAITS).exclude(state=S.AGREED)
    if lately.count() >= MOST_LATELY:
        raise Refused(_("You have proposed a few in the last weeks. Talk about it over a coffee first."))
    pact.save()
    journal.record(PactProposed(**_ids(pact), form=Code(pact.kind)), by=by, at=at)
    return pact


@transaction.atomic
def agree(pact: Pact, *, by: int | None, at: datetime) -> None:
    """Agree to it: each promises the other what it says she does, until the day of the review. What it replaces ends.

    Refuses it while something of what it replaces is not settled; pieces that stand on a shelf stay there. Refuses it too where one of
    the two has left, or something would hang on it that may not any more.
    """
    if pact.one.left_at is not None or pact.other.left_at is not None:
        raise Refused(_("One of you is no longer in this group."))
    _check(pact)
    _move(pact, S.PROPOSED, state=S.AGREED, agreed_at=at, review_at=at + LASTS, is_regulated=is_regulated(pact.one, pact.other))
    if pact.replaces is not None and pact.replaces.state == S.AGREED:
        _replace(pact.replaces, pact, by=by, at=at)
    _promise(pact, by=by, at=at)
    journal.record(PactAgreed(**_ids(pact), form=Code(pact.kind)), by=by, at=at)


@transaction.atomic
def decline(pact: Pact, *, by: int | None, at: datetime) -> None:
    """Do not agree. Nobody has promised anything yet."""
    _move(pact, S.PROPOSED, state=S.DECLINED, ended_at=at)
    journal.record(PactDeclined(**_ids(pact)), by=by, at=at)


@transaction.atomic
def end(pact: Pact, member: Member, *, by: int | None, at: datetime) -> None:
    """End it, said in good time: nothing is broken by it. Refuses it while something sold is not settled."""
    stock = queries.stock(pact)
    if stock.owed:
        raise Refused(_("Settle first what was sold from the shelf."))
    _move(pact, S.AGREED, state=S.ENDED, ended_at=at)
    _release(pact, at=at)
    journal.record(PactEnded(**_ids(pact), by=MemberId(member.pk)), by=by, at=at)


@transaction.atomic
def go_on(pact: Pact, member: Member, *, by: int | None, at: datetime) -> None:
    """Say at the review that it goes on, and so that the other did what she promised. When both say so it runs again as long.

    Refuses it where something hangs on it that may not any more.
    """
    field = f"{pact.side(member)}_goes_on"
    asked = Pact.objects.filter(pk=pact.pk, state=S.AGREED, review_told_at__isnull=False, **{field: False})
    if not asked.update(**{field: True}):
        raise Refused(_("There is nothing to decide just now."))
    _check(pact)
    pact.refresh_from_db(fields=["one_goes_on", "other_goes_on"])
    for promise in promise_queries.open_for(pact.thing):
        if promise.by_id != member.pk:
            promises.keep(promise, by=by, at=min(at, promise.due_at))
    if pact.one_goes_on and pact.other_goes_on:
        _move(pact, S.AGREED, review_at=at + LASTS, review_told_at=None, one_goes_on=False, other_goes_on=False)
        _promise(pact, by=by, at=at)
        journal.record(PactRenewed(**_ids(pact)), by=by, at=at)


@transaction.atomic
def count(pact: Pact, member: Member, kind: str, quantity: int, *, by: int | None, at: datetime) -> None:
    """Write down pieces brought or sold, or an amount settled (minor units).

    Refuses more sold than is there, or more paid than is owed, and a word on being paid from the one who pays. Refuses pieces where
    money hangs on them that may not any more; what was sold before can still be settled.
    """
    locked = Pact.objects.select_for_update().filter(pk=pact.pk, state=S.AGREED, kind=Pact.Kind.SHELF).first()
    if locked is None or quantity <= 0 or kind not in Count.Kind.values:
        raise Refused(_("There is nothing to count here."))
    if kind != Count.Kind.SETTLED:
        _check(pact)
    stock = queries.stock(pact)
    if kind == Count.Kind.SOLD and quantity > stock.left:
        raise Refused(_("Only %(n)d are on the shelf.") % {"n": stock.left})
    if kind == Count.Kind.SETTLED and quantity > stock.owed:
        raise Refused(_("That is more than is to be settled."))
    if kind == Count.Kind.SETTLED and pact.side(member) == pact.host:
        raise Refused(_("Whose goods they are says that the money came."))
    Count.objects.create(pact=pact, kind=kind, quantity=quantity, by=member, at=at)
    if kind != Count.Kind.SETTLED:
        journal.record(ShelfCounted(**_ids(pact), form=Code(kind), quantity=quantity), by=by, at=at)
        return
    payer, payee = (pact.one_id, pact.other_id) if pact.host == Pact.Side.ONE else (pact.other_id, pact.one_id)
    settled = ShelfSettled(**_ids(pact), payer=MemberId(payer), payee=MemberId(payee), amount=quantity, currency=Code(member.node.currency))
    journal.record(settled, by=by, at=at)


def wake_due(*, at: datetime, limit: int = 300) -> int:
    """Ask both to look at a pact whose time has come; end what nobody agreed to or went on with. Returns how many."""
    return sum(_wake(pact, at=at) for pact in queries.due(at=at, limit=limit))


@transaction.atomic
def _wake(pact: Pact, *, at: datetime) -> bool:
    # Whoever agrees, goes on or ends it in this very moment comes first: the pact is let be, and the others are not held up by it.
    if pact.state == S.PROPOSED:
        if not _claimed(pact, state=S.DECLINED, ended_at=at):
            return False
        journal.record(PactDeclined(**_ids(pact)), by=None, at=at)
    elif pact.review_told_at is None:
        if not _claimed(pact, review_told_at=at, review_at=at + WAITS):
            return False
        journal.record(PactDue(**_ids(pact)), by=None, at=at)
    else:
        if not _claimed(pact, state=S.ENDED, ended_at=at):
            return False
        _release(pact, at=at)
        journal.record(PactEnded(**_ids(pact)), by=None, at=at)
    return True


def _claimed(pact: Pact, **fields: Any) -> bool:
    """Change a pact that stands as it was read; False where something has happened to it since."""
    as_read = {"state": pact.state, "review_at": pact.review_at, "review_told_at": pact.review_told_at}
    return bool(Pact.objects.filter(pk=pact.pk, **as_read).update(**fields))


def _written(terms: Terms, one: Member, other: Member, **more: Any) -> Pact:
    """The pact that they would make, with what belongs to a shelf only where there is one."""
    words = vars(terms)
    if terms.kind != Pact.Kind.SHELF:
        words = {name: words[name] for name in ("kind", "benefit", "disclosure", "one_does", "other_does")}
    elif not (terms.goods and terms.shelf and terms.host and terms.restocks):
        raise Refused(_("Say which goods, on whose shelf, and who restocks it."))
    return Pact(**words, node_id=one.node_id, one=one, other=other, is_regulated=is_regulated(one, other), **more)


def _same(pact: Pact) -> Pact | None:
    """The one that waits for an answer with the very same words."""
    names = [field.name for field in fields(Terms)]
    written = {name: getattr(pact, name) for name in names} | {"one": pact.one, "other": pact.other, "replaces": pact.replaces}
    return Pact.objects.filter(**written, state=S.PROPOSED).first()


def _check(pact: Pact) -> None:
    """Refuses what may not hang on it, or be written into it, by now."""
    if refusal := queries.refused(pact):
        raise Refused(refusal)


def _replace(old: Pact, new: Pact, *, by: int | None, at: datetime) -> None:
    stock = queries.stock(old)
    if stock.owed:
        raise Refused(_("Settle first what was sold from the shelf."))
    _move(old, S.AGREED, state=S.ENDED, ended_at=at)
    _release(old, at=at)
    journal.record(PactEnded(**_ids(old)), by=by, at=at)
    if stock.left and new.kind == Pact.Kind.SHELF:
        Count.objects.create(pact=new, kind=Count.Kind.BROUGHT, quantity=stock.left, by=new.one, at=at)


def _promise(pact: Pact, *, by: int | None, at: datetime) -> None:
    for mine, theirs in ((pact.one, pact.other), (pact.other, pact.one)):
        promises.make(pact.promised(mine), of=mine, to=theirs, due_at=pact.review_at, remind=False, thing=pact.thing, by=by, at=at)


def _release(pact: Pact, *, at: datetime) -> None:
    for promise in promise_queries.open_for(pact.thing):
        promises.release(promise, at=at)


def _move(pact: Pact, before: str, **fields: Any) -> None:
    if not Pact.objects.filter(pk=pact.pk, state=before).update(**fields):
        raise Refused(_("Something else has happened meanwhile. Look at it again."))
    for name, value in fields.items():
        setattr(pact, name, value)


def _ids(pact: Pact) -> dict[str, Any]:
    return {"node": pact.node_id, "pact": pact.pk, "one": pact.one_id, "other": pact.other_id}
