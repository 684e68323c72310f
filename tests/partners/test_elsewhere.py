"""What other groups of the installation have seen between two trades counts a little here, and nobody's business shows."""

from datetime import datetime

import pytest

from betterpie.members.models import Member, Node
from betterpie.partners import actions, queries
from betterpie.partners.actions.elsewhere import gather
from betterpie.partners.models import Elsewhere, Tally
from betterpie.people.models import Person
from tests.conftest import Cast, seat


def there(cast: Cast, trade: str, count: int) -> list[Member]:
    """So many businesses of a trade in the other group."""
    people = [Person.objects.create_user(f"{trade}{number}@example.com", name=f"Sol {number}") for number in range(count)]
    return [seat(cast.other_node, f"{trade} {number}", trade, person) for number, person in enumerate(people)]


def sent_and_won(giver: Member, receiver: Member, count: int) -> None:
    """So many customers who bought."""
    Tally.objects.create(node=giver.node_id, giver=giver.pk, receiver=receiver.pk, sent=count, accepted=count, won=count)


def need(cast: Cast) -> float:
    """How much the vet's customers need the trainer."""
    return queries.board(cast.node.pk).need(cast.vet.pk, cast.trainer.pk)


@pytest.mark.parametrize(("givers", "receivers", "counts"), [(4, 5, False), (5, 4, False), (5, 1, False), (5, 5, True)])
def test_what_five_others_saw_of_five_others_counts_a_little(cast: Cast, givers: int, receivers: int, counts: bool) -> None:
    before = need(cast)
    vets, trainers = there(cast, "veterinarian", givers), there(cast, "dog_trainer", receivers)
    for place in range(max(givers, receivers)):
        sent_and_won(vets[place % givers], trainers[place % receivers], 4)
    assert need(cast) == before, "nothing is known of others before it was gathered"
    gather([cast.node])
    assert (need(cast) > before) == counts
    said = [reason.text for reason in queries.board(cast.node.pk).between(cast.vet.pk, cast.trainer.pk).reasons]
    assert ("More came of referrals between your two trades than we expected." in said) == counts


def test_one_business_in_five_groups_is_one(cast: Cast, now: datetime) -> None:
    vets, (trainer,) = there(cast, "veterinarian", 5), there(cast, "dog_trainer", 1)
    towns = [
        Node.objects.create(slug=f"town-{number}", name=f"Town {number}", join_code=f"town{number}", created_at=now) for number in range(4)
    ]
    seats = [trainer, *(Member.objects.create(node=town, business=trainer.business, listed_at=now, joined_at=now) for town in towns)]
    for vet, seat_there in zip(vets, seats, strict=True):
        sent_and_won(vet, seat_there, 4)
    gather([cast.node])
    assert Elsewhere.objects.get(node=cast.node).deeds == []


def test_what_a_group_saw_itself_is_not_told_it_again(cast: Cast) -> None:
    sent_and_won(cast.vet, cast.trainer, 4)
    for vet, trainer in zip(there(cast, "veterinarian", 5), there(cast, "dog_trainer", 5), strict=True):
        sent_and_won(vet, trainer, 2)
    gather([cast.node, cast.other_node])
    here, back = (Elsewhere.objects.get(node=node).deeds for node in (cast.node, cast.other_node))
    assert here == [["veterinarian", "dog_trainer", 10, 10, 10, 0, 0, 0, 0, 0, 0]]
    assert back == []


def test_it_is_gathered_anew_each_week_before_the_nudges(cast: Cast) -> None:
    monday = datetime.fromisoformat("2026-03-02T15:00:00+00:00")
    actions.nudge_due(at=monday)
    assert set(Elsewhere.objects.values_list("node", flat=True)) == {cast.node.pk, cast.other_node.pk}
