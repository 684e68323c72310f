"""After the work: what came in and what it cost, the agreed rule applied to it once, and who pays whom."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from betterpie.journal import actions as journal
from betterpie.journal.facts import Code, MemberId
from betterpie.kernel import netting
from betterpie.kernel.sharing import blend, in_cents
from betterpie.projects import queries
from betterpie.projects.actions.base import Refused, ids, lock, move, tell_all
from betterpie.projects.facts import PaymentReceived, PaymentSent, ShareSettled, SheetDrawn, SheetWithdrawn
from betterpie.projects.models import Agreement, Figure, Kind, Line, Partner, Payment, Project, Settlement, Sheet
from betterpie.projects.queries import paper

State = Project.State
LARGEST = 10**12
BOOKED_IN = (*Project.COUNTING, State.OFF)
"""States in which something can be written down: also what was paid for something that was called off."""
BOOKED = {Line.Source.HAND: 0.02, Line.Source.LIST: 0.02, Line.Source.FACT: 0.005}
"""How far off what came in may be, as a part of it: measured above invoiced, and both above guessed."""
SPREAD_OVER = 0.3
"""How far off one partner's part in the outcome may be, when only the whole was measured."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Something that came in or was paid, not yet written down."""

    kind: str
    what: str
    amount: int
    on: date
    currency: str = ""
    source: str = Line.Source.HAND


@transaction.atomic
def book(project: Project, partner: Partner, entries: Iterable[Entry], *, by: int | None, at: datetime) -> list[Line]:
    """Write down what came in to `partner` and what she paid; all of it or nothing.

    Refuses other currencies, amounts that are none, days to come, a project that has not begun, and once a sheet is drawn; and what she
    wrote down before to the cent: a form sent twice, or a list that begins where an earlier one did.
    """
    check_open(project, of=BOOKED_IN)
    before = set(Line.objects.filter(partner=partner).values_list("kind", "what", "amount", "on"))
    today = at.astimezone(project.node.zone).date()
    rows = []
    for entry in entries:
        if entry.currency and entry.currency.upper() != project.currency:
            said = _("This project is kept in %(currency)s. Please change what is in %(other)s first.")
            raise Refused(said % {"currency": project.currency, "other": entry.currency.upper()[:10]})
        if not isinstance(entry.amount, int) or not 0 < entry.amount <= LARGEST:
            raise Refused(_("Please write an amount, like 250."))
        if entry.on > today:
            raise Refused(_("That day has not come yet."))
        if not entry.what.strip():
            raise Refused(_("What was it?"))
        if entry.source != Line.Source.FACT and (entry.kind, entry.what.strip()[:160], entry.amount, entry.on) in before:
            said = _("“%(what)s” of that day, to the cent, is written down already. If it came a second time, say so in its words.")
            raise Refused(said % {"what": entry.what.strip()[:160]})
        rows.append(
            Line.objects.create(
                project=project, partner=partner, kind=Line.Kind(entry.kind), what=entry.what.strip()[:160], amount=entry.amount,
                on=entry.on, source=Line.Source(entry.source), by_id=by, at=at,
            )
        )  # fmt: skip
    return rows


@transaction.atomic
def strike(project: Project, line: Line) -> None:
    """Strike out a line. Refuses once a sheet is drawn, and what counted itself: written anew by hand it would be told twice."""
    check_open(project, of=BOOKED_IN)
    if line.source == Line.Source.FACT:
        raise Refused(_("This counted itself, so it stays. If it is wrong, write the difference down beside it."))
    line.delete()


@transaction.atomic
def draw_sheets(project: Project, *, by: int | None, at: datetime) -> Settlement:
    """Apply the agreed rule to what really came in, once: everybody's sheet, and the fewest payments that settle it.

    Refuses before the work is done (or called off), where nothing was agreed or written down, and a second sheet beside the first.
    """
    lock(project)
    if project.state not in (State.DONE, State.OFF):
        raise Refused(_("First the work has to be done."))
    if queries.settlement(project) is not None:
        raise Refused(_("The sheets are drawn already. What is agreed is applied once."))
    agreement = Agreement.objects.filter(project=project, stands_since__isnull=False).order_by("-number").first()
    if agreement is None:
        raise Refused(_("Nothing was agreed, so there is nothing to apply: each keeps what she has."))
    if not agreement.is_as_drawn:
        raise Refused(_("The paper is no longer as it was signed, so it cannot be applied."))
    lines = queries.lines(project)
    if not lines:
        raise Refused(_("Nothing is written down yet: what came in, and what was paid?"))
    return _draw(project, agreement, lines, by=by, at=at)


@transaction.atomic
def approve(settlement: Settlement, sheet: Sheet, *, person: int | None, by: int | None, at: datetime) -> None:
    """Say that a sheet is right. When all who take part have, the settlement stands for good.

    Refuses a sheet that was taken back, and a second yes.
    """
    project = Project.objects.select_for_update().get(pk=settlement.project_id)
    settlement.refresh_from_db()
    if settlement.withdrawn_at is not None:
        raise Refused(_("These sheets were taken back. Newer ones will come."))
    if not Sheet.objects.filter(pk=sheet.pk, settlement=settlement, approved_at=None).update(approved_at=at, approved_by=person):
        raise Refused(_("You have said yes to this already."))
    waiting = Sheet.objects.filter(settlement=settlement, approved_at=None, partner__left_at=None)
    if not waiting.exists():
        _stand(project, settlement, by=by, at=at)


@transaction.atomic
def withdraw(settlement: Settlement, *, why: str, by: int | None, at: datetime) -> None:
    """Take the sheets back, because something is missing; they are kept, and drawn anew later. Refuses once all approved."""
    if not why.strip():
        raise Refused(_("What is missing?"))
    changed = Settlement.objects.filter(pk=settlement.pk, approved_at=None, withdrawn_at=None)
    if not changed.update(withdrawn_at=at, withdrawn_why=why.strip()[:300]):
        raise Refused(_("All have said yes, so it stands."))
    tell_all(settlement.project, SheetWithdrawn, settlement=settlement.pk, by=by, at=at)


@transaction.atomic
def say_paid(payment: Payment, *, by: int | None, at: datetime) -> None:
    """The payer says that it is on its way. Refuses before all approved, and saying it twice."""
    _mark(payment, "paid_at", at=at)
    journal.record(PaymentSent(**_payment_ids(payment)), by=by, at=at)


@transaction.atomic
def say_received(payment: Payment, *, by: int | None, at: datetime) -> None:
    """The payee says that it arrived; then it was paid too."""
    _mark(payment, "received_at", at=at)
    Payment.objects.filter(pk=payment.pk, paid_at=None).update(paid_at=at)
    journal.record(PaymentReceived(**_payment_ids(payment)), by=by, at=at)


def check_open(project: Project, *, of: Collection[str]) -> None:
    """Refuses to write down what came in before the work has begun, in another state than `of`, and once the sheets are drawn.

    Locks the project, so that nothing is written down or begins to count beside a sheet that is being drawn.
    """
    lock(project)
    if project.state not in of:
        raise Refused(_("That can be written down once the work has begun."))
    if queries.settlement(project) is not None:
        raise Refused(_("The sheets are drawn already. If something is missing, take them back first."))


def learn(sheet: Sheet, *, words: str) -> None:
    """Write down what she learned, for all to read."""
    Sheet.objects.filter(pk=sheet.pk).update(learned=words.strip()[:400])


def _draw(project: Project, agreement: Agreement, lines: list[Line], *, by: int | None, at: datetime) -> Settlement:
    took, paid = _sums(lines, Line.Kind.TAKINGS), _sums(lines, Line.Kind.COST)
    managing = agreement.terms["managing"] if project.state == State.DONE else 0
    takings, costs = sum(took.values()), sum(paid.values())
    shares = _shares(project, agreement, took=took, paid=paid, total=takings - costs - managing)
    last = Settlement.objects.filter(project=project).aggregate(last=Max("number"))["last"] or 0
    settlement = Settlement.objects.create(
        project=project, agreement=agreement, number=last + 1, takings=takings, costs=costs, managing=managing,
        to_share=takings - costs - managing, drawn_at=at,
    )  # fmt: skip
    balances: netting.Nets = {}
    people = {one.number: one for one in queries.everybody(project)}
    for number in sorted({*shares, *took, *paid}):
        pay = managing if number == agreement.terms["manager"] else 0
        share, came, went = shares.get(number, 0), took.get(number, 0), paid.get(number, 0)
        balances[number] = share + pay + went - came
        Sheet.objects.create(
            settlement=settlement, partner=people[number], took=came, laid_out=went, managing=pay, share=share, balance=balances[number]
        )
    _lay_payments(settlement, people, balances)
    tell_all(project, SheetDrawn, settlement=settlement.pk, by=by, at=at)
    return settlement


def _shares(project: Project, agreement: Agreement, *, took: Mapping[int, int], paid: Mapping[int, int], total: int) -> dict[int, int]:
    numbers = [row["number"] for row in agreement.terms["partners"]]
    if project.state == State.DONE or agreement.terms["if_off"] == Project.IfOff.RULE:
        return paper.share(agreement.terms, total)
    if agreement.terms["if_off"] == Project.IfOff.EQUAL:
        return in_cents(dict.fromkeys(numbers, total / len(numbers)), total)
    return {number: took.get(number, 0) - paid.get(number, 0) for number in {*numbers, *took, *paid}}


def _lay_payments(settlement: Settlement, people: Mapping[int, Partner], balances: netting.Nets) -> None:
    found = netting.settle(balances)
    # A solver never grades itself: what is paid and got must be everybody's balance, to the cent.
    kept = netting.nets(found)
    assert {number: kept.get(number, 0) for number in balances} == balances
    for payer, payee, amount in found:
        Payment.objects.create(settlement=settlement, payer=people[int(str(payer))], payee=people[int(str(payee))], amount=amount)


def _sums(lines: Iterable[Line], kind: str) -> dict[int, int]:
    sums: dict[int, int] = {}
    for line in lines:
        if line.kind == kind:
            sums[line.partner.number] = sums.get(line.partner.number, 0) + line.amount
    return sums


def _stand(project: Project, settlement: Settlement, *, by: int | None, at: datetime) -> None:
    if not Settlement.objects.filter(pk=settlement.pk, approved_at=None, withdrawn_at=None).update(approved_at=at):
        raise Refused(_("You have said yes to this already."))
    if project.state == State.DONE:
        move(project, State.SETTLED, of=(State.DONE,), settled_at=at)
        _blend_numbers(project, settlement)
    else:
        Project.objects.filter(pk=project.pk).update(settled_at=at)
    hours = queries.hours(project) if project.state == State.SETTLED else {}
    alone = {row["number"]: row["alone"] for row in settlement.agreement.terms["partners"]}
    sheets = queries.sheets(settlement)
    counted = _counted({sheet.partner.number: sheet.share for sheet in sheets}, queries.lines(project))
    for sheet in sheets:
        number = sheet.partner.number
        fact = ShareSettled(
            **ids(project, sheet.partner), settlement=settlement.pk, share=sheet.share, alone=alone.get(number, 0),
            hours=hours.get(number, 0), counted=counted.get(number, 0), currency=Code(project.currency),
        )  # fmt: skip
        journal.record(fact, by=by, at=at)


def _blend_numbers(project: Project, settlement: Settlement) -> None:
    """Let what was measured move what was guessed: the whole by its own, each one's part by as much as the whole came out different."""
    expected, actual = settlement.agreement.terms["expected"], settlement.to_share
    if not expected:
        return
    off = _how_far_off(queries.lines(project))
    for row in Figure.objects.filter(project=project).exclude(kind=Kind.ALONE):
        seen = float(actual) if row.kind == Kind.TOGETHER else row.amount * actual / expected
        part = off if row.kind == Kind.TOGETHER else SPREAD_OVER
        known = blend(row.amount, max(row.spread, 1), seen, max(abs(seen) * part, 1))
        Figure.objects.filter(pk=row.pk).update(amount=round(known.mean), spread=round(known.spread), measured=round(100 * known.measured))


def _counted(shares: Mapping[int, int], lines: Iterable[Line]) -> dict[int, int]:
    """Each one's part of what was told by other facts when it came in from outside: that moved already."""
    signs = {Line.Kind.TAKINGS: 1, Line.Kind.COST: -1}
    told = sum(signs[Line.Kind(line.kind)] * line.amount for line in lines if line.source == Line.Source.FACT)
    gained = {number: share for number, share in shares.items() if share > 0}
    whole = sum(gained.values())
    if told <= 0 or not whole:
        return {}
    told = min(told, whole)
    return in_cents({number: share * told / whole for number, share in gained.items()}, told)


def _how_far_off(lines: Iterable[Line]) -> float:
    """How far off the whole may be, as a part of it: each line by where it came from, by its size."""
    them = list(lines)
    return sum(line.amount * BOOKED[Line.Source(line.source)] for line in them) / sum(line.amount for line in them)


def _mark(payment: Payment, field: str, *, at: datetime) -> None:
    ready = Payment.objects.filter(pk=payment.pk, settlement__approved_at__isnull=False, **{field: None})
    if not ready.update(**{field: at}):
        raise Refused(_("That is written down already, or not everybody has said yes yet."))


def _payment_ids(payment: Payment) -> dict[str, Any]:
    project = payment.settlement.project
    return {
        "node": project.node_id,
        "project": project.pk,
        "payment": payment.pk,
        "payer": MemberId(payment.payer.member_id),
        "payee": MemberId(payment.payee.member_id),
        "amount": payment.amount,
        "currency": Code(project.currency),
    }
