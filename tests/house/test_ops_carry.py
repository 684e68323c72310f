"""A node is taken away whole and comes up elsewhere: the same story under other numbers."""

import dataclasses
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from django.apps import apps
from django.db.migrations import RemoveField
from django.db.migrations.loader import MigrationLoader

from betterpie.events import actions as events
from betterpie.events.models import Note
from betterpie.house import carry
from betterpie.house.carry import older
from betterpie.house.carry.belongings import AMOUNTS, BELONGINGS, INT_NAMES, KEYED, STAYS
from betterpie.house.packing import Broken, Pack, Packing
from betterpie.journal import actions as journal
from betterpie.journal.facts import FACTS, member_fields
from betterpie.journal.models import Delivery, Entry, Mention
from betterpie.members import actions as members
from betterpie.members.models import Business, Invitation, Member, Node
from betterpie.notices import actions as notices
from betterpie.notices.models import Edition, Wish
from betterpie.people.models import Person
from betterpie.promises import actions as promises
from betterpie.promises.models import Promise
from betterpie.referrals import actions as referrals
from betterpie.referrals.actions.giving import Details
from betterpie.referrals.models import Customer, Pair, Referral
from betterpie.value.models import Flow
from betterpie.week import queries as week
from tests.conftest import Cast
from tests.house.conftest import Builder, run

GONE = [f"{word}:999999" for word in KEYED]
"""What a letter told of things that are no more."""
PRIYA = Details(name="Priya Shah", phone="+15625550142", email="priya@example.com")


@pytest.fixture
def lived(cast: Cast, now: datetime) -> Cast:
    """The cast after some weeks: customers won, lost, passed on and sent back, promises, wishes, invitations."""
    won = referrals.give(cast.vet, cast.trainer, need="puppy", customer=PRIYA, by=cast.ortiz.pk, at=now)
    referrals.say_yes(won, choice="call_me", at=now + timedelta(minutes=5))
    referrals.accept(won, by=cast.maya.pk, at=now + timedelta(minutes=45))
    referrals.win(won, worth=30000, is_new_customer=True, by=cast.maya.pk, at=now + timedelta(days=2))
    urgent = referrals.give(cast.vet, cast.trainer, need="barks", customer=PRIYA, is_urgent=True, by=None, at=now)
    referrals.say_yes(urgent, choice="call_me", may_pass_on=True, at=now)
    referrals.wake_due(at=now + timedelta(minutes=61))
    promises.make("hang the poster", of=cast.vet, to=cast.trainer, due_at=now + timedelta(days=4), by=cast.ortiz.pk, at=now)
    members.invite(cast.guest, email="cheese@example.com", by=cast.steward, at=now)
    notices.stop(cast.node.pk, "maya@example.com", "week", at=now)
    notices.print_edition(cast.trainer.pk, told=[f"referral:{won.pk}:won", f"again:{won.pk}", *GONE, "suggestion:clock"], at=now)
    link = members.ask_link(cast.node, cast.other_node, at=now)
    members.ask_link(cast.other_node, cast.node, at=now)
    assert link
    abroad = referrals.give(cast.vet, cast.outsider, need="far away", customer=PRIYA, by=cast.ortiz.pk, at=now + timedelta(hours=3))
    referrals.say_yes(abroad, choice="call_me", at=now + timedelta(hours=4))
    return cast


def told(node: Node) -> list[tuple[Any, ...]]:
    """The story of a node in words, without numbers."""
    lines = week.story(node)
    return [(line.entry.at, line.entry.kind, line.sentence) for line in lines]


def test_the_story_and_all_that_belongs_to_it_come_up_under_other_numbers(lived: Cast, now: datetime, tmp_path: Path) -> None:
    counts = carry.take(lived.node, tmp_path / "node", at=now)
    copy = carry.bring(tmp_path / "node", slug="copy", at=now)

    assert told(copy) == told(lived.node)
    assert len(told(copy)) > 10
    again = carry.take(copy, tmp_path / "again", at=now)
    # Known people and businesses stay who they are; the neighbor's member has now a seat that was left.
    assert again == counts | {"members.Member": counts["members.Member"] + 1, "strangers": 0} | {
        name: again[name] for name in ("members.Business", "members.BusinessTrade", "members.Staff")
    }
    assert not set(Entry.objects.filter(node=copy.pk).values_list("pk", flat=True)) & set(
        Entry.objects.filter(node=lived.node.pk).values_list("pk", flat=True)
    )


def test_what_stands_in_everybodys_story_is_marked_anew(lived: Cast, now: datetime, tmp_path: Path) -> None:
    before = told(lived.node)
    Entry.objects.update(is_for_everybody=False)  # as an older version wrote them
    assert told(lived.node) == []
    carry.take(lived.node, tmp_path / "node", at=now)
    assert told(carry.bring(tmp_path / "node", slug="copy", at=now)) == before


def test_every_number_in_a_fact_names_its_own_row(lived: Cast, now: datetime, tmp_path: Path) -> None:
    carry.take(lived.node, tmp_path / "node", at=now)
    copy = carry.bring(tmp_path / "node", slug="copy", at=now)
    mine: dict[type, set[int]] = {
        Member: set(Member.objects.filter(node=copy).values_list("pk", flat=True)),
        Referral: set(Referral.objects.filter(node=copy).values_list("pk", flat=True)),
        Promise: set(Promise.objects.filter(node=copy).values_list("pk", flat=True)),
        Invitation: set(Invitation.objects.filter(member__node=copy).values_list("pk", flat=True)),
        Node: {copy.pk, 0},
        Person: set(Person.objects.values_list("pk", flat=True)),
    }
    seen: Counter[str] = Counter()
    for entry in Entry.objects.filter(node=copy.pk):
        fact = entry.fact
        for name, model in {**INT_NAMES, **dict.fromkeys(member_fields(type(fact)), Member)}.items():
            value = getattr(fact, name, None)
            if value is not None:
                seen[model.__name__] += 1
                assert value in mine[model], (entry.kind, name)
        assert set(Mention.objects.filter(entry=entry).values_list("member", flat=True)) == set(fact.mentions())
    assert {"Member", "Referral", "Promise", "Invitation", "Node"} <= set(seen)
    things = set(Promise.objects.filter(node=copy).exclude(thing="").values_list("thing", flat=True))
    assert things
    assert things <= {f"referral:{pk}" for pk in mine[Referral]}


def test_customers_pairs_wishes_and_what_was_told_come_along(lived: Cast, now: datetime, tmp_path: Path) -> None:
    carry.take(lived.node, tmp_path / "node", at=now)
    copy = carry.bring(tmp_path / "node", slug="copy", at=now)
    trainer = Member.objects.get(node=copy, business=lived.trainer.business)
    won = Referral.objects.get(node=copy, state="won")
    assert list(Customer.objects.filter(referral__node=copy).values_list("name", flat=True)) == ["Priya Shah"] * 3
    assert Pair.objects.get(receiver=trainer).worth == 30000
    assert list(Wish.objects.filter(node=copy.pk).values_list("email", "stop")) == [("maya@example.com", "week")]
    assert Edition.objects.get(member=trainer.pk).told == [f"referral:{won.pk}:won", f"again:{won.pk}", "suggestion:clock"]
    assert Referral.objects.get(node=copy, instead_of__isnull=False).instead_of.node_id == copy.pk  # type: ignore[union-attr]


def test_waiting_deliveries_come_along_and_letters_do_not(lived: Cast, now: datetime, tmp_path: Path) -> None:
    waiting = Delivery.objects.filter(entry__node=lived.node.pk).count()
    carry.take(lived.node, tmp_path / "node", at=now)
    copy = carry.bring(tmp_path / "node", slug="copy", at=now)
    assert waiting > 0
    assert Delivery.objects.filter(entry__node=copy.pk).count() == waiting


def test_flows_are_the_same_when_the_journal_is_told_again(lived: Cast, now: datetime, tmp_path: Path) -> None:
    carry.take(lived.node, tmp_path / "node", at=now)
    copy = carry.bring(tmp_path / "node", slug="copy", at=now)
    brought = flows(copy)
    journal.replay(["value"])
    assert flows(copy) == brought
    assert len(brought) > 3


def flows(node: Node) -> list[tuple[Any, ...]]:
    return sorted(Flow.objects.filter(node=node.pk).values_list("month", "provider", "receiver", "resource", "times", "quantity"))


def test_secret_codes_stay_where_they_are_free_and_are_new_where_not(lived: Cast, now: datetime, tmp_path: Path) -> None:
    before = set(Referral.objects.values_list("token", flat=True))
    carry.take(lived.node, tmp_path / "node", at=now)
    copy = carry.bring(tmp_path / "node", slug="copy", at=now)
    assert not before & set(Referral.objects.filter(node=copy).values_list("token", flat=True))
    assert copy.join_code != lived.node.join_code


def test_an_address_that_is_taken_or_reserved_is_refused(lived: Cast, now: datetime, tmp_path: Path) -> None:
    carry.take(lived.node, tmp_path / "node", at=now)
    for slug in ("", "belmont", "account", "Not An Address"):
        with pytest.raises(carry.Refused):
            carry.bring(tmp_path / "node", slug=slug, at=now)
    assert Node.objects.count() == 2


def test_a_damaged_file_brings_nothing(lived: Cast, now: datetime, tmp_path: Path) -> None:
    carry.take(lived.node, tmp_path / "node", at=now)
    data = (tmp_path / "node").read_bytes()
    (tmp_path / "cut").write_bytes(data[: len(data) // 2])
    with pytest.raises(Broken):
        carry.bring(tmp_path / "cut", slug="copy", at=now)
    assert (Node.objects.count(), Business.objects.count()) == (2, 5)


def test_what_an_older_version_noted_for_both_becomes_a_note(lived: Cast, now: datetime, tmp_path: Path) -> None:
    kept, noted = (events.ask(lived.vet, other, times=[now + timedelta(days=2)], by=None, at=now) for other in (lived.trainer, lived.rival))
    events.agree(noted, noted.times[0], by=None, at=now)
    events.note(noted, lived.vet, own="", shared="Flyers.", at=now)
    carry.take(lived.node, tmp_path / "node", at=now)
    as_it_was = {
        kept.pk: {"shared_note": "Cards.", "noted_by_id": None, "noted_at": None},
        noted.pk: {"shared_note": "Flyers.", "noted_by_id": lived.vet.pk, "noted_at": now.isoformat(), "noted_times": 1},
    }
    with Pack(tmp_path / "node", kind="node") as pack, Packing(tmp_path / "older", kind="node") as packing:
        packing.facts = {"slug": "copy"}
        for name in pack.names:
            with packing.part(name) as part:
                for row in pack.rows(name):
                    part.row(row | as_it_was[row["id"]] if name == "events.OneToOne.jsonl" else row)
    copy = carry.bring(tmp_path / "older", at=now)
    told = Note.objects.filter(one_to_one__node=copy).order_by("one_to_one").values_list("number", "words", "by__business", "at")
    assert list(told) == [(1, "Cards.", None, None), (1, "Flyers.", lived.vet.business_id, now)]


def test_every_table_either_travels_or_stays_for_a_reason() -> None:
    rooms = {model for config in apps.get_app_configs() if config.name.startswith("betterpie.") for model in config.get_models()}
    rooms -= {model for model in rooms if model.__name__.startswith("Fake")}
    assert rooms - {belonging.model for belonging in BELONGINGS} - set(STAYS) - {Person} == set()


def test_every_column_that_is_no_more_is_left_out_of_an_older_file() -> None:
    tables = {belonging.model._meta.label_lower: belonging.label for belonging in BELONGINGS}
    loader = MigrationLoader(None)
    gone = {
        (tables[label], step.name)
        for (room, _name), migration in loader.disk_migrations.items()
        for step in migration.operations
        if isinstance(step, RemoveField) and (label := f"{room}.{step.model_name.lower()}") in tables
    }
    assert ("events.OneToOne", "shared_note") in gone
    left_out = {(label, name.removesuffix("_id")) for label, names in older.GONE.items() for name in names}
    assert left_out == gone


def test_every_whole_number_in_a_fact_is_known_for_a_name_or_an_amount() -> None:
    strange = []
    for kind, fact in FACTS.items():
        if not fact.__module__.startswith("betterpie."):
            continue
        hints = get_type_hints(fact)
        for field in dataclasses.fields(fact):
            hint = hints[field.name]
            if hint in (int, int | None) and field.name not in INT_NAMES and field.name not in AMOUNTS:
                strange.append(f"{kind}.{field.name}")
            assert hint not in (date,), "a date would be carried unchanged"
    assert strange == []


def test_an_empty_installation_tells_the_same_story(installation: Builder, tmp_path: Path) -> None:
    here, there = installation(), installation()
    here.done("migrate", "-v0")
    there.done("migrate", "-v0")
    assert run(here, "living", "9").communicate(timeout=120)[1] == ""
    said = here.done("export", "knolls", str(tmp_path / "node"))
    assert "Knolls with 2 members and guests, 3 people, 9 referrals" in said
    assert there.done("import-node", str(tmp_path / "node")) == "Knolls is at /knolls/ with 2 members and guests.\n"
    tables = ("members_member", "people_person", "referrals_referral", "referrals_customer", "promises_promise", "journal_entry")
    mine, theirs = here.rows(), there.rows()
    assert {table: len(theirs[table]) for table in tables} == {table: len(mine[table]) for table in tables}
    refused = there.type("import-node", str(tmp_path / "node"))
    assert (refused.returncode, refused.stderr) == (
        1,
        "CommandError: The address 'knolls' is taken here. Choose another one with --as. Nothing was changed.\n",
    )
