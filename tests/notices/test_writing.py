"""What gets into the outbox: each thing once, in the reader's language, and nothing she stopped."""

from collections.abc import Iterator
from datetime import datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from django.utils.translation import gettext_lazy as _

from betterpie.journal import actions as journal
from betterpie.journal.facts import Fact, Tells
from betterpie.journal.models import Delivery, Entry
from betterpie.members.facts import MemberJoined
from betterpie.notices import actions, followers, links
from betterpie.notices.models import Letter, Wish
from betterpie.referrals import actions as referrals
from betterpie.referrals.actions.giving import Details
from betterpie.referrals.models import Referral
from betterpie.ui.letters import draw
from betterpie.ui.messages import Action, Card, Message, Written
from tests.conftest import Cast

HELLO = Message(subject="Hello", opening="Good morning.", stop="steps")


@pytest.fixture
def entry(cast: Cast) -> Entry:
    """The trainer joined."""
    return Entry.objects.get(kind=MemberJoined.kind(), mentions__member=cast.trainer.pk)


@pytest.fixture
def writers() -> Iterator[dict[str, Any]]:
    """The writers, put back after the test."""
    before = dict(followers.WRITERS)
    yield followers.WRITERS
    followers.WRITERS.clear()
    followers.WRITERS.update(before)


def test_the_same_entry_is_written_to_an_address_once(entry: Entry) -> None:
    assert actions.write(HELLO, email="Maya@example.com", entry=entry) is not None
    assert actions.write(HELLO, email="maya@example.com ", entry=entry) is None
    assert actions.write(HELLO, email="ana@example.com", entry=entry) is not None
    assert [letter.email for letter in Letter.objects.order_by("pk")] == ["maya@example.com", "ana@example.com"]


def test_a_stopped_letter_is_not_written_and_one_of_another_sort_is(entry: Entry, now: datetime) -> None:
    actions.stop(entry.node, "Maya@example.com", "steps", at=now)
    assert actions.write(HELLO, email="maya@example.com", entry=entry) is None
    urgent = Message(subject="Priya waits", opening="Call her.")
    assert actions.write(urgent, email="maya@example.com", entry=entry) is not None
    actions.resume(entry.node, "maya@example.com", "steps")
    assert actions.write(HELLO, email="maya@example.com", entry=entry, part=2) is not None


def test_stopping_drops_what_waits_in_that_group_only(cast: Cast, now: datetime) -> None:
    here, there = (
        actions.post(HELLO, email="maya@example.com", node=node.pk, kind="k", key=f"k{node.pk}", at=now)
        for node in (cast.node, cast.other_node)
    )
    assert here is not None
    assert there is not None
    actions.stop(cast.node.pk, "maya@example.com", "steps", at=now)
    assert list(Letter.objects.values_list("pk", flat=True)) == [there.pk]


def test_who_acts_for_both_sides_hears_both_but_the_same_words_once(entry: Entry, writers: dict[str, Any]) -> None:
    other = Message(subject="Hello again", opening="Good evening.")

    def both(_entry: Entry, _fact: Fact, _tells: Tells) -> list[Written]:
        return [Written(email="maya@example.com", message=message) for message in (HELLO, other, HELLO)]

    writers[entry.kind] = both
    followers.hear(entry, entry.fact)
    followers.hear(entry, entry.fact)
    assert [letter.subject for letter in Letter.objects.order_by("pk")] == ["Hello", "Hello again"]


def test_a_fact_nobody_writes_about_makes_no_letter(entry: Entry, writers: dict[str, Any]) -> None:
    writers.clear()
    followers.hear(entry, entry.fact)
    assert not Letter.objects.exists()


def test_a_writer_that_fails_writes_nothing_half(entry: Entry, writers: dict[str, Any], now: datetime) -> None:
    def half(_entry: Entry, _fact: Fact, _tells: Tells) -> list[Written]:
        broken = Message(subject="x", opening="y", actions=(None,))  # type: ignore[arg-type]  # this is what is broken about it
        return [Written(email="maya@example.com", message=HELLO), Written(email="ana@example.com", message=broken)]

    writers[entry.kind] = half
    Delivery.objects.all().delete()
    Delivery.objects.create(entry=entry, follower="notices", due_at=now)
    assert journal.deliver(at=now) == 0
    assert (Letter.objects.count(), Delivery.objects.get().tries) == (0, 1)


def test_lazy_words_are_said_in_the_readers_language(cast: Cast, now: datetime) -> None:
    message = Message(subject=_("Language"), opening=_("yesterday"))  # type: ignore[arg-type]  # a writer may use lazy words
    letter = actions.post(message, email="ana@example.com", node=None, kind="k", key="k", language="es", at=now)
    assert letter is not None
    assert 'lang="es"' in letter.html
    assert letter.language == "es"


def test_forgetting_an_address_leaves_nothing_of_it(cast: Cast, now: datetime) -> None:
    actions.post(HELLO, email="priya@example.com", node=cast.node.pk, kind="k", key="k", at=now)
    actions.stop(cast.other_node.pk, "priya@example.com", "week", at=now)
    actions.forget("Priya@example.com")
    assert (Letter.objects.count(), Wish.objects.count()) == (0, 0)


def test_letters_and_wishes_follow_a_new_address(cast: Cast, now: datetime) -> None:
    actions.stop(1, "old@example.com", "week", at=now)
    actions.stop(1, "old@example.com", "steps", at=now)
    actions.stop(1, "new@example.com", "week", at=now)
    actions.post(HELLO, email="old@example.com", node=2, kind="k", key="k", at=now)
    actions.move("old@example.com", "New@example.com")
    assert sorted(Wish.objects.values_list("email", "node", "stop")) == [("new@example.com", 1, "steps"), ("new@example.com", 1, "week")]
    assert [letter.email for letter in Letter.objects.all()] == ["new@example.com"]


def test_choosing_keeps_exactly_what_was_ticked(cast: Cast, now: datetime) -> None:
    actions.choose(1, "maya@example.com", ["week"], at=now)
    actions.choose(1, "maya@example.com", ["week", "steps"], at=now)
    assert sorted(Wish.objects.values_list("stop", flat=True)) == ["lines", "nudges"]


def test_both_parts_say_everything_and_carry_every_address(cast: Cast, now: datetime) -> None:
    called = Action(label="I called", url="/c/1/")
    card = Card(title="Call <Priya>", text="Puppy & sofa", tag="Answer by 2 pm", tone="hot", actions=(called,))
    main = Action(label="See it", url="https://pie.example.org/x/?a=1&b=2", is_main=True)
    message = Message(subject="A\nsubject", opening="Good morning.", cards=(card,), actions=(main,), closing="Bye.", stop="week")
    stop_url = links.stop(cast.node.pk, "maya@example.com", "week")
    drawn = draw(message, why="Sent for Bixby Knolls.", stop_url=stop_url)
    assert drawn.subject == "A subject"
    assert drawn.text == (
        "Good morning.\n\n"
        "* Call <Priya> (Answer by 2 pm)\n  Puppy & sofa\n  I called: http://localhost:8000/c/1/\n\n"
        "See it: https://pie.example.org/x/?a=1&b=2\n\n"
        "Bye.\n\n"
        f"-- \nSent for Bixby Knolls.\nStop mails like this: {stop_url}\nhttp://localhost:8000\n"
    )
    page = Page()
    page.feed(drawn.html)
    assert page.links == [
        "http://localhost:8000",
        "http://localhost:8000/c/1/",
        "https://pie.example.org/x/?a=1&b=2",
        stop_url,
        "http://localhost:8000",
    ]
    assert page.fetched == []
    said = ("Good morning.", "Call <Priya>", "Puppy & sofa", "Answer by 2 pm", "I called", "See it", "Bye.", "Sent for Bixby Knolls.")
    for words in said:
        assert words in page.words


class Page(HTMLParser):
    """The links of a page, what it would fetch, and its words."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str | None] = []
        self.fetched: list[str | None] = []
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        if tag == "a":
            self.links.append(held["href"])
        self.fetched += [held[name] for name in ("src", "srcset", "background") if name in held]
        if tag in {"link", "script", "iframe", "object"}:
            self.fetched.append(tag)

    def handle_data(self, data: str) -> None:
        self.words += data


def give_to(email: str, name: str, cast: Cast, at: datetime) -> Referral:
    """A referral of somebody from the vet to the trainer."""
    return referrals.give(cast.vet, cast.trainer, need="puppy", customer=Details(name=name, phone="", email=email), by=None, at=at)


def test_an_erased_customer_is_named_in_no_letter_that_waits(cast: Cast, now: datetime) -> None:
    priya, _omar = (give_to(f"{name}@example.org", name, cast, now) for name in ("Priya", "Omar"))
    journal.deliver(at=now)
    given = Letter.objects.filter(kind="referrals.ReferralGiven").order_by("email")
    assert [letter.email for letter in given.all()] == ["omar@example.org", "priya@example.org"]
    referrals.forget(priya, at_her_wish=True, at=now)
    assert [letter.email for letter in given.all()] == ["omar@example.org"]
    journal.deliver(at=now)
    assert Delivery.objects.count() == 0
    for letter in Letter.objects.exclude(email="omar@example.org"):
        assert "Priya" not in letter.subject + letter.text + letter.html
