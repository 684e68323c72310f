"""A pact of two members, from the proposal to what came of it."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from betterpie.house import work
from betterpie.members import actions as members
from betterpie.members.models import Member
from betterpie.pacts import actions, links, queries
from betterpie.pacts.actions import Terms
from betterpie.pacts.forms import PactForm, suggested
from betterpie.pacts.models import OURS, WAITS, Count, Pact
from betterpie.partners import queries as partners
from betterpie.promises.models import Promise
from betterpie.referrals import actions as referrals
from betterpie.value.models import Flow
from betterpie.week import queries as week
from tests.conftest import Cast, SignIn, seat
from tests.referrals.test_referral_pages import path, sent

DAY = timedelta(days=1)
REFER = Terms(
    kind="referral",
    benefit="Your puppy is well and well-behaved.",
    disclosure="Both are members of Bixby Knolls. Nobody is paid.",
    one_does="Name the trainer at the second shot.",
    other_does="Ask about shots in the first class.",
)
SHELF = replace(REFER, kind="shelf", goods="Treat bags", shelf="by the counter", host="one", restocks="other", price=800, keeps_percent=25)


def proposed(cast: Cast, now: datetime, terms: Terms = REFER) -> Pact:
    """The vet proposes it to the trainer."""
    return actions.propose(cast.vet, cast.trainer, terms, by=None, at=now)


def in_force(cast: Cast, now: datetime, terms: Terms = REFER) -> Pact:
    """The trainer has agreed."""
    pact = proposed(cast, now, terms)
    actions.agree(pact, by=None, at=now)
    return pact


def plain_shelf(cast: Cast, now: datetime) -> Pact:
    """Goods on the shelf of a gift shop, where money may hang on it: a vet is in a regulated trade."""
    shop = seat(cast.node, "Left Bank Gifts", "gift_shop", cast.steward)
    pact = actions.propose(shop, cast.trainer, SHELF, by=None, at=now)
    actions.agree(pact, by=None, at=now)
    return pact


def states(pact: Pact) -> tuple[str, list[str]]:
    """How it stands, and how the promises made for it stand."""
    pact.refresh_from_db()
    return pact.state, sorted(Promise.objects.filter(thing=pact.thing).values_list("state", flat=True))


def test_what_each_does_is_a_promise_once_both_agree(cast: Cast, now: datetime) -> None:
    pact = proposed(cast, now)
    assert states(pact) == ("proposed", [])
    actions.agree(pact, by=None, at=now)
    assert states(pact) == ("agreed", ["open", "open"])
    assert sorted(Promise.objects.values_list("by", "what")) == sorted([(cast.vet.pk, REFER.one_does), (cast.trainer.pk, REFER.other_does)])
    assert [promise.what for promise in week.week(cast.vet, at=now).promises] == []
    found = partners.pair(cast.vet, cast.trainer.pk)
    assert found is not None
    assert (found.step.key, found.step.because) == ("cooperation", "You have a pact.")


def test_something_offered_together_is_collaboration(cast: Cast, now: datetime) -> None:
    in_force(cast, now, replace(REFER, kind="joint"))
    found = partners.pair(cast.vet, cast.trainer.pk)
    assert found is not None
    assert (found.step.key, found.next) == ("collaboration", None)


def test_either_ends_it_in_good_time_and_nothing_is_broken(cast: Cast, now: datetime) -> None:
    pact = in_force(cast, now)
    actions.end(pact, cast.trainer, by=None, at=now + DAY)
    assert states(pact) == ("ended", ["released", "released"])
    work.once(now + DAY)
    assert [letter.to for letter in mail.outbox if "has ended" in letter.subject] == [["ana@example.com"]]


def test_a_change_holds_when_the_other_agrees(cast: Cast, now: datetime) -> None:
    old = in_force(cast, now)
    changed = replace(REFER, one_does="Bring dog biscuits.", other_does="Name the vet.")
    new = actions.propose(cast.trainer, cast.vet, changed, replaces=old, by=None, at=now + DAY)
    assert states(old)[0] == "agreed"
    actions.agree(queries.whole(new.pk) or new, by=None, at=now + DAY)
    assert (states(old), states(new)) == (("ended", ["released", "released"]), ("agreed", ["open", "open"]))
    with pytest.raises(actions.Refused):
        actions.propose(cast.vet, cast.rival, REFER, replaces=new, by=None, at=now)


def test_at_the_review_both_go_on_or_it_ends_by_itself(cast: Cast, now: datetime) -> None:
    pact = in_force(cast, now)
    with pytest.raises(actions.Refused):
        actions.go_on(pact, cast.vet, by=None, at=now)
    later = now + timedelta(days=183)
    work.once(later)
    assert sorted(letter.to[0] for letter in mail.outbox if "What came of your pact" in letter.subject) == [
        "ana@example.com",
        "maya@example.com",
    ]
    pact.refresh_from_db()
    actions.go_on(pact, cast.vet, by=None, at=later)
    assert states(pact) == ("agreed", ["kept", "open"])
    actions.go_on(pact, cast.trainer, by=None, at=later)
    assert states(pact) == ("agreed", ["kept", "kept", "open", "open"])
    actions.wake_due(at=later + timedelta(days=182))
    actions.wake_due(at=later + timedelta(days=213))
    assert states(pact)[0] == "ended"


def test_a_proposal_nobody_answers_is_over_after_a_month(cast: Cast, now: datetime) -> None:
    pact = proposed(cast, now)
    actions.wake_due(at=now + 29 * DAY)
    assert states(pact)[0] == "proposed"
    actions.wake_due(at=now + 31 * DAY)
    assert states(pact)[0] == "declined"


def test_no_money_hangs_on_it_where_a_trade_is_regulated(cast: Cast, now: datetime) -> None:
    lawyer = seat(cast.node, "Lena Law", "estate_attorney", cast.steward)
    with pytest.raises(actions.Refused, match="regulated"):
        actions.propose(lawyer, cast.trainer, SHELF, by=None, at=now)
    free = actions.propose(lawyer, cast.trainer, replace(SHELF, price=0, keeps_percent=0), by=None, at=now)
    assert free.is_regulated
    with pytest.raises(IntegrityError), transaction.atomic():
        Pact.objects.filter(pk=free.pk).update(price=100)
    with pytest.raises(IntegrityError), transaction.atomic():
        Pact.objects.filter(pk=proposed(cast, now).pk).update(keeps_percent=5)


def test_rivals_agree_on_no_prices(cast: Cast, now: datetime) -> None:
    with pytest.raises(actions.Refused, match="same trade"):
        actions.propose(cast.rival, cast.trainer, SHELF, by=None, at=now)


def test_who_became_regulated_meanwhile_agrees_to_no_money(cast: Cast, now: datetime) -> None:
    shop = seat(cast.node, "Left Bank Gifts", "gift_shop", cast.steward)
    pact = actions.propose(shop, cast.trainer, SHELF, by=None, at=now)
    members.describe(shop.business, members.Profile(name="Left Bank Law", trades=["estate_attorney"]), by=None, at=now)
    fresh = queries.whole(pact.pk)
    assert fresh is not None
    with pytest.raises(actions.Refused, match="regulated"):
        actions.agree(fresh, by=None, at=now)


def test_a_shelf_of_one_who_became_regulated_stands_still_until_it_is_settled(cast: Cast, now: datetime, as_person: SignIn) -> None:
    pact = plain_shelf(cast, now)
    actions.count(pact, cast.trainer, "brought", 5, by=None, at=now)
    actions.count(pact, pact.one, "sold", 2, by=None, at=now)
    assert queries.refused(pact) == ""
    cast.trainer.business.trades.create(slug="mortgage_broker", rank=1)
    pact = Pact.objects.get(pk=pact.pk)
    for kind in ("sold", "brought"):
        with pytest.raises(actions.Refused, match="regulated trade: no money"):
            actions.count(pact, pact.one, kind, 1, by=None, at=now)
    page = as_person(cast.maya).get(reverse("pacts:pact", args=["bixby", pact.pk])).content.decode()
    assert ("The shelf stands still" in page, 'value="sold"' in page, "is settled" in page) == (True, False, True)
    actions.count(pact, cast.trainer, "settled", queries.stock(pact).owed, by=None, at=now)
    actions.end(pact, cast.trainer, by=None, at=now)
    assert states(pact)[0] == "ended"


@pytest.mark.parametrize(
    "words", ["We pay $20 for each customer.", "A gift for each one you send", "10 % of the bill", "Les damos una comisión", "Points"]
)
def test_money_and_gifts_are_not_written_into_a_pact_with_a_regulated_trade(cast: Cast, now: datetime, words: str) -> None:
    lawyer = seat(cast.node, "Lena Law", "estate_attorney", cast.steward)
    free = replace(SHELF, price=0, keeps_percent=0)
    for name in ("one_does", "other_does", "benefit", "goods", "shelf"):
        with pytest.raises(actions.Refused, match="no fee, share, gift, point or reward"):
            actions.propose(lawyer, cast.trainer, replace(free, **{name: words}), by=None, at=now)
    assert actions.propose(lawyer, cast.trainer, REFER, by=None, at=now).state == "proposed"
    shop = seat(cast.node, "Left Bank Gifts", "gift_shop", cast.steward)
    assert actions.propose(shop, cast.trainer, replace(REFER, one_does=words), by=None, at=now).state == "proposed"


GIFT = replace(REFER, one_does="A gift basket for each customer you send.")


def becomes_a_law_firm(member: Member) -> None:
    """Her trade is a regulated one from now on."""
    members.describe(member.business, members.Profile(name="Left Bank Law", trades=["estate_attorney"]), by=None, at=member.joined_at)


def test_words_about_gifts_are_not_agreed_to_once_a_trade_became_regulated(cast: Cast, now: datetime, as_person: SignIn) -> None:
    shop = seat(cast.node, "Left Bank Gifts", "gift_shop", cast.steward)
    pact = actions.propose(shop, cast.trainer, GIFT, by=None, at=now)
    becomes_a_law_firm(shop)
    address = reverse("pacts:pact", args=["bixby", pact.pk])
    page = as_person(cast.maya).get(address).content.decode()
    assert ("no fee, share, gift, point or reward" in page, 'value="agree"' in page, 'value="decline"' in page) == (True, False, True)
    as_person(cast.maya).post(address + "answer/", {"do": "agree"})
    assert Client().post(path(links.answer(pact, cast.trainer, "agree", reader=cast.maya.pk))).status_code == 422
    assert states(pact) == ("proposed", [])


def test_a_pact_with_words_about_gifts_does_not_go_on_once_a_trade_became_regulated(cast: Cast, now: datetime, as_person: SignIn) -> None:
    shop = seat(cast.node, "Left Bank Gifts", "gift_shop", cast.steward)
    pact = actions.propose(shop, cast.trainer, GIFT, by=None, at=now)
    actions.agree(pact, by=None, at=now)
    becomes_a_law_firm(shop)
    actions.wake_due(at=now + timedelta(days=183))
    pact = queries.whole(pact.pk) or pact
    for member in (shop, cast.trainer):
        with pytest.raises(actions.Refused, match="no fee, share, gift, point or reward"):
            actions.go_on(pact, member, by=None, at=now + timedelta(days=184))
    page = as_person(cast.maya).get(reverse("pacts:pact", args=["bixby", pact.pk])).content.decode()
    assert ("no fee, share, gift, point or reward" in page, 'value="go_on"' in page, "Propose a change" in page) == (True, False, True)
    assert (states(pact), pact.one_goes_on, pact.other_goes_on) == (("agreed", ["open", "open"]), False, False)


def test_where_no_money_may_hang_customers_are_not_told_that_the_two_earn_together(cast: Cast) -> None:
    shop = seat(cast.node, "Left Bank Gifts", "gift_shop", cast.steward)
    lawyer = seat(cast.node, "Lena Law", "estate_attorney", cast.stranger)
    pairs = [(shop, cast.trainer), (lawyer, cast.trainer), (cast.rival, cast.trainer)]
    assert ["earn on these goods" in suggested("shelf", *pair)["disclosure"] for pair in pairs] == [True, False, False]
    assert ["price" in PactForm(kind="shelf", one=one, other=other).fields for one, other in pairs] == [True, False, False]
    other_money = PactForm({"price": "8 €"}, kind="shelf", one=pairs[0][0], other=pairs[0][1])
    assert other_money.errors["price"] == ["Amounts are in USD here. Please change it into that first."]


@pytest.mark.parametrize("kind", ["referral", "card", "joint"])
def test_our_own_words_follow_the_reader_and_stand_from_her_side(cast: Cast, now: datetime, kind: str) -> None:
    with override("es"):
        words = suggested(kind, cast.vet, cast.trainer)
    pact = in_force(cast, now, Terms(kind=kind, benefit="One call for both.", **words))
    for one, other in ((cast.vet, cast.trainer), (cast.trainer, cast.vet)):
        here = [pact.does(one, reader=one), pact.does(other, reader=one)]
        assert here == [str(each) for each in OURS[kind]]
    assert pact.told == "Bluff Park Vet and Maya's Good Dogs are both members of Bixby Knolls. Nobody is paid for this."
    with override("es"):
        assert (pact.does(cast.vet, reader=cast.vet), pact.told) == (words["one_does"], words["disclosure"])
        assert {promise.said for promise in Promise.objects.all()} == {words["one_does"]}
    assert {promise.said for promise in Promise.objects.all()} == {str(OURS[kind][0])}


def test_words_of_their_own_stay_as_they_were_written(cast: Cast, now: datetime) -> None:
    pact = in_force(cast, now)
    with override("es"):
        assert (pact.does(cast.vet, reader=cast.trainer), pact.told) == (REFER.one_does, REFER.disclosure)


def test_who_answers_in_the_very_moment_holds_nobody_else_up(cast: Cast, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = proposed(cast, now), proposed(cast, now, replace(REFER, kind="card"))
    read = queries.due(at=now + WAITS, limit=10)
    actions.agree(first, by=None, at=now + WAITS)
    monkeypatch.setattr(queries, "due", lambda **_given: read)
    assert actions.wake_due(at=now + WAITS) == 1
    assert [states(pact)[0] for pact in (first, second)] == ["agreed", "declined"]


def test_a_shelf_is_counted_and_settled(cast: Cast, now: datetime) -> None:
    pact = plain_shelf(cast, now)
    shop = pact.one

    def count(kind: str, quantity: int) -> None:
        actions.count(pact, cast.trainer, kind, quantity, by=None, at=now)

    with pytest.raises(actions.Refused, match="Only 0"):
        count("sold", 1)
    count("brought", 10)
    count("sold", 3)
    assert queries.stock(pact) == queries.Stock(brought=10, sold=3, earned=1800, settled=0)
    with pytest.raises(actions.Refused, match="Settle first"):
        actions.end(pact, shop, by=None, at=now)
    with pytest.raises(actions.Refused, match="more than"):
        count("settled", 1801)
    count("settled", 1800)
    assert list(Flow.objects.filter(resource="money").values_list("provider", "receiver", "quantity")) == [(shop.pk, cast.trainer.pk, 1800)]
    changed = actions.propose(cast.trainer, shop, replace(SHELF, host="other", restocks="one", price=900), replaces=pact, by=None, at=now)
    actions.agree(queries.whole(changed.pk) or changed, by=None, at=now)
    assert queries.stock(changed) == queries.Stock(brought=7)
    actions.end(changed, shop, by=None, at=now)
    with pytest.raises(actions.Refused):
        actions.count(changed, shop, "sold", 1, by=None, at=now)


def test_what_can_not_be_is_refused(cast: Cast, now: datetime) -> None:
    for other in (cast.vet, cast.guest, cast.outsider):
        with pytest.raises(actions.Refused):
            actions.propose(cast.vet, other, REFER, by=None, at=now)
    with pytest.raises(actions.Refused, match="which goods"):
        actions.propose(cast.vet, cast.trainer, replace(SHELF, goods=""), by=None, at=now)
    pact = in_force(cast, now)
    with pytest.raises(actions.Refused):
        actions.agree(pact, by=None, at=now)
    with pytest.raises(actions.Refused):
        actions.decline(pact, by=None, at=now)


def test_it_is_agreed_from_the_mail_and_opening_it_changes_nothing(cast: Cast, now: datetime) -> None:
    pact = proposed(cast, now)
    work.once(now)
    assert any("Bluff Park Vet proposes a pact" in letter.subject for letter in mail.outbox)
    link = path(links.answer(pact, cast.trainer, "agree", reader=cast.maya.pk))
    page = Client().get(link)
    assert (page.status_code, states(pact)[0]) == (200, "proposed")
    assert REFER.benefit in page.content.decode()
    assert Client().post(path(links.answer(pact, cast.vet, "agree", reader=cast.ortiz.pk))).status_code == 200
    assert Client().post(path(links.answer(pact, cast.trainer, "agree", reader=cast.sam.pk))).status_code == 410
    assert states(pact)[0] == "proposed"
    assert Client().post(link).status_code == 302
    assert states(pact)[0] == "agreed"


def test_the_review_shows_what_came_of_it_for_each_side(cast: Cast, now: datetime, as_person: SignIn) -> None:
    pact = in_force(cast, now)
    referrals.win(sent(cast, now + DAY), worth=100, by=None, at=now + DAY)
    page = as_person(cast.ortiz).get(reverse("pacts:pact", args=["bixby", pact.pk])).content.decode()
    assert "1 customer, 1 bought" in page
    assert "0 customers, 0 bought" in page


def test_it_is_proposed_agreed_and_changed_on_pages(cast: Cast, as_person: SignIn) -> None:
    vet, trainer = as_person(cast.ortiz), as_person(cast.maya)
    address = reverse("pacts:new", args=["bixby", cast.trainer.pk])
    assert "We send each other customers" in vet.get(address).content.decode()
    form = {name: value for name, value in vars(REFER).items() if isinstance(value, str) and value and name != "kind"}
    assert vet.post(f"{address}?kind=referral", form | {"benefit": ""}).status_code == 422
    assert vet.post(f"{address}?kind=referral", form).status_code == 302
    pact = Pact.objects.get()
    trainer.post(reverse("pacts:answer", args=["bixby", pact.pk]), {"do": "agree"})
    assert states(pact)[0] == "agreed"
    change = trainer.get(reverse("pacts:change", args=["bixby", pact.pk])).context["form"]
    assert (change.initial["one_does"], change.initial["other_does"]) == (REFER.other_does, REFER.one_does)
    trainer.post(reverse("pacts:end", args=["bixby", pact.pk]))
    assert states(pact)[0] == "ended"


def test_a_shelf_on_its_page(cast: Cast, now: datetime, as_person: SignIn) -> None:
    pact = plain_shelf(cast, now)
    browser = as_person(cast.maya)
    for kind, quantity in (("brought", 5), ("sold", 2), ("sold", "many")):
        browser.post(reverse("pacts:count", args=["bixby", pact.pk]), {"kind": kind, "quantity": quantity})
    page = browser.get(reverse("pacts:pact", args=["bixby", pact.pk])).content.decode()
    assert re.findall(r'name="amount" value="(\d+)">\s*(.*?)\s*<', page) == [("1200", "$12 is settled")]
    actions.count(pact, pact.one, "sold", 1, by=None, at=now)
    for amount in ("1200", "1200", "", "many", "-5", "601"):
        browser.post(reverse("pacts:settle", args=["bixby", pact.pk]), {"amount": amount})
    assert list(Count.objects.order_by("pk").values_list("kind", "quantity")) == [
        ("brought", 5),
        ("sold", 2),
        ("sold", 1),
        ("settled", 1200),
    ], "what she says is what stood before her, said twice it is said once, and what was sold since is settled another time"


def test_it_is_not_there_for_others(cast: Cast, now: datetime, as_person: SignIn) -> None:
    pact = in_force(cast, now)
    for person in (cast.sam, cast.stranger):
        assert as_person(person).get(reverse("pacts:pact", args=["bixby", pact.pk])).status_code == 404
    assert as_person(cast.ortiz).get(reverse("pacts:new", args=["bixby", cast.guest.pk])).status_code == 404


def test_the_week_says_what_waits(cast: Cast, now: datetime) -> None:
    proposed(cast, now)
    assert [card.title for card in week.week(cast.trainer, at=now).cards] == ["Bluff Park Vet proposes a pact"]
    assert week.week(cast.vet, at=now).cards == []


def test_on_a_card_stand_those_who_agreed_to_it(cast: Cast, now: datetime, as_person: SignIn) -> None:
    empty = as_person(cast.ortiz).get(reverse("partners:card", args=["bixby"])).content.decode()
    assert "Nobody stands on it yet" in empty
    in_force(cast, now, replace(REFER, kind="card"))
    actions.propose(cast.vet, cast.rival, replace(REFER, kind="card"), by=None, at=now)
    page = as_person(cast.ortiz).get(reverse("partners:card", args=["bixby"])).content.decode()
    assert ("Maya&#x27;s Good Dogs" in page, "Seaside Canine" in page) == (True, False)
    assert page.count("Nobody is paid.") == 2, "on the card and in the words for her page"


def test_words_about_gifts_are_not_printed_once_a_trade_became_regulated(cast: Cast, now: datetime) -> None:
    shop = seat(cast.node, "Left Bank Gifts", "gift_shop", cast.steward)
    actions.agree(actions.propose(shop, cast.trainer, replace(GIFT, kind="card", benefit="A gift."), by=None, at=now), by=None, at=now)
    assert [line.reason for line in partners.card(cast.trainer)] == ["A gift."]
    becomes_a_law_firm(shop)
    assert partners.card(cast.trainer) == []


def test_at_the_review_what_came_of_it_stands_above_the_question(cast: Cast, now: datetime, as_person: SignIn) -> None:
    pact = in_force(cast, now)
    actions.wake_due(at=now + timedelta(days=183))
    address = reverse("pacts:pact", args=["bixby", pact.pk])
    page = as_person(cast.ortiz).get(address).content.decode()
    assert page.index("You sent") < page.index("They did their part")
    first, both = (
        as_person(who).post(address + "answer/", {"do": "go_on"}, follow=True).content.decode() for who in (cast.maya, cast.ortiz)
    )
    assert ("When they say so too" in first, "You go on with it. Bluff Park Vet is asked too." in first) == (True, True)
    assert "Good. It runs for another half year." in both


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_database_as_often_for_three_as_for_one(
    cast: Cast, now: datetime, as_person: SignIn, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _each in range(rows):
        in_force(cast, now)
        actions.decline(proposed(cast, now), by=None, at=now)
    browser = as_person(cast.ortiz)
    with django_assert_num_queries(6):
        browser.get(reverse("pacts:list", args=["bixby"]))
