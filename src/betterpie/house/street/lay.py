"""Lays the street: half a year, day by day, by the same actions that people use."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from random import Random

from django.db import transaction

from betterpie.house import work
from betterpie.house.street.feedback import Listener
from betterpie.house.street.partners import plan_partners
from betterpie.house.street.people import Habit, Neighbor, script
from betterpie.house.street.projects import plan_baskets, plan_club
from betterpie.members import actions as members
from betterpie.members.models import Member, Node
from betterpie.people.models import Person
from betterpie.promises import actions as promises
from betterpie.promises.models import Promise
from betterpie.referrals import actions as referrals
from betterpie.referrals.actions.giving import Details
from betterpie.referrals.models import KEPT_AFTER, Referral
from betterpie.trust import actions as trust

HALF_YEAR = timedelta(days=182)
SEED = 562
SUNDAY = 6
FAVORS = 24
"""How many promises each neighbor makes in half a year to those she has to do with."""


@dataclass
class Street:
    """The street while it is being laid."""

    node: Node
    random: Random
    members: dict[str, Member]
    people: dict[str, Person]
    agenda: list[tuple[datetime, int, Callable[[datetime], None]]] = field(default_factory=list)
    numbers: "count[int]" = field(default_factory=count)

    def plan(self, at: datetime, deed: Callable[[datetime], None]) -> None:
        """Have `deed` done at `at`."""
        heapq.heappush(self.agenda, (at, next(self.numbers), deed))


@transaction.atomic
def lay(*, until: datetime, seed: int = SEED) -> Node:
    """Lay the street so that its half year ends at `until`. Everything is written by the rooms' own actions."""
    start = until - HALF_YEAR
    street = _found(start, Random(seed))  # noqa: S311  # a street, not a secret: the same seed lays the same one
    for habit in script().habits:
        for _time in range(habit.times):
            street.plan(_moment(street, start, until), _referral(street, habit))
    for key in street.members:
        for _time in range(5):
            street.plan(_moment(street, start, until), _chore(street, key))
    favors = Random(seed + 1)  # noqa: S311  # no secret: draws of its own, so that what else happens on the street stays as it is
    for key in street.members:
        for _time in range(FAVORS):
            street.plan(_moment(street, start, until, draw=favors), _favor(street, key, favors))
    _this_morning(street, until)
    plan_club(street.plan, street.members, street.people, until=until)
    plan_baskets(street.plan, street.members, street.people, until=until)
    plan_partners(street.plan, street.members, street.people, until=until)
    _live(
        street, Listener(street.plan, {member.pk: key for key, member in street.members.items()}, seed=seed + 2), start=start, until=until
    )
    return street.node


def _found(start: datetime, random: Random) -> Street:
    steward = Person.objects.create_user(script().steward["email"], name=script().steward["name"])
    node = members.start_node(
        "Bixby Knolls",
        slug="bixby-knolls",
        by=steward,
        at=start,
        rules=script().rules,
        blurb="Neighbors between the park and the harbor who send each other customers.",
        area_codes=["562"],
        zips=["90802", "90803", "90804", "90805", "90806", "90807", "90808", "90813", "90814", "90815"],
    )
    street = Street(node=node, random=random, members={}, people={"steward": steward})
    for number, neighbor in enumerate(script().neighbors):
        _move_in(street, neighbor, number, at=start + timedelta(minutes=number))
    for number, guest in enumerate(script().guests):
        profile = members.Profile(
            name=guest["name"], trades=[guest["trade"]], zip=guest["zip"], city="Long Beach", email=f"guest{number}@street.example"
        )
        members.list_business(node, profile, by=steward, at=start)
    return street


def _move_in(street: Street, neighbor: Neighbor, number: int, *, at: datetime) -> None:
    profile = members.Profile(
        name=neighbor.name,
        trades=[neighbor.trade],
        blurb=neighbor.blurb,
        services=neighbor.services,
        asked_for=neighbor.asked_for,
        price_level=neighbor.price_level,
        hours=dict(neighbor.hours),
        phone=f"+1562555{100 + number:04d}",
        email=neighbor.email,
        city="Long Beach",
        zip=neighbor.zip,
    )
    # Whoever took a seat had signed in; otherwise the steward's page would count them all as strangers.
    owner = Person.objects.create_user(neighbor.email, name=neighbor.owner, language=neighbor.language, last_login=at)
    member = members.list_business(street.node, profile, by=street.people["steward"], at=at)
    members.join(member, person=owner, tier=neighbor.tier, at=at + timedelta(minutes=5))
    street.people[neighbor.key], street.members[neighbor.key] = owner, member


def _live(street: Street, feedback: Listener, *, start: datetime, until: datetime) -> None:
    """Go through the half year: deeds at their time, and every twelve hours what happens by itself.

    Trust is weighed on Sunday nights only, which is what its history keeps of a week; weighing it every night takes a third of the time.
    """
    clock = start
    while clock <= until:
        while street.agenda and street.agenda[0][0] <= clock:
            at, _number, deed = heapq.heappop(street.agenda)
            deed(at)
        # Nobody looks at a score meanwhile: weighing once a week gives the same history of weeks in a third of the time.
        ends_the_week = clock.weekday() == SUNDAY and clock.hour >= 12
        work.once(clock, without=() if ends_the_week else (trust.refresh, trust.weigh_due))
        feedback.hear(clock)
        clock += timedelta(hours=12)
    while street.agenda and street.agenda[0][0] <= until:
        at, _number, deed = heapq.heappop(street.agenda)
        deed(at)
    work.once(until)


def _referral(street: Street, habit: Habit) -> Callable[[datetime], None]:
    def give(at: datetime) -> None:
        random = street.random
        name = random.choice(script().customers)
        phone = f"+1562555{random.randint(100, 199):04d}"
        giver, receiver = street.members[habit.giver], street.members[habit.receiver]
        referral = referrals.give(
            giver, receiver, need=random.choice(habit.needs), trade=script().truths[habit.receiver].trade,
            customer=Details(name=name, phone=phone), by=street.people[habit.giver].pk, at=at,
        )  # fmt: skip
        if random.random() < 0.35 + 0.6 * habit.fit:
            street.plan(at + timedelta(minutes=random.randint(1, 90)), _yes(street, habit, referral))
        elif random.random() < 0.5:
            street.plan(at + timedelta(hours=2), _if_allowed(lambda later: referrals.stop(referral, at=later)))

    return give


def _yes(street: Street, habit: Habit, referral: Referral) -> Callable[[datetime], None]:
    def say_yes(at: datetime) -> None:
        random = street.random
        choice = "call_me" if random.random() < 0.85 else "will_call"
        referrals.say_yes(referral, choice=choice, at=at)
        truth = script().truths[habit.receiver]
        if random.random() < truth.reliability:
            answered = promises.due_after(referral.receiver, random.uniform(0.1, 3.2), at=at)
        elif random.random() < 0.6:
            answered = at + timedelta(hours=random.uniform(26, 110))
        else:
            return  # she never answers: the clock nudges, and it lapses
        street.plan(answered, _answer(street, habit, referral))

    return say_yes


def _answer(street: Street, habit: Habit, referral: Referral) -> Callable[[datetime], None]:
    def answer(at: datetime) -> None:
        random, truth = street.random, script().truths[habit.receiver]
        by = street.people[habit.receiver].pk
        if random.random() > 0.3 + 0.7 * habit.fit:
            referrals.decline(referral, by=by, at=at)
            return
        called = at
        if random.random() < 0.4:
            referrals.accept(referral, by=by, at=at)
            in_time = random.random() < truth.reliability
            called = promises.due_after(referral.receiver, random.uniform(0.3, 3.5) if in_time else random.uniform(6, 14), at=at)
        street.plan(called, _if_allowed(lambda later: referrals.step(referral, "called", by=by, at=later)))
        street.plan(called + timedelta(days=random.uniform(0.5, 9)), _outcome(street, habit, referral))

    return _if_allowed(answer)


def _outcome(street: Street, habit: Habit, referral: Referral) -> Callable[[datetime], None]:
    def end(at: datetime) -> None:
        random, truth = street.random, script().truths[habit.receiver]
        by = street.people[habit.receiver].pk
        if random.random() < truth.skill * (0.3 + 0.75 * habit.fit):
            worth = int(truth.worth * random.lognormvariate(0, 0.4)) * 100
            thanks = random.choice(("Thank you, lovely people.", "Thanks for thinking of us.", "")) if random.random() < 0.5 else ""
            referrals.win(referral, worth=worth, is_new_customer=random.random() < 0.8, thanks=thanks, by=by, at=at)
            street.plan(at + KEPT_AFTER + timedelta(days=1), _again(referral, skill=truth.skill, by=by))
            if random.random() < 0.5:
                went_well = random.random() < 0.55 + 0.43 * truth.reliability
                street.plan(at + timedelta(days=3), _if_allowed(lambda later: referrals.judge(referral, went_well=went_well, at=later)))
        else:
            referrals.lose(referral, why=random.choice(("price", "timing", "elsewhere", "no_answer")), by=by, at=at)

    return _if_allowed(end)


def _again(referral: Referral, *, skill: float, by: int) -> Callable[[datetime], None]:
    lot = Random(referral.pk).random()  # noqa: S311  # no secret: a lot of its own, so that the rest of the street stays as it was
    word = "once" if lot < 0.2 else "yes" if lot < 0.2 + 0.75 * skill else "no"
    return _if_allowed(lambda at: referrals.tell_again(referral, word, by=by, at=at))


def _chore(street: Street, key: str) -> Callable[[datetime], None]:
    def promise(at: datetime) -> None:
        random, member, by = street.random, street.members[key], street.people[key].pk
        due_at = (at + timedelta(days=random.randint(2, 9))).astimezone(street.node.zone).replace(hour=18, minute=0)
        made = promises.make(random.choice(script().chores), of=member, due_at=due_at, by=by, at=at)
        if random.random() < script().truths[key].reliability:
            if random.random() < 0.08:
                street.plan(
                    at + (due_at - at) * 0.5,
                    _end(made, lambda row, later: promises.excuse(row, why="The van broke down.", by=by, at=later)),
                )
            else:
                street.plan(
                    at + (due_at - at) * random.uniform(0.3, 0.99), _end(made, lambda row, later: promises.keep(row, by=by, at=later))
                )
        elif random.random() < 0.5:
            street.plan(due_at + timedelta(hours=random.uniform(4, 60)), _end(made, lambda row, later: promises.keep(row, by=by, at=later)))

    return promise


def _favor(street: Street, key: str, random: Random) -> Callable[[datetime], None]:
    """A promise to a neighbor, who thanks for it where it was kept and she thinks of it."""
    known = _acquainted(key)

    def promise(at: datetime) -> None:
        member, other, by = street.members[key], street.members[random.choice(known)], street.people[key].pk
        due_at = (at + timedelta(days=random.randint(2, 6))).astimezone(street.node.zone).replace(hour=18, minute=0)
        made = promises.make(random.choice(script().favors), of=member, to=other, due_at=due_at, by=by, at=at)
        in_time = random.random() < script().truths[key].reliability
        if not in_time and random.random() < 0.5:
            return  # forgotten: a reminder goes out, and a day after its time it counts as broken
        done = at + (due_at - at) * random.uniform(0.3, 0.99) if in_time else due_at + timedelta(hours=random.uniform(2, 20))
        street.plan(done, _end(made, lambda row, later: promises.keep(row, by=by, at=later)))
        if random.random() < 0.8:
            street.plan(
                done + timedelta(hours=random.uniform(1, 40)), _end(made, lambda row, later: promises.thank(row, by=None, at=later))
            )

    return promise


def _acquainted(key: str) -> list[str]:
    """Whom a neighbor has to do with: those she sends customers to or has them from, and four doors nearby."""
    keys = list(script().truths)
    place = keys.index(key)
    doors = [keys[(place + step) % len(keys)] for step in (-2, -1, 1, 2)]
    habits = [other for habit in script().habits for other in (habit.giver, habit.receiver) if key in (habit.giver, habit.receiver)]
    return [other for other in dict.fromkeys([*habits, *doors]) if other != key]


def _end(made: Promise, end: Callable[[Promise, datetime], None]) -> Callable[[datetime], None]:
    return _if_allowed(lambda at: end(Promise.objects.get(pk=made.pk), at))


def _this_morning(street: Street, until: datetime) -> None:
    """What waits when a visitor comes in: a customer for Maya, and a chore of hers."""

    def priya(at: datetime) -> None:
        vet, maya = street.members["vet"], street.members["maya"]
        priya = Details(name="Priya Shah", phone="+15625550142", email="priya@street.example")
        referral = referrals.give(
            vet,
            maya,
            need="her beagle chews the sofa; asked for evenings",
            trade="dog_trainer",
            note="Maya helped our own rescue settle.",
            customer=priya,
            by=street.people["vet"].pk,
            at=at,
        )
        referrals.say_yes(referral, choice="call_me", at=at + timedelta(minutes=4))

    def poster(at: datetime) -> None:
        maya = street.members["maya"]
        due_at = (until + timedelta(days=2)).astimezone(street.node.zone).replace(hour=18, minute=0)
        promises.make(script().chores[0], of=maya, due_at=due_at, by=street.people["maya"].pk, at=at)

    street.plan(until - timedelta(minutes=64), priya)
    street.plan(until - timedelta(days=3), poster)


def _if_allowed(deed: Callable[[datetime], object]) -> Callable[[datetime], None]:
    """`deed`, if it still can be done by then: a customer may have stopped, a silence lapsed."""

    def tried(at: datetime) -> None:
        try:
            with transaction.atomic():
                deed(at)
        except (referrals.Refused, promises.Refused):
            return

    return tried


def _moment(street: Street, start: datetime, until: datetime, *, draw: Random | None = None) -> datetime:
    """Some working hour in between."""
    random = draw or street.random
    at = start + (until - start - timedelta(hours=6)) * random.random()
    here = at.astimezone(street.node.zone).replace(hour=random.randint(9, 16), minute=random.randint(0, 59))
    return min(max(here, start + timedelta(hours=2)), until - timedelta(hours=2))
