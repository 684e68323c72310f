"""A small group that lives: run as a script it starts the group and goes on giving referrals until its input is closed."""

import os
import sys
import threading
from datetime import datetime, timedelta
from itertools import count

import django


def live(times: int | None) -> None:
    """Start a vet and a dog trainer, and let the one send the other customers, `times` or until standard input ends."""
    from django.utils import timezone

    ended = threading.Event()
    if times is None:
        threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
    vet, trainer, people = found(timezone.now())
    for number in count():
        if ended.is_set() or number == times:
            break
        one_customer(vet, trainer, people, number, timezone.now())
        if number == 3:
            sys.stdout.write("it lives\n")
            sys.stdout.flush()
    sys.stdout.write(f"{number} referrals\n")


def found(at: datetime):  # type: ignore[no-untyped-def]  # models may only be named once Django is set up
    """The group with its two members, and who acts for them."""
    from betterpie.members import actions as members
    from betterpie.members.actions import Profile
    from betterpie.members.models import Node
    from betterpie.people.models import Person

    node = Node.objects.filter(slug="knolls").first()
    if node is None:
        steward = Person.objects.create_user("stella@example.com", name="Stella Ward")
        node = members.start_node("Knolls", slug="knolls", by=steward, at=at, rules="We call back.")
        for name, trade in (("Bluff Park Vet", "veterinarian"), ("Good Dogs", "dog_trainer")):
            owner = Person.objects.create_user(f"{trade}@example.com", name=name)
            seat = members.list_business(node, Profile(name=name, trades=[trade], zip="90807"), by=steward, at=at)
            members.join(seat, person=owner, at=at)
    vet, trainer = node.members.order_by("pk")
    return vet, trainer, [member.business.staff.get().person for member in (vet, trainer)]


def one_customer(vet, trainer, people, number: int, at: datetime) -> None:  # type: ignore[no-untyped-def]  # as above
    """One referral's life, of one of four kinds."""
    from betterpie.referrals import actions as referrals
    from betterpie.referrals.actions.giving import Details

    customer = Details(name=f"Customer {number}", phone="+15625550142")
    referral = referrals.give(vet, trainer, need=f"puppy {number}", customer=customer, by=people[0].pk, at=at)
    if number % 4 == 0:
        return
    referrals.say_yes(referral, choice="call_me", at=at + timedelta(minutes=1))
    if number % 4 == 1:
        return
    referrals.accept(referral, by=people[1].pk, at=at + timedelta(minutes=2))
    if number % 4 == 2:
        referrals.win(referral, worth=12300 + number, is_new_customer=True, by=people[1].pk, at=at + timedelta(minutes=3))
    else:
        referrals.lose(referral, why="price", by=people[1].pk, at=at + timedelta(minutes=3))


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "betterpie.house.settings"
    django.setup()

    from django.db import connections

    from betterpie.journal import signals

    signals.LISTENERS[:] = []  # nothing is done behind: what was said is all there is
    live(int(sys.argv[1]) if len(sys.argv) > 1 else None)
    connections.close_all()
