"""The pages of trust, and who finds them."""

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from betterpie.house import work
from betterpie.kernel.trust import DEFAULT
from betterpie.members.models import Member
from betterpie.promises import actions as promises
from betterpie.trust import links, queries
from betterpie.trust.actions import reviews
from betterpie.trust.models import Evidence, PolicyChange, Reply, Review, Voice
from betterpie.trust.panels.why import why
from tests.conftest import Cast, SignIn
from tests.referrals.test_referral_pages import path
from tests.trust.test_reviews import DAY, HOUR, asked, broken, neighbors


def kept(who: Member, to: Member, number: int, at: datetime) -> None:
    """So many promises, made and kept."""
    for one in range(number):
        promise = promises.make(f"Bring chair {one}", of=who, to=to, due_at=at + DAY, by=None, at=at)
        promises.keep(promise, by=None, at=at)
        promises.thank(promise, by=None, at=at)


def trusted(cast: Cast, now: datetime) -> None:
    """Enough is known of the trainer: twelve promises kept to four neighbors."""
    for to in (cast.vet, cast.rival, *neighbors(cast, 2)):
        kept(cast.trainer, to, 3, now)
    work.once(now)


def page(client: Client, name: str, *args: object) -> str:
    """A page of trust in Bixby."""
    return client.get(reverse(f"trust:{name}", args=["bixby", *args])).content.decode()


def test_my_trust_is_private_and_too_early_at_first(cast: Cast, now: datetime, as_person: SignIn) -> None:
    kept(cast.trainer, cast.vet, 2, now)
    work.once(now)
    mine = page(as_person(cast.maya), "mine")
    assert "too early" in mine
    assert "3 things happened so far; it takes 10." in mine
    assert "Kept 2 of 2 promises" in mine
    others = as_person(cast.ortiz).get(reverse("members:business", args=["bixby", cast.trainer.pk])).content.decode()
    assert "Too early to say" in others


def test_my_trust_opens_to_the_deeds_and_they_add_up(cast: Cast, now: datetime, as_person: SignIn) -> None:
    trusted(cast, now)
    broken(cast, now)
    mine = as_person(cast.maya).get(reverse("trust:mine", args=["bixby"]))
    standing = queries.standing_of(cast.trainer.pk)
    assert standing is not None
    assert [one.sentence for one in mine.context["why"]] == [
        "1 promise was not kept",
        "Kept 15 of 16 promises",
        "Took part once",
    ]
    assert abs(sum(one.points for one in mine.context["why"]) - standing.value) < 1e-9
    words = mine.content.decode()
    assert "from 17 things that happened" in words
    assert "Put up the poster" in page(as_person(cast.maya), "line", Evidence.objects.get(kind="broken").pk)
    assert "Old deeds count half after 2 years. Answers and taking part do so after 6 months." in words


@pytest.mark.parametrize("rows", [1, 3])
def test_my_page_asks_the_database_as_often_for_three_as_for_one(
    cast: Cast, now: datetime, as_person: SignIn, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    kept(cast.trainer, cast.vet, rows, now)
    work.once(now)
    browser = as_person(cast.maya)
    with django_assert_num_queries(12):
        browser.get(reverse("trust:mine", args=["bixby"]))


@pytest.mark.parametrize(
    ("detail", "shown", "hidden"),
    [
        ("nothing", [], ["What people can count on", "likely", "Kept 12"]),
        ("words", ["What people can count on", "One can count on them", "Kept 12 of 12 promises"], ["likely", "Bring chair"]),
        ("number", ["likely", "Reliability"], ["Kept 12 of 12 promises"]),
        ("reasons", ["likely", "Kept 12 of 12 promises"], ["Bring chair"]),
    ],
)
def test_others_see_what_the_group_has_chosen_and_no_deed(
    cast: Cast, now: datetime, as_person: SignIn, detail: str, shown: list[str], hidden: list[str]
) -> None:
    trusted(cast, now)
    PolicyChange.objects.create(node=cast.node.pk, reason="x", at=now, detail=detail)
    words = as_person(cast.ortiz).get(reverse("members:business", args=["bixby", cast.trainer.pk])).content.decode()
    assert [part for part in shown if part not in words] == []
    assert [part for part in hidden if part in words] == []


def test_a_line_is_found_by_the_two_it_concerns_and_nobody_else(cast: Cast, now: datetime, as_person: SignIn) -> None:
    url = reverse("trust:line", args=["bixby", broken(cast, now).pk])
    people = (cast.maya, cast.ortiz, cast.sam, cast.steward, cast.stranger, None)
    assert [as_person(who).get(url).status_code for who in people] == [200, 200, 404, 302, 404, 302]
    assert [as_person(who).post(f"{url}reply/", {"text": "Ha."}).status_code for who in (cast.sam, cast.stranger)] == [404, 404]
    assert as_person(cast.ortiz).post(f"{url}review/", {"why": "x"}).status_code == 302
    assert not Review.objects.exists()
    assert not Reply.objects.exists()


def test_a_reply_and_a_question_come_from_forms(cast: Cast, now: datetime, as_person: SignIn) -> None:
    url = reverse("trust:line", args=["bixby", broken(cast, now).pk])
    maya = as_person(cast.maya)
    maya.post(f"{url}reply/", {"text": "The shop was closed."})
    assert "The shop was closed." in maya.get(url).content.decode()
    assert "The shop was closed." in as_person(cast.ortiz).get(url).content.decode()
    assert maya.post(f"{url}review/", {"why": ""}).status_code == 422
    answer = maya.post(f"{url}review/", {"why": "It hung on Friday."})
    assert answer.headers["Location"] == reverse("trust:review", args=["bixby", Review.objects.get().pk])
    assert maya.post(f"{url}reply/", {"text": "x" * 601}).status_code == 422


def test_a_review_is_found_by_those_who_have_a_part_in_it(cast: Cast, now: datetime, as_person: SignIn) -> None:
    shops = neighbors(cast, 3)
    review = asked(cast, now)
    url = reverse("trust:review", args=["bixby", review.pk])
    drawn = [shop.business.staff.get().person for shop in shops]
    people = (cast.maya, cast.ortiz, cast.steward, cast.sam, cast.stranger, drawn[0])
    assert [as_person(who).get(url).status_code for who in people] == [200, 200, 200, 404, 404, 404]
    reviews.wake_due(at=now + 6 * DAY)
    assert [as_person(who).get(url).status_code for who in (*drawn, cast.sam)] == [200, 200, 200, 404]
    assert as_person(cast.sam).post(f"{url}voice/", {"word": "removed"}).status_code == 404
    assert as_person(cast.maya).post(f"{url}voice/", {"word": "removed"}).status_code == 404
    assert as_person(drawn[0]).post(f"{url}voice/", {"word": "burned"}).status_code == 404


def test_a_steward_says_her_word_on_the_page_and_a_member_finds_no_such_door(cast: Cast, now: datetime, as_person: SignIn) -> None:
    review = asked(cast, now)
    url = reverse("trust_steward:word", args=["bixby", review.pk])
    word = {"word": "weakened", "why": "Half an excuse."}
    assert [as_person(who).post(url, word).status_code for who in (cast.maya, cast.stranger)] == [404, 404]
    assert as_person(cast.steward).post(url, {"word": "weakened"}).status_code == 422
    assert as_person(cast.steward).post(url, word).status_code == 302
    review.refresh_from_db()
    assert (review.state, review.steward_said, review.steward) == ("said", "weakened", cast.steward)


def test_a_word_is_said_from_the_mail_by_a_button_and_not_by_opening_it(cast: Cast, now: datetime, as_person: SignIn) -> None:
    neighbors(cast, 3)
    start = datetime.now(tz=now.tzinfo) - 6 * DAY
    review = asked(cast, start)
    nobody = as_person(None)
    reviews.say(review, "counts", why="x", by=cast.steward, at=start + 2 * DAY)
    yes, no = (path(links.side(review, cast.trainer.pk, do, reader=cast.maya.pk)) for do in ("content", "not"))
    for link in (yes, no):
        assert nobody.get(link).status_code == 200
    assert Review.objects.get().state == "said"
    assert nobody.post(no, {"word": "not"}).status_code == 200
    assert Review.objects.get().state == "drawn"
    voice = Voice.objects.first()
    assert voice is not None
    vote = path(links.voice(voice, "removed", reader=voice.member.business.staff.get().person_id))
    nobody.get(vote)
    assert not Voice.objects.exclude(said="").exists()
    nobody.post(vote, {"word": "nonsense"})
    assert not Voice.objects.exclude(said="").exists()
    nobody.post(vote, {"word": "weakened"})
    nobody.post(vote, {"word": "removed"})
    assert list(Voice.objects.exclude(said="").values_list("said", flat=True)) == ["weakened"]
    assert "Thank you for looking" in nobody.get(vote).content.decode()


def test_a_link_that_is_not_ours_or_of_somebody_else_is_over(cast: Cast, now: datetime, as_person: SignIn) -> None:
    review = asked(cast, now)
    strange = (
        links.side(review, cast.rival.pk, "not", reader=cast.sam.pk),
        links.side(review, cast.trainer.pk, "not", reader=cast.maya.pk)[:-3] + "x/",
    )
    assert [as_person(None).get(path(link)).status_code for link in strange] == [410, 410]
    kind = path(links.side(review, cast.trainer.pk, "not", reader=cast.maya.pk)).split("/")[-2]
    assert as_person(None).get(reverse("trust_open:voice", args=[kind])).status_code == 410


def test_the_mailed_buttons_lead_to_these_pages(cast: Cast, now: datetime) -> None:
    review = asked(cast, now)
    reviews.say(review, "counts", why="Late is late.", by=cast.steward, at=now + 3 * DAY)
    work.once(now + 3 * DAY)
    letter = next(str(letter.body) for letter in mail.outbox if letter.to == ["maya@example.com"] and "steward says" in letter.subject)
    assert letter.count("/in/side/") == 2
    assert "Put up the poster" in letter
    assert "Late is late." in letter


def test_why_tells_what_lowers_first_and_counts_of_how_many(cast: Cast, now: datetime) -> None:
    trusted(cast, now)
    late = promises.make("Late", of=cast.trainer, to=cast.vet, due_at=now + HOUR, by=None, at=now)
    promises.keep(late, by=None, at=now + 2 * HOUR)
    excused = promises.make("Can't", of=cast.trainer, to=cast.vet, due_at=now + DAY, by=None, at=now)
    promises.excuse(excused, by=None, at=now + HOUR)
    work.once(now + timedelta(hours=3))
    found = why(queries.lines_of(cast.trainer.pk))
    assert sorted(one.sentence for one in found) == [
        "Kept 1 promise late",
        "Kept 12 of 14 promises",
        "Said in good time that 1 promise could not be",
        "Told bad news early, once",
        "Took part once",
    ]


def test_every_deed_has_a_sentence_of_its_own_for_one_and_for_several(db: None, now: datetime) -> None:
    for kind, rule in DEFAULT.kinds.items():
        for outcome in (0.5, -0.5) if kind in ("answered", "feedback") else (rule.outcome,):
            rows = [Evidence(pk=n, node=1, about=1, by=None, kind=kind, outcome=outcome, at=now, entry=n) for n in range(1, 4)]
            for several in (rows[:1], rows):
                (one,) = why(queries.line_of(row) for row in several)
                assert "other deed" not in one.sentence
                assert str(len(several)) in one.sentence or "once" in one.sentence
