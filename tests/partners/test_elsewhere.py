"""What other groups of the installation have seen between two trades counts a little here, and nobody's business shows."""

from datetime import datetime

import pytest

from betterpie.members.models import Member
from betterpie.partners import actions, queries
from betterpie.partners.models import Elsewhere, Tally
from betterpie.people.models import Person
from tests.conftest import Cast, seat


def vets_elsewhere(cast: Cast, count: int) -> list[Member]:
    """Vets of the other group."""
    people = [Person.objects.create_user(f"vet{number}@example.com", name=f"Vet {number}") for number in range(count)]
    return [seat(cast.other_node, f"Vet {number}", "veterinarian", person) for number, person in enumerate(people)]


def sent_and_won(giver: Member, receiver: Member, count: int) -> None:
    """So many customers who bought."""
    Tally.objects.create(node=giver.node_id, giver=giver.pk, receiver=receiver.pk, sent=count, accepted=count, won=count)


def need(cast: Cast) -> float:
    """How much the vet's customers need the trainer."""
    return queries.board(cast.node.pk).need(cast.vet.pk, cast.trainer.pk)


@pytest.mark.parametrize(("givers", "counts"), [(4, False), (5, True)])
def test_what_five_others_have_seen_counts_a_little(cast: Cast, now: datetime, givers: int, counts: bool) -> None:
    before = need(cast)
    for vet in vets_elsewhere(cast, givers):
        sent_and_won(vet, cast.outsider, 4)
    assert need(cast) == before, "nothing is known of others before it was gathered"
    actions.gather([cast.node], at=now)
    assert (need(cast) > before) == counts
    said = [reason.text for reason in queries.board(cast.node.pk).between(cast.vet.pk, cast.trainer.pk).reasons]
    assert ("More came of referrals between your two trades than we expected." in said) == counts


def test_what_a_group_saw_itself_is_not_told_it_again(cast: Cast, now: datetime) -> None:
    sent_and_won(cast.vet, cast.trainer, 4)
    for vet in vets_elsewhere(cast, 5):
        sent_and_won(vet, cast.outsider, 2)
    actions.gather([cast.node, cast.other_node], at=now)
    here, there = (Elsewhere.objects.get(node=node).deeds for node in (cast.node, cast.other_node))
    assert here == [["veterinarian", "dog_trainer", 10, 10, 10, 0, 0, 0, 0, 0, 0]]
    assert there == []


def test_it_is_gathered_anew_each_week_before_the_nudges(cast: Cast, now: datetime) -> None:
    monday = datetime.fromisoformat("2026-03-02T15:00:00+00:00")
    actions.nudge_due(at=monday)
    assert set(Elsewhere.objects.values_list("node", flat=True)) == {cast.node.pk, cast.other_node.pk}
