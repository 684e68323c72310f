"""What the street makes together: a supper club whose deal waits for the last yes, and baskets that were sold and shared."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from betterpie.members.models import Member
from betterpie.people.models import Person
from betterpie.projects import actions as projects
from betterpie.projects import queries
from betterpie.projects.actions import Reply
from betterpie.projects.models import Project

Plan = Callable[[datetime, Callable[[datetime], None]], None]

CLUB = ("cheese", "wine", "flowers")
ALONE = {1: 210_000, 2: 230_000, 3: 50_000}
SAID: dict[int, tuple[int, dict[int, int]]] = {
    1: (740_000, {1: 330_000, 2: 355_000, 3: 125_000}),
    2: (760_000, {1: 340_000, 2: 350_000, 3: 115_000}),
    3: (720_000, {1: 320_000, 2: 345_000, 3: 120_000}),
}
PUT_IN: dict[int, list[tuple[str, str, int | None, str]]] = {
    1: [("stock", "Cheese for four evenings", 90_000, "Sell it over the counter"), ("hours", "Cutting and hosting", 20, "")],
    2: [("space", "The back room", None, "It is empty on Thursdays"), ("hours", "Pouring and serving", 16, "")],
    3: [("equipment", "Tables, linen and vases", None, "They wait for the next wedding"), ("hours", "Making it beautiful", 6, "")],
}


def plan_club(plan: Plan, members: Mapping[str, Member], people: Mapping[str, Person], *, until: datetime) -> None:
    """Have cheese, wine and flowers come upon a supper club three weeks before `until`; two have signed by then, the third has not."""
    made: list[Project] = []
    her = {number: people[key].pk for number, key in enumerate(CLUB, 1)}

    def idea(at: datetime) -> None:
        project = projects.propose(
            "Fourth Street Supper Club", of=members["cheese"], idea="Cheese, wine and flowers, four evenings.", shape="supper_club",
            ends_on=(until + timedelta(days=60)).date(), by=her[1], at=at,
        )  # fmt: skip
        for key in CLUB[1:]:
            projects.ask(project, members[key], by=her[1], at=at)
        for partner in queries.partners(project):
            for kind, what, amount, otherwise in PUT_IN[partner.number]:
                projects.put_in(
                    project, partner, kind=kind, what=what, amount=amount, otherwise=otherwise, due_at=until + timedelta(days=30), at=at
                )
        projects.describe(
            project, name=project.name, idea=project.idea, ends_on=project.ends_on, manager_pay=20_000, if_off=Project.IfOff.EQUAL
        )
        projects.begin_asking(project, by=her[1], at=at)
        made.append(project)

    def numbers(at: datetime) -> None:
        for partner in queries.partners(made[0]):
            together, losses = SAID[partner.number]
            replies = [Reply(kind="alone", about=str(partner.number), amount=ALONE[partner.number], sure=5)]
            replies += [Reply(kind="together", about="", amount=together, sure=5)]
            replies += [Reply(kind="loss", about=str(number), amount=amount, sure=5) for number, amount in losses.items()]
            projects.answer(made[0], partner, replies, by=her[partner.number], at=at)

    def paper(at: datetime) -> None:
        drawn = projects.draw(made[0], by=her[1], at=at)
        for partner in queries.partners(made[0])[:2]:
            projects.sign(drawn, partner, person=her[partner.number], by=her[partner.number], at=at + timedelta(minutes=partner.number))

    plan(until - timedelta(days=20), idea)
    plan(until - timedelta(days=12), numbers)
    plan(until - timedelta(days=2), paper)


BASKET = ("cake", "coffee", "gifts")
BASKET_ALONE = {1: 40_000, 2: 30_000, 3: 20_000}
BASKET_LOST = {1: 95_000, 2: 70_000, 3: 60_000}
BASKET_LINES = {
    1: [("cost", "Flour, butter and boxes", 31_250), ("takings", "Sold over the counter", 88_000)],
    2: [("cost", "Coffee for sixty baskets", 24_000), ("takings", "Sold over the counter", 141_000)],
    3: [("cost", "Baskets and ribbon", 18_900), ("takings", "Sold over the counter", 63_500)],
}


def plan_baskets(plan: Plan, members: Mapping[str, Member], people: Mapping[str, Person], *, until: datetime) -> None:
    """Have cake, coffee and gifts fill baskets together two months before `until`, sell them, and share what came in."""
    made: list[Project] = []
    her = {number: people[key].pk for number, key in enumerate(BASKET, 1)}

    def idea(at: datetime) -> None:
        project = projects.propose(
            "Sunday breakfast basket", of=members["cake"], idea="Cake, coffee and a candle in one basket, sold by all three.",
            shape="hamper", ends_on=(until - timedelta(days=14)).date(), by=her[1], at=at,
        )  # fmt: skip
        for key in BASKET[1:]:
            projects.ask(project, members[key], by=her[1], at=at)
        for partner, hours in zip(queries.partners(project), (14, 6, 8), strict=True):
            due_at = until - timedelta(days=30)
            projects.put_in(project, partner, kind="hours", what="Packing and selling", amount=hours, due_at=due_at, at=at)
        for partner in queries.partners(project):
            replies = [Reply(kind="alone", about=str(partner.number), amount=BASKET_ALONE[partner.number], sure=5)]
            replies += [Reply(kind="together", about="", amount=200_000, sure=5)]
            replies += [Reply(kind="loss", about=str(number), amount=amount, sure=5) for number, amount in BASKET_LOST.items()]
            projects.answer(project, partner, replies, by=her[partner.number], at=at)
        drawn = projects.draw(project, by=her[1], at=at)
        for partner in queries.partners(project):
            projects.sign(drawn, partner, person=her[partner.number], by=her[partner.number], at=at)
        made.append(project)

    def begin(at: datetime) -> None:
        projects.start(made[0], at=at)

    def share(at: datetime) -> None:
        project = made[0]
        for partner in queries.partners(project):
            on = (at - timedelta(days=1)).date()
            entries = [projects.Entry(kind=kind, what=what, amount=amount, on=on) for kind, what, amount in BASKET_LINES[partner.number]]
            projects.book(project, partner, entries, by=her[partner.number], at=at)
        projects.finish(project, gained=9, kept=21, by=her[1], at=at)
        drawn = projects.draw_sheets(project, by=her[1], at=at)
        for sheet in queries.sheets(drawn):
            number = sheet.partner.number
            projects.approve(drawn, sheet, person=her[number], by=her[number], at=at)
        projects.learn(queries.sheets(drawn)[1], words="The smaller basket sold twice as fast. Next time only that one.")
        for payment in queries.payments(drawn):
            projects.say_paid(payment, by=her[payment.payer.number], at=at)
            projects.say_received(payment, by=her[payment.payee.number], at=at)

    plan(until - timedelta(days=62), idea)
    plan(until - timedelta(days=45), begin)
    plan(until - timedelta(days=13), share)
