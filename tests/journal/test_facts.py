"""What a fact may hold."""

from dataclasses import fields
from datetime import date, datetime
from types import NoneType, UnionType
from typing import Union, get_args, get_origin, get_type_hints

import pytest

from betterpie.journal.facts import FACTS, Code, Fact, MemberId
from betterpie.members.facts import MemberJoined
from betterpie.referrals.facts import ReferralAccepted

ALLOWED = {int, bool, date, datetime, NoneType, MemberId, Code}


@pytest.mark.parametrize("kind", sorted(FACTS))
def test_a_fact_holds_ids_amounts_codes_and_times_but_no_free_text(kind: str) -> None:
    hints = get_type_hints(FACTS[kind])
    held = {field.name: parts(hints[field.name]) - ALLOWED for field in fields(FACTS[kind])}
    assert held == {name: set() for name in held}


def test_the_walk_would_see_free_text() -> None:
    assert parts(str | None) - ALLOWED == {str}


def test_a_fact_reads_back_as_it_was_written() -> None:
    fact = ReferralAccepted(node=1, referral=7, giver=MemberId(2), receiver=MemberId(3), minutes=40, in_time=True)
    assert ReferralAccepted.from_data(fact.as_data()) == fact


def test_a_fact_with_a_time_reads_back_as_it_was_written(now: datetime) -> None:
    from betterpie.promises.facts import PromiseMade

    fact = PromiseMade(node=1, promise=4, by=MemberId(2), to=None, due_at=now)
    assert PromiseMade.from_data(fact.as_data()) == fact


def test_members_stand_in_a_fact_once_each() -> None:
    fact = ReferralAccepted(node=1, referral=7, giver=MemberId(2), receiver=MemberId(2), minutes=40, in_time=True)
    assert fact.mentions() == (2,)


def test_every_kind_is_named_after_its_room() -> None:
    assert MemberJoined.kind() == "members.MemberJoined"
    assert FACTS["members.MemberJoined"] is MemberJoined


def parts(hint: object) -> set[object]:
    """The types that a hint is made of."""
    if get_origin(hint) in (Union, UnionType):
        return set().union(*(parts(each) for each in get_args(hint)))
    return {hint}


def test_a_fact_of_the_base_holds_only_its_node() -> None:
    assert [field.name for field in fields(Fact)] == ["node"]
