"""A line is wrong: replying to it, having it looked at, and what becomes of it."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core import mail

from betterpie.house import carry, work
from betterpie.journal import actions as journal
from betterpie.journal.models import Entry
from betterpie.members import actions as members
from betterpie.members.models import Member, Staff
from betterpie.notices import actions as notices
from betterpie.people import queries as people
from betterpie.people.actions import forget
from betterpie.people.models import Person
from betterpie.promises import actions as promises
from betterpie.trust import actions as trust
from betterpie.trust import queries
from betterpie.trust.actions import Refused, reviews
from betterpie.trust.models import Evidence, Reply, Review, Voice
from betterpie.trust.queries import reviews as cases
from betterpie.week import queries as week
from tests.conftest import Cast, SignIn, seat
from tests.referrals.test_referral_pages import path

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def broken(cast: Cast, now: datetime) -> Evidence:
    """The trainer promised the vet a poster and was reminded; the journal says that it was not kept. Also some that were."""
    for number in range(3):
        other = promises.make(f"Bring chair {number}", of=cast.trainer, to=cast.vet, due_at=now + DAY, by=None, at=now)
        promises.keep(other, by=None, at=now)
        promises.thank(other, by=None, at=now)
    poster = promises.make("Put up the poster", of=cast.trainer, to=cast.vet, due_at=now + HOUR, by=None, at=now)
    promises.reminded(poster.pk, at=now + HOUR)
    promises.give_up(at=now + 2 * DAY)
    work.once(now + 2 * DAY)
    return Evidence.objects.get(kind="broken")


def neighbors(cast: Cast, number: int) -> list[Member]:
    """As many more members who have no part in anything."""
    return [seat(cast.node, f"Shop {one}", "florist", Person.objects.create_user(f"shop{one}@example.com")) for one in range(number)]


def asked(cast: Cast, now: datetime) -> Review:
    """The trainer asks to have it looked at."""
    return reviews.ask(broken(cast, now), of=cast.trainer, why="It hung on Friday; the shop was closed.", by=None, at=now + 2 * DAY)


def value(cast: Cast) -> float:
    """The trainer's score."""
    standing = queries.standing_of(cast.trainer.pk)
    assert standing is not None
    return standing.value


def spoken(review: Review, words: list[str], at: datetime) -> None:
    """The drawn members say their words, one after the other."""
    for voice, word in zip(Voice.objects.filter(review=review, said="").order_by("pk"), words, strict=False):
        reviews.speak(voice, word, by=None, at=at)
    review.refresh_from_db()


def test_a_reply_stands_beside_the_line_and_can_be_taken_away(cast: Cast, now: datetime) -> None:
    line = broken(cast, now)
    reviews.reply(line, of=cast.trainer, text=" The shop was closed. ", by=None, at=now)
    reviews.reply(line, of=cast.vet, text="It was.", by=None, at=now + HOUR)
    replies = cases.replies_to([line])[line.entry or 0, line.place]
    assert [(reply.member.pk, reply.text) for reply in replies] == [(cast.trainer.pk, "The shop was closed."), (cast.vet.pk, "It was.")]
    reviews.reply(line, of=cast.trainer, text="", by=None, at=now + HOUR)
    assert list(Reply.objects.values_list("text", flat=True)) == ["It was."]
    facts = Entry.objects.filter(kind="trust.LineReplied")
    assert [(entry.data["about"], entry.data["by"]) for entry in facts] == [
        (cast.trainer.pk, cast.trainer.pk),
        (cast.trainer.pk, cast.vet.pk),
    ]
    assert "closed" not in str([entry.data for entry in Entry.objects.all()])


def test_nobody_else_says_anything_to_a_line(cast: Cast, now: datetime) -> None:
    with pytest.raises(Refused, match="Only the two"):
        reviews.reply(broken(cast, now), of=cast.rival, text="Ha.", by=None, at=now)


def test_a_steward_says_a_word_both_are_content_and_the_score_follows(cast: Cast, now: datetime) -> None:
    review = asked(cast, now)
    before = value(cast)
    reviews.say(review, "removed", why="I saw the poster myself.", by=cast.steward, at=now + 3 * DAY)
    review.refresh_from_db()
    reviews.answer(review, of=cast.trainer, is_content=True, by=None, at=now + 3 * DAY)
    assert Review.objects.get().is_open
    reviews.answer(review, of=cast.vet, is_content=True, by=None, at=now + 3 * DAY)
    review.refresh_from_db()
    assert (review.state, review.said, review.how) == ("decided", "removed", "steward")
    assert Evidence.objects.get(kind="broken").state == "removed"
    work.once(now + 3 * DAY)
    assert value(cast) > before + 0.2
    lines = queries.lines_of(cast.trainer.pk)
    assert [(line.state, line.points) for line in lines if line.kind == "broken"] == [("removed", 0.0)]
    assert abs(sum(line.points for line in lines) - value(cast)) < 1e-9


def test_silence_of_both_sides_for_three_days_is_consent(cast: Cast, now: datetime) -> None:
    review = asked(cast, now)
    reviews.say(review, "weakened", why="A closed shop is half an excuse.", by=cast.steward, at=now + 3 * DAY)
    reviews.wake_due(at=now + 6 * DAY - HOUR)
    assert Review.objects.get().is_open
    reviews.wake_due(at=now + 6 * DAY)
    review.refresh_from_db()
    assert (review.state, review.said, review.how, review.decided_at) == ("decided", "weakened", "steward", now + 6 * DAY)


def test_without_a_stewards_word_for_four_days_three_members_are_drawn(cast: Cast, now: datetime) -> None:
    neighbors(cast, 5)
    review = asked(cast, now)
    reviews.wake_due(at=now + 5 * DAY)
    assert not Voice.objects.exists()
    reviews.wake_due(at=now + 6 * DAY)
    review.refresh_from_db()
    assert (review.state, review.due_at) == ("drawn", review.asked_at + timedelta(days=14))
    drawn = set(Voice.objects.values_list("member__business__name", flat=True))
    assert len(drawn) == 3
    assert drawn <= {f"Shop {number}" for number in range(5)}  # neither side, nor the rival while others are there


def test_who_is_not_content_has_three_members_look(cast: Cast, now: datetime) -> None:
    neighbors(cast, 3)
    review = asked(cast, now)
    reviews.say(review, "counts", why="Late is late.", by=cast.steward, at=now + 3 * DAY)
    reviews.answer(review, of=cast.trainer, is_content=False, by=None, at=now + 4 * DAY)
    spoken(review, ["removed", "weakened", "removed"], now + 5 * DAY)
    assert (review.state, review.said, review.how) == ("decided", "removed", "members")


def test_a_steward_with_a_part_in_it_is_passed_by(cast: Cast, now: datetime) -> None:
    neighbors(cast, 3)
    Staff.objects.create(business=cast.vet.business, person=cast.steward, since=now)
    review = asked(cast, now)
    assert (review.state, Voice.objects.count()) == ("drawn", 3)
    with pytest.raises(Refused, match="a part in this"):
        reviews.say(review, "counts", why="x", by=cast.steward, at=now + 3 * DAY)


def test_those_who_have_sat_least_are_drawn(cast: Cast, now: datetime) -> None:
    shops = neighbors(cast, 4)
    review = asked(cast, now)
    for entry, shop in enumerate(shops[:3]):
        past = Review.objects.create(
            node=cast.node, entry=-1 - entry, place=0, about=cast.guest, state="decided", why="x", asked_at=now, decided_at=now,
            said="counts", how="members",
        )  # fmt: skip
        Voice.objects.create(review=past, member=shop, drawn_at=now)
    burdens = cases.who_could_sit(review)
    assert {pk: burdens[pk] for pk in (shop.pk for shop in shops)} == dict(
        zip((s.pk for s in shops), ((0, 1),) * 3 + ((0, 0),), strict=True)
    )
    assert burdens[cast.rival.pk] == (1, 0)
    assert not {cast.vet.pk, cast.trainer.pk, cast.guest.pk, cast.outsider.pk} & set(burdens)
    reviews.wake_due(at=now + 6 * DAY)
    assert shops[3].pk in Voice.objects.filter(review=review).values_list("member", flat=True)


def test_one_who_works_for_a_side_is_never_drawn(cast: Cast, now: datetime) -> None:
    shops = neighbors(cast, 3)
    Staff.objects.create(business=shops[0].business, person=cast.ortiz, since=now)
    assert shops[0].pk not in cases.who_could_sit(asked(cast, now))


def test_a_double_vote_and_a_late_one_are_refused(cast: Cast, now: datetime) -> None:
    neighbors(cast, 3)
    review = asked(cast, now)
    reviews.wake_due(at=now + 6 * DAY)
    first, second, third = Voice.objects.filter(review=review)
    reviews.speak(first, "removed", by=None, at=now + 7 * DAY)
    with pytest.raises(Refused, match="said your word already"):
        reviews.speak(first, "counts", by=None, at=now + 7 * DAY)
    reviews.speak(second, "removed", by=None, at=now + 7 * DAY)
    assert Review.objects.get().is_open
    with pytest.raises(Refused, match="decided in the meantime"):
        reviews.speak(third, "counts", by=None, at=review.ends_at)


def test_after_fourteen_days_those_who_spoke_decide(cast: Cast, now: datetime) -> None:
    neighbors(cast, 3)
    review = asked(cast, now)
    reviews.wake_due(at=now + 6 * DAY)
    spoken(review, ["counts"], now + 7 * DAY)
    reviews.wake_due(at=review.ends_at)
    review.refresh_from_db()
    assert (review.said, review.how) == ("counts", "members")


def test_when_nobody_says_a_word_the_line_counts_less(cast: Cast, now: datetime) -> None:
    neighbors(cast, 3)
    review = asked(cast, now)
    for days in (6, 16):
        reviews.wake_due(at=now + days * DAY)
    review.refresh_from_db()
    assert (review.said, review.how, Evidence.objects.get(kind="broken").state) == ("weakened", "nobody", "weakened")


def test_with_nobody_to_draw_the_stewards_word_stands(cast: Cast, now: datetime) -> None:
    members.leave(cast.rival, by=cast.steward, at=now)
    review = asked(cast, now)
    reviews.say(review, "counts", why="Late is late.", by=cast.steward, at=now + 3 * DAY)
    reviews.answer(review, of=cast.trainer, is_content=False, by=None, at=now + 3 * DAY)
    review.refresh_from_db()
    assert (review.state, review.said, review.how) == ("decided", "counts", "steward")


def test_what_cannot_be_asked_is_refused_in_a_sentence(cast: Cast, now: datetime) -> None:
    line = broken(cast, now)
    kept = Evidence.objects.filter(kind="kept").first()
    assert kept is not None
    for who, what, sentence in ((cast.vet, line, "Only the one whom"), (cast.trainer, kept, "as good as it can be")):
        with pytest.raises(Refused, match=sentence):
            reviews.ask(what, of=who, why="x", by=None, at=now)
    reviews.ask(line, of=cast.trainer, why="x", by=None, at=now)
    with pytest.raises(Refused, match="looked at already"):
        reviews.ask(line, of=cast.trainer, why="x", by=None, at=now)
    other = Evidence.objects.create(node=cast.node.pk, about=cast.trainer.pk, by=cast.vet.pk, kind="late", outcome=0.3, at=now, entry=10**9)
    with pytest.raises(Refused, match="One line at a time"):
        reviews.ask(other, of=cast.trainer, why="x", by=None, at=now)
    Evidence.objects.filter(pk=other.pk).update(entry=None)
    other.refresh_from_db()
    with pytest.raises(Refused, match="another place"):
        reviews.ask(other, of=cast.trainer, why="x", by=None, at=now)


def test_only_the_two_sides_are_asked_whether_they_are_content_and_only_once_there_is_a_word(cast: Cast, now: datetime) -> None:
    review = asked(cast, now)
    with pytest.raises(Refused, match="settled in the meantime"):
        reviews.answer(review, of=cast.vet, is_content=True, by=None, at=now)
    with pytest.raises(Refused, match="Only the two"):
        reviews.answer(review, of=cast.rival, is_content=True, by=None, at=now)
    reviews.say(review, "counts", why="x", by=cast.steward, at=now + 3 * DAY)
    with pytest.raises(Refused, match="no longer with the stewards"):
        reviews.say(review, "removed", why="x", by=cast.steward, at=now + 3 * DAY)


def test_what_was_decided_outlives_a_replay(cast: Cast, now: datetime) -> None:
    review = asked(cast, now)
    reviews.say(review, "removed", why="x", by=cast.steward, at=now + 3 * DAY)
    reviews.wake_due(at=now + 6 * DAY)
    work.once(now + 6 * DAY)
    before = value(cast)
    journal.replay(["trust"])
    work.once(now + 6 * DAY)
    assert (Evidence.objects.get(kind="broken").state, value(cast)) == ("removed", before)
    assert review.entry == Evidence.objects.get(kind="broken").entry


def test_everybody_concerned_hears_at_each_step(cast: Cast, now: datetime) -> None:
    neighbors(cast, 3)
    review = asked(cast, now)
    work.once(now + 2 * DAY)
    assert sorted(letter.to[0] for letter in mail.outbox if "looked at" in letter.subject or "otherwise" in letter.subject) == [
        "ana@example.com",
        "stella@example.com",
    ]
    mail.outbox.clear()
    reviews.say(review, "counts", why="Late is late.", by=cast.steward, at=now + 3 * DAY)
    work.once(now + 3 * DAY)
    assert sorted(letter.to[0] for letter in mail.outbox if "steward says" in letter.subject) == ["ana@example.com", "maya@example.com"]
    reviews.answer(review, of=cast.vet, is_content=False, by=None, at=now + 4 * DAY)
    mail.outbox.clear()
    work.once(now + 4 * DAY)
    assert sorted(letter.to[0] for letter in mail.outbox if "fairness" in letter.subject) == [f"shop{n}@example.com" for n in range(3)]
    mail.outbox.clear()
    spoken(review, ["removed"] * 3, now + 5 * DAY)
    work.once(now + 5 * DAY)
    assert sorted(letter.to[0] for letter in mail.outbox if "taken out" in letter.subject) == sorted(
        ["ana@example.com", "maya@example.com", "stella@example.com", *(f"shop{n}@example.com" for n in range(3))]
    )


def test_who_helps_can_stop_such_letters_and_the_two_sides_hear_all_the_same(cast: Cast, now: datetime) -> None:
    neighbors(cast, 3)
    review = asked(cast, now)
    stopped = ("stella@example.com", "shop0@example.com", "ana@example.com", "maya@example.com")
    for email in stopped:
        notices.stop(cast.node.pk, email, "lines", at=now)
    work.once(now + 2 * DAY)
    reviews.wake_due(at=now + 6 * DAY)
    work.once(now + 6 * DAY)
    spoken(review, ["removed"] * 3, now + 7 * DAY)
    work.once(now + 7 * DAY)
    mine = [
        letter for letter in mail.outbox if "otherwise" in letter.subject or "fairness" in letter.subject or "taken out" in letter.subject
    ]
    heard = sorted((letter.to[0], "List-Unsubscribe" in letter.extra_headers) for letter in mine)
    assert heard == [
        ("ana@example.com", False),  # that it was asked, and what was decided
        ("ana@example.com", False),
        ("maya@example.com", False),
        *((f"shop{n}@example.com", True) for n in (1, 1, 2, 2)),
    ]


def test_a_drawn_member_finds_it_in_her_week_and_in_the_weekly_letter_until_she_has_spoken(
    cast: Cast, now: datetime, as_person: SignIn
) -> None:
    neighbors(cast, 3)
    review = asked(cast, now)
    reviews.wake_due(at=now + 6 * DAY)
    voice = Voice.objects.filter(review=review).select_related("member__node", "member__business").order_by("pk")[0]
    (card,) = week.week(voice.member, at=now + 6 * DAY).cards
    assert (card.title, card.tag) == ("Is a line about Maya's Good Dogs right?", "by March 19, 11 am")
    reader = voice.member.business.staff.get().person
    assert as_person(reader).get(card.actions[0].url).status_code == 200
    told = week.week(voice.member, at=now + 6 * DAY, reader=reader.pk)
    assert f"voice:{voice.pk}" in told.keys
    assert "Should this line stay?" in as_person(None).get(path(told.cards[0].actions[0].url)).content.decode()
    reviews.speak(voice, "counts", by=None, at=now + 6 * DAY)
    assert week.week(voice.member, at=now + 6 * DAY).cards == []
    assert week.week(cast.trainer, at=now + 6 * DAY).cards == []


def test_she_reads_all_that_is_known_of_her_and_her_words_go_with_her(cast: Cast, now: datetime) -> None:
    line = broken(cast, now)
    reviews.reply(line, of=cast.trainer, text="The shop was closed.", by=None, at=now)
    reviews.reply(line, of=cast.vet, text="It was.", by=None, at=now)
    reviews.ask(line, of=cast.trainer, why="It hung on Friday.", by=None, at=now + 2 * DAY)
    known = people.known_of(cast.maya)["trust"]
    assert [row["text"] for row in known["replies"]] == ["The shop was closed."]
    assert [row["why"] for row in known["reviews"]] == ["It hung on Friday."]
    assert {one["kind"] for one in known["standings"][0]["evidence"]} == {"kept", "broken", "took_part"}
    forget(cast.maya, at=now + 3 * DAY)
    assert list(Reply.objects.values_list("text", flat=True)) == ["It was."]
    assert Review.objects.get().why == ""
    assert Evidence.objects.filter(kind="broken").exists()


def test_what_a_colleague_still_answers_for_stays(cast: Cast, now: datetime) -> None:
    Staff.objects.create(business=cast.trainer.business, person=cast.sam, since=now)
    reviews.reply(broken(cast, now), of=cast.trainer, text="The shop was closed.", by=None, at=now)
    forget(cast.maya, at=now + 3 * DAY)
    assert list(Reply.objects.values_list("text", flat=True)) == ["The shop was closed."]


def test_a_line_of_a_seat_that_became_one_with_hers_is_hers_to_answer(cast: Cast, now: datetime) -> None:
    line = broken(cast, now)
    members.leave(cast.trainer, by=cast.maya, at=now + 2 * DAY)
    back = seat(cast.node, "Maya's Better Dogs", "dog_trainer", Person.objects.create_user("back@example.com"))
    with pytest.raises(Refused, match="Only the one whom"):
        reviews.ask(line, of=back, why="x", by=None, at=now + 2 * DAY)
    cast.trainer.refresh_from_db()
    trust.merge(cast.trainer, into=back, reason="The same.", by=None, at=now + 2 * DAY)
    reviews.reply(line, of=back, text="The shop was closed.", by=None, at=now + 2 * DAY)
    review = reviews.ask(line, of=back, why="It hung on Friday.", by=None, at=now + 2 * DAY)
    assert (review.about, review.by, Reply.objects.get().member) == (back, cast.vet, back)


def test_reviews_voices_replies_and_feedback_come_along_to_another_installation(cast: Cast, now: datetime, tmp_path: Path) -> None:
    neighbors(cast, 3)
    line = broken(cast, now)
    reviews.reply(line, of=cast.trainer, text="The shop was closed.", by=None, at=now)
    review = reviews.ask(line, of=cast.trainer, why="It hung on Friday.", by=None, at=now + 2 * DAY)
    reviews.wake_due(at=now + 6 * DAY)
    counts = carry.take(cast.node, tmp_path / "node", at=now + 7 * DAY)
    assert {name: counts[f"trust.{name}"] for name in ("Review", "Voice", "Reply", "Feedback")} == {
        "Review": 1, "Voice": 3, "Reply": 1, "Feedback": 2,
    }  # fmt: skip
    copy = carry.bring(tmp_path / "node", slug="copy", at=now + 7 * DAY)
    there = Review.objects.get(node=copy)
    carried = cases.line_of(there)
    assert carried is not None
    assert (carried.node, carried.kind, there.why, there.pk == review.pk) == (copy.pk, "broken", "It hung on Friday.", False)
    assert [reply.text for reply in cases.replies_to([carried])[carried.entry or 0, carried.place]] == ["The shop was closed."]
    spoken(there, ["removed"] * 3, now + 8 * DAY)
    assert [Evidence.objects.get(node=node.pk, kind="broken").state for node in (copy, cast.node)] == ["removed", "counts"]
