"""What came in and what it cost, shared as agreed, to the cent, once."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from betterpie.journal.models import Entry as JournalEntry
from betterpie.projects import actions, imports, queries
from betterpie.projects.actions import Entry
from betterpie.projects.models import Agreement, Figure, Line, Payment, Settlement, Sheet
from betterpie.value.models import Flow
from tests.projects.conftest import Club, agree, answer_all

DAY = date(2026, 3, 3)


def came(what: str, amount: int) -> Entry:
    """Something that came in."""
    return Entry(kind="takings", what=what, amount=amount, on=DAY)


def paid(what: str, amount: int) -> Entry:
    """Something that was paid."""
    return Entry(kind="cost", what=what, amount=amount, on=DAY)


@pytest.fixture
def worked(club: Club, now: datetime) -> Club:
    """The club after its evenings: tickets came in to the cheese bar, the bar to the wine shop; all three paid something."""
    actions.describe(club.project, name=club.project.name, idea="", ends_on=None, manager_pay=20_000, if_off="equal")
    answer_all(club, now)
    agree(club, now)
    actions.start(club.project, at=now)
    actions.book(club.project, club.partner(1), [came("Tickets", 676_000), paid("Cheese", 90_000)], by=None, at=now)
    actions.book(club.project, club.partner(2), [came("Bar", 201_001), paid("Wine", 45_000)], by=None, at=now)
    actions.book(club.project, club.partner(3), [paid("Vases", 12_000)], by=None, at=now)
    return club


def settled(club: Club, now: datetime) -> Settlement:
    """The sheets, with everybody's yes."""
    if club.project.state == "under_way":
        actions.finish(club.project, gained=12, kept=3, by=None, at=now)
    drawn = actions.draw_sheets(club.project, by=None, at=now)
    for sheet in queries.sheets(drawn):
        actions.approve(drawn, sheet, person=None, by=None, at=now)
    drawn.refresh_from_db()
    club.project.refresh_from_db()
    return drawn


def test_the_agreed_rule_is_applied_to_what_really_came_in(worked: Club, now: datetime) -> None:
    drawn = settled(worked, now)
    assert (drawn.takings, drawn.costs, drawn.managing, drawn.to_share) == (877_001, 147_000, 20_000, 710_001)
    rows = {row.partner.number: (row.took, row.laid_out, row.managing, row.share, row.balance) for row in queries.sheets(drawn)}
    assert rows == {
        1: (676_000, 90_000, 20_000, 290_667, -275_333),
        2: (201_001, 45_000, 0, 310_667, 154_666),
        3: (0, 12_000, 0, 108_667, 120_667),
    }
    assert [(row.payer.number, row.payee.number, row.amount) for row in queries.payments(drawn)] == [(1, 2, 154_666), (1, 3, 120_667)]
    assert (worked.project.state, worked.project.customers_gained) == ("settled", 12)


def test_every_cent_is_shared_and_every_balance_paid(worked: Club, now: datetime) -> None:
    drawn = settled(worked, now)
    sheets = queries.sheets(drawn)
    assert sum(row.share for row in sheets) == drawn.to_share
    assert sum(row.balance for row in sheets) == 0
    nets = {row.partner.number: 0 for row in sheets}
    for payment in queries.payments(drawn):
        nets[payment.payer.number] -= payment.amount
        nets[payment.payee.number] += payment.amount
    assert nets == {row.partner.number: row.balance for row in sheets}


def test_what_each_got_is_value_new_only_beyond_going_alone(worked: Club, now: datetime) -> None:
    settled(worked, now)
    flows = {row.receiver: (row.quantity, row.new_quantity) for row in Flow.objects.filter(resource="money")}
    assert flows == {
        worked.cheese.pk: (290_667, 80_667),
        worked.wine.pk: (310_667, 80_667),
        worked.flowers.pk: (108_667, 58_667),
    }
    hours = dict(Flow.objects.filter(resource="hours").values_list("provider", "quantity"))
    assert hours == {worked.cheese.pk: 20, worked.wine.pk: 16, worked.flowers.pk: 6}


def test_it_stands_only_when_all_have_said_yes(worked: Club, now: datetime) -> None:
    actions.finish(worked.project, by=None, at=now)
    drawn = actions.draw_sheets(worked.project, by=None, at=now)
    for sheet in queries.sheets(drawn)[:2]:
        actions.approve(drawn, sheet, person=None, by=None, at=now)
    drawn.refresh_from_db()
    assert drawn.approved_at is None
    with pytest.raises(actions.Refused, match=r"You have said yes to this already\."):
        actions.approve(drawn, queries.sheets(drawn)[0], person=None, by=None, at=now)
    with pytest.raises(actions.Refused, match=r"not everybody has said yes yet\."):
        actions.say_paid(queries.payments(drawn)[0], by=None, at=now)


def test_what_is_agreed_is_applied_once(worked: Club, now: datetime) -> None:
    drawn = settled(worked, now)
    before = list(Sheet.objects.values_list("share", "balance"))
    for attempt in (
        lambda: actions.draw_sheets(worked.project, by=None, at=now),
        lambda: actions.book(worked.project, worked.partner(1), [came("Late", 5)], by=None, at=now),
        lambda: actions.withdraw(drawn, why="Something", by=None, at=now),
        lambda: actions.strike(worked.project, Line.objects.all()[0]),
    ):
        with pytest.raises(actions.Refused):
            attempt()
    assert list(Sheet.objects.values_list("share", "balance")) == before


def test_a_missing_line_is_added_after_taking_the_sheets_back_and_all_say_yes_anew(worked: Club, now: datetime) -> None:
    actions.finish(worked.project, by=None, at=now)
    first = actions.draw_sheets(worked.project, by=None, at=now)
    actions.approve(first, queries.sheets(first)[0], person=None, by=None, at=now)
    with pytest.raises(actions.Refused, match=r"What is missing\?"):
        actions.withdraw(first, why=" ", by=None, at=now)
    actions.withdraw(first, why="The deposit for the room", by=None, at=now)
    with pytest.raises(actions.Refused, match=r"These sheets were taken back\."):
        actions.approve(first, queries.sheets(first)[1], person=None, by=None, at=now)
    actions.book(worked.project, worked.partner(2), [paid("Deposit", 10_001)], by=None, at=now)
    again = settled(worked, now)
    assert (again.number, again.to_share, Settlement.objects.count()) == (2, 700_000, 2)


def test_both_sides_say_when_it_is_paid(worked: Club, now: datetime) -> None:
    drawn = settled(worked, now)
    first, second = queries.payments(drawn)
    actions.say_paid(first, by=None, at=now)
    actions.say_received(first, by=None, at=now + timedelta(days=1))
    actions.say_received(second, by=None, at=now)
    rows = list(Payment.objects.order_by("-amount").values_list("paid_at", "received_at"))
    assert rows == [(now, now + timedelta(days=1)), (now, now)]
    with pytest.raises(actions.Refused, match=r"That is written down already"):
        actions.say_paid(first, by=None, at=now)
    assert JournalEntry.objects.filter(kind__startswith="projects.Payment").count() == 3


def test_a_loss_is_borne_as_agreed(worked: Club, now: datetime) -> None:
    Line.objects.filter(kind="takings").delete()
    drawn = settled(worked, now)
    assert (drawn.to_share, {row.partner.number: row.share for row in queries.sheets(drawn)}) == (
        -167_000,
        {1: -61_233, 2: -61_234, 3: -44_533},
    )


def test_called_off_it_is_settled_as_was_agreed_for_that(worked: Club, now: datetime) -> None:
    actions.call_off(worked.project, by=None, at=now)
    drawn = settled(worked, now)
    assert (drawn.managing, drawn.to_share) == (0, 730_001)
    assert {row.partner.number: row.share for row in queries.sheets(drawn)} == {1: 243_334, 2: 243_334, 3: 243_333}
    assert worked.project.state == "off"


def test_called_off_before_anything_was_agreed_each_keeps_what_she_has(club: Club, now: datetime) -> None:
    actions.call_off(club.project, by=None, at=now)
    with pytest.raises(actions.Refused, match=r"Nothing was agreed, so there is nothing to apply"):
        actions.draw_sheets(club.project, by=None, at=now)


def test_a_partner_who_leaves_midway_gets_back_what_she_paid(worked: Club, now: datetime) -> None:
    actions.reopen(worked.project, by=None, at=now)
    actions.leave(worked.project, worked.partner(3), by=None, at=now)
    for number in (1, 2):
        replies = [actions.Reply(kind="alone", about=str(number), amount=200_000), actions.Reply(kind="together", about="", amount=600_000)]
        actions.answer(worked.project, worked.partner(number), replies, by=None, at=now)
    worked.project.refresh_from_db()
    agree(worked, now)
    assert worked.project.state == "under_way"
    actions.finish(worked.project, by=None, at=now)
    drawn = actions.draw_sheets(worked.project, by=None, at=now)
    hers = Sheet.objects.get(settlement=drawn, partner__number=3)
    assert (hers.share, hers.balance) == (0, 12_000)
    for sheet in queries.sheets(drawn)[:2]:
        actions.approve(drawn, sheet, person=None, by=None, at=now)
    worked.project.refresh_from_db()
    assert worked.project.state == "settled"


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        (
            Entry(kind="takings", what="Bar", amount=100, on=DAY, currency="EUR"),
            "This project is kept in USD. Please change what is in EUR first.",
        ),
        (Entry(kind="takings", what="Bar", amount=0, on=DAY), "Please write an amount, like 250."),
        (Entry(kind="takings", what="Bar", amount=-5, on=DAY), "Please write an amount, like 250."),
        (Entry(kind="takings", what=" ", amount=5, on=DAY), "What was it?"),
        (Entry(kind="takings", what="Bar", amount=5, on=date(2030, 1, 1)), "That day has not come yet."),
    ],
)  # fmt: skip
def test_lines_that_are_none_are_refused(worked: Club, now: datetime, entry: Entry, sentence: str) -> None:
    before = Line.objects.count()
    with pytest.raises(actions.Refused) as refused:
        actions.book(worked.project, worked.partner(1), [came("Fine", 5), entry], by=None, at=now)
    assert (str(refused.value), Line.objects.count()) == (sentence, before)


def test_before_the_work_begins_nothing_is_written_down(club: Club, now: datetime) -> None:
    with pytest.raises(actions.Refused, match=r"once the work has begun\."):
        actions.book(club.project, club.partner(1), [came("Early", 5)], by=None, at=now)


def test_a_list_from_the_till_is_read() -> None:
    text = "Date;Description;Amount\n2026-03-01;Tickets;1,250.50\n03/02/2026;Napkins;($40)\n2026-03-03;Ice;−7\n"
    assert imports.read(text) == [
        Entry(kind="takings", what="Tickets", amount=125_050, on=date(2026, 3, 1), source="list"),
        Entry(kind="cost", what="Napkins", amount=4_000, on=date(2026, 3, 2), source="list"),
        Entry(kind="cost", what="Ice", amount=700, on=date(2026, 3, 3), source="list"),
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "The list is empty. Its first line names the columns: date, what, amount."),
        ("a,b\n1,2\n", "The first line has to name the columns: date, what, amount."),
        ("date,what,amount\n2026-03-01,Bar,nan\n", "Line 2: “nan” is no amount."),
        ("date,what,amount\n2026-03-01,Bar,5\nsoon,Bar,5\n", "Line 3: “soon” is no day."),
    ],
)
def test_a_list_that_cannot_be_read_says_where(text: str, sentence: str) -> None:
    with pytest.raises(actions.Refused) as refused:
        imports.read(text)
    assert str(refused.value) == sentence


def test_the_next_guess_learns_from_what_was_measured(worked: Club, now: datetime) -> None:
    guess = Figure.objects.get(project=worked.project, kind="together")
    settled(worked, now)
    row = Figure.objects.get(project=worked.project, kind="together")
    assert (guess.amount, guess.spread, guess.measured) == (740_000, 37_000, 0)
    assert (row.amount, row.spread, row.measured) == (713_852, 13_257, 87)
    lost = Figure.objects.get(project=worked.project, kind="loss", about="3")
    assert (lost.amount, lost.measured) == (119_858, 3)


def test_the_database_holds_that_sheets_add_up(worked: Club, now: datetime) -> None:
    drawn = settled(worked, now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Sheet.objects.filter(settlement=drawn, partner__number=1).update(share=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Settlement.objects.filter(pk=drawn.pk).update(withdrawn_at=now)
    assert Agreement.objects.get(pk=drawn.agreement_id).is_as_drawn
