"""The rooms in which two or more deal with each other, as somebody meets them who means no good."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from betterpie.events import actions as events
from betterpie.events.models import OneToOne
from betterpie.house import work
from betterpie.members import actions as members
from betterpie.members.actions import Profile
from betterpie.members.models import Business, Member
from betterpie.pacts import actions as pacts
from betterpie.pacts.models import Pact
from betterpie.people.actions import forget
from betterpie.people.models import Person
from betterpie.projects import actions as projects
from betterpie.projects import imports, links
from betterpie.projects.models import Agreement, LogLine
from betterpie.promises.models import Promise
from betterpie.trust import links as trust_links
from betterpie.trust.actions import reviews
from betterpie.trust.models import Feedback, Voice
from tests.conftest import Cast, SignIn, seat
from tests.pacts.test_pacts import REFER, SHELF, plain_shelf, proposed
from tests.projects.conftest import Club, agree, answer_all, club, shops
from tests.referrals.test_referral_pages import path
from tests.trust.test_feedback import won
from tests.trust.test_reviews import asked, neighbors

__all__ = ["club", "shops"]

DAY = timedelta(days=1)


def now_a_days() -> datetime:
    """The moment of the page: a link from a mail asks the clock."""
    return datetime.now().astimezone()


def helper_of(member: Member, now: datetime) -> Person:
    """Somebody who is taken on beside the owner, and may be let go."""
    helper = Person.objects.create_user("helper@example.com", name="Hal")
    members.take_on(member, person=helper, at=now)
    return helper


def test_who_no_longer_works_there_signs_no_paper_from_an_old_mail(club: Club, now: datetime) -> None:
    helper = helper_of(club.flowers, now)
    answer_all(club, now)
    drawn = projects.draw(club.project, by=None, at=now)
    ways = {who.pk: path(links.paper(drawn.pk, club.partner(3), reader=who.pk)) for who in (club.people[3], helper, club.people[2])}
    assert [Client().get(way).status_code for way in ways.values()] == [200, 200, 410]
    members.let_go(club.flowers, person=helper, by=club.people[3], at=now)
    assert (Client().get(ways[helper.pk]).status_code, Client().post(ways[helper.pk]).status_code) == (410, 410)
    assert drawn.signatures.count() == 0
    Client().post(ways[club.people[3].pk])
    assert list(drawn.signatures.values_list("partner__number", "person")) == [(3, club.people[3].pk)]


def test_who_no_longer_works_there_neither_reads_nor_approves_a_sheet(club: Club, now: datetime) -> None:
    helper = helper_of(club.flowers, now)
    answer_all(club, now)
    agree(club, now)
    projects.start(club.project, at=now)
    projects.book(club.project, club.partner(1), [takings(90_000, now)], by=None, at=now)
    projects.finish(club.project, by=None, at=now)
    settlement = projects.draw_sheets(club.project, by=None, at=now)
    way = path(links.sheet(settlement.pk, club.partner(3), reader=helper.pk))
    assert Client().get(way).status_code == 200
    members.let_go(club.flowers, person=helper, by=club.people[3], at=now)
    assert (Client().get(way).status_code, Client().post(way).status_code) == (410, 410)
    assert settlement.sheets.filter(approved_at__isnull=False).count() == 0


def takings(amount: int, now: datetime) -> projects.Entry:
    """Something that came in."""
    return projects.Entry(kind="takings", what="Tickets", amount=amount, on=now.date())


def test_who_no_longer_works_there_has_no_voice_from_an_old_mail(cast: Cast, now: datetime) -> None:
    shops_ = neighbors(cast, 3)
    start = now_a_days() - 6 * DAY
    review = asked(cast, start)
    reviews.say(review, "counts", why="Late is late.", by=cast.steward, at=start + 2 * DAY)
    helper = helper_of(cast.trainer, now)
    side = path(trust_links.side(review, cast.trainer.pk, "not", reader=helper.pk))
    assert Client().get(side).status_code == 200
    members.let_go(cast.trainer, person=helper, by=cast.maya, at=now)
    assert Client().post(side, {"word": "not"}).status_code == 410
    reviews.answer(review, of=cast.trainer, is_content=False, by=None, at=start + 3 * DAY)
    voice = Voice.objects.get(member=shops_[0])
    owner = shops_[0].business.staff.get().person
    members.take_on(shops_[0], person=helper, at=now)
    vote = path(trust_links.voice(voice, "removed", reader=helper.pk))
    assert Client().get(vote).status_code == 200
    members.let_go(shops_[0], person=helper, by=owner, at=now)
    assert Client().post(vote, {"word": "removed"}).status_code == 410
    assert not Voice.objects.exclude(said="").exists()


def test_who_no_longer_works_there_says_nothing_about_a_neighbor(cast: Cast, now: datetime) -> None:
    vets, _trainers = won(cast, now_a_days())
    helper = helper_of(cast.vet, now)
    way = path(trust_links.feedback(vets, reader=helper.pk))
    assert Client().get(way).status_code == 200
    members.let_go(cast.vet, person=helper, by=cast.ortiz, at=now)
    assert Client().post(way, {"again": "-100", "told": "-100"}).status_code == 410
    assert not Feedback.objects.filter(said_at__isnull=False).exists()


def test_mails_of_the_new_rooms_open_their_pages_to_their_readers(cast: Cast, now: datetime) -> None:
    neighbors(cast, 3)
    start = now_a_days() - 6 * DAY
    review = asked(cast, start)
    reviews.say(review, "counts", why="Late is late.", by=cast.steward, at=start + 2 * DAY)
    reviews.answer(review, of=cast.trainer, is_content=False, by=None, at=start + 3 * DAY)
    work.once(start + 3 * DAY)
    ways = {way for letter in mail.outbox for way in re.findall(r"/in/(?:side|voice)/[^/\s]+/", str(letter.body))}
    assert (len(ways), {Client().get(way).status_code for way in ways}) == (12, {200})


def test_one_person_with_two_shops_has_one_voice(cast: Cast, now: datetime) -> None:
    first = neighbors(cast, 2)
    owner = first[0].business.staff.get().person
    second = seat(cast.node, "Her second shop", "bakery", owner)
    review = asked(cast, now)
    reviews.wake_due(at=now + 6 * DAY)
    drawn = set(review.voices.values_list("member", flat=True))
    assert len(drawn & {first[0].pk, second.pk}) == 1
    people = [person for voice in review.voices.all() for person in voice.member.business.staff.values_list("person", flat=True)]
    assert len(people) == len(set(people))


def test_a_rival_who_comes_later_does_not_read_what_the_others_make_alone(club: Club, cast: Cast, now: datetime, as_person: SignIn) -> None:
    answer_all(club, now)
    projects.draw(club.project, by=None, at=now)
    assert "$2,300" in Agreement.objects.get().words
    corner = Person.objects.create_user("corner@example.com", name="Cora")
    projects.ask(club.project, seat(cast.node, "Corner Wine", "wine_shop", corner), by=None, at=now + DAY)
    cora, way = as_person(corner), reverse("projects:paper", args=["bixby", club.project.pk])
    seen = [cora.get(way), cora.get(way, {"number": 1}), cora.get(reverse("projects:project", args=["bixby", club.project.pk]))]
    assert [page.status_code for page in seen] == [404, 404, 200]
    assert "2,300" not in seen[2].content.decode()
    assert as_person(club.people[2]).get(way, {"number": 1}).status_code == 200


def test_a_rival_who_hides_her_trade_until_the_numbers_are_in_learns_none(club: Club, cast: Cast, now: datetime) -> None:
    answer_all(club, now)
    become(club.flowers, "wine_shop", now)
    with pytest.raises(projects.Refused, match="A trade of one of you has changed"):
        projects.draw(club.project, by=None, at=now)
    projects.leave(club.project, club.partner(2), by=None, at=now)
    projects.ask(club.project, club.wine, by=None, at=now)
    club.project.refresh_from_db()
    assert (club.project.has_rivals, club.project.has_bound_hands) == (True, True)


@pytest.mark.parametrize("moment", ["asking", "answering", "drawing", "signing"])
def test_a_trade_that_becomes_regulated_meanwhile_binds_the_hands(club: Club, now: datetime, moment: str) -> None:
    steps: dict[str, Callable[[], object]] = {
        "asking": lambda: projects.begin_asking(club.project, by=None, at=now),
        "answering": lambda: answer_all(club, now),
        "drawing": lambda: projects.draw(club.project, by=None, at=now),
        "signing": lambda: projects.sign(Agreement.objects.get(), club.partner(3), person=None, by=None, at=now),
    }
    for name, step in steps.items():
        if name == moment:
            become(club.wine, "real_estate_agent", now)
            with pytest.raises(projects.Refused, match="A trade of one of you has changed"):
                step()
            return
        step()


def test_nobody_promises_in_another_partners_name(club: Club, now: datetime, as_person: SignIn) -> None:
    answer_all(club, now)
    drawn = projects.draw(club.project, by=None, at=now)
    projects.sign(drawn, club.partner(3), person=None, by=None, at=now)
    kim, way = as_person(club.people[1]), reverse("projects:step_new", args=["bixby", club.project.pk])
    typed = {"what": "Wash all the glasses", "partner": 3, "due_on": "2099-01-01"}
    assert kim.post(way, typed).status_code == 302
    with pytest.raises(projects.Refused, match="Something changed since this paper was drawn"):
        projects.sign(drawn, club.partner(1), person=None, by=None, at=now)
    club.project.refresh_from_db()
    agree(club, now)
    before = Promise.objects.count()
    assert kim.post(way, typed).status_code == 422
    with pytest.raises(projects.Refused, match="Ask her to write it down herself"):
        projects.plan_step(club.project, club.partner(3), planner=club.partner(1), what="x", due_at=now + DAY, by=None, at=now)
    assert Promise.objects.count() == before
    assert kim.post(way, typed | {"partner": 1}).status_code == 302
    assert Promise.objects.count() == before + 1


def become(member: Member, trade: str, now: datetime) -> None:
    """Take on another trade."""
    members.describe(Business.objects.get(pk=member.business_id), Profile(name=member.business.name, trades=[trade]), by=None, at=now)


@pytest.mark.parametrize(
    ("words", "amount"),
    [("12,50", 1250), ("1.234,50", 123450), ("1,234.50", 123450), ("-7,5", -750), ("(3,00)", -300), ("1,234", 123400), ("12.50", 1250)],
)
def test_a_comma_before_the_cents_is_no_thousand(words: str, amount: int) -> None:
    (entry,) = imports.read(f"date;what;amount\n2026-03-01;Tickets;{words}\n")
    assert (entry.amount if entry.kind == "takings" else -entry.amount) == amount


def test_a_list_made_to_break_something_is_refused_in_a_sentence() -> None:
    with pytest.raises(projects.Refused, match="no list that can be read"):
        imports.read(f'date,what,amount\n2026-03-01,"{"x" * 200_000}",5\n')
    (entry,) = imports.read("date,what,amount\r2026-03-01,Tick\0ets,5\r")
    assert (entry.what, entry.amount) == ("Tickets", 500)


def test_nobody_fills_a_neighbors_mail_with_proposals(cast: Cast, now: datetime) -> None:
    pact = proposed(cast, now)
    for one, other in ((cast.vet, cast.trainer), (cast.trainer, cast.vet)):
        with pytest.raises(pacts.Refused, match="waits for an answer"):
            pacts.propose(one, other, replace(REFER, benefit="The same in other words."), by=None, at=now)
    for _turn in range(2):
        pacts.decline(pact, by=None, at=now)
        pact = proposed(cast, now)
    pacts.decline(pact, by=None, at=now)
    with pytest.raises(pacts.Refused, match="over a coffee first"):
        proposed(cast, now)
    assert proposed(cast, now + 31 * DAY).state == "proposed"


def test_nobody_fills_a_neighbors_mail_with_coffees(cast: Cast, now: datetime) -> None:
    for _turn in range(3):
        one = events.ask(cast.vet, cast.trainer, times=[now + 2 * DAY], by=None, at=now)
        events.call_off(one, cast.vet, by=None, at=now)
    with pytest.raises(events.Refused, match="a few times lately"):
        events.ask(cast.vet, cast.trainer, times=[now + 2 * DAY], by=None, at=now)
    assert events.ask(cast.trainer, cast.vet, times=[now + 2 * DAY], by=None, at=now).is_open
    with pytest.raises(events.Refused, match="still to come"):
        events.ask(cast.vet, cast.rival, times=[now + 4000 * DAY], by=None, at=now)


def test_who_owes_for_goods_does_not_say_herself_that_it_is_paid(cast: Cast, now: datetime, as_person: SignIn) -> None:
    pact = plain_shelf(cast, now)
    pacts.count(pact, pact.one, "brought", 5, by=None, at=now)
    pacts.count(pact, pact.one, "sold", 2, by=None, at=now)
    with pytest.raises(pacts.Refused, match="Whose goods they are"):
        pacts.count(pact, pact.one, "settled", 1200, by=None, at=now)
    way = reverse("pacts:pact", args=["bixby", pact.pk])
    assert ["is settled" in as_person(who).get(way).content.decode() for who in (cast.steward, cast.maya)] == [False, True]
    pacts.count(pact, pact.other, "settled", 1200, by=None, at=now)


@pytest.mark.parametrize(("trade", "said"), [("dog_trainer", "rivals agree on no prices"), ("real_estate_agent", "no money may hang")])
def test_a_trade_put_on_after_the_proposal_or_before_the_review_takes_the_money_off(
    cast: Cast, now: datetime, trade: str, said: str
) -> None:
    shop = seat(cast.node, "Left Bank Gifts", "gift_shop", cast.steward)
    pact = pacts.propose(shop, cast.trainer, SHELF, by=None, at=now)
    become(shop, trade, now)
    with pytest.raises(pacts.Refused, match=said):
        pacts.agree(fresh(pact), by=None, at=now)
    become(shop, "gift_shop", now)
    pacts.agree(fresh(pact), by=None, at=now)
    become(shop, trade, now)
    later = pact.review_at + DAY
    pacts.wake_due(at=later)
    with pytest.raises(pacts.Refused, match=said):
        pacts.go_on(fresh(pact), cast.trainer, by=None, at=later)


def test_nobody_agrees_with_one_who_has_left(cast: Cast, now: datetime) -> None:
    pact = pacts.propose(cast.vet, cast.trainer, replace(REFER, kind="card"), by=None, at=now)
    members.leave(cast.vet, by=cast.ortiz, at=now)
    with pytest.raises(pacts.Refused, match="no longer in this group"):
        pacts.agree(fresh(pact), by=None, at=now)


def fresh(pact: Pact) -> Pact:
    """As it stands in the database, with both members."""
    return Pact.objects.select_related("one__business", "other__business", "one__node", "other__node", "replaces").get(pk=pact.pk)


def test_notes_and_lines_go_with_the_one_who_wrote_them(club: Club, cast: Cast, now: datetime) -> None:
    one = events.ask(club.flowers, cast.vet, times=[now + DAY], line="I love your dogs.", by=None, at=now)
    events.agree(one, one.times[0], by=None, at=now)
    events.note(one, club.flowers, own="Talks a lot.", shared="", at=now)
    events.note(one, cast.vet, own="Nice.", shared="Cards", at=now)
    projects.note(club.project, club.flowers, words="Roses are dear.", at=now)
    projects.note(club.project, club.wine, words="Glasses are here.", at=now)
    forget(club.people[3], at=now)
    assert OneToOne.objects.values_list("line", "asker_note", "other_note", "notes__words").get() == ("", "", "Nice.", "Cards")
    assert list(LogLine.objects.values_list("words", flat=True)) == ["Glasses are here."]
