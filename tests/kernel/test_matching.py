"""The matcher on a small street: who needs whom and why, what moves it, what it minds, and what it does with odd businesses."""

import random
from dataclasses import replace

import numpy as np
import pytest

from betterpie.kernel.matching import DEFAULT, OUTCOMES, Business, Caution, Deed, Matcher, Reason, Suggestion, complements
from betterpie.kernel.matching.services import says_what
from betterpie.kernel.words import tokens

HERE = (33.770, -118.190)
VET = Business("vet", "Ortiz Vet", ["veterinarian"], place=HERE)
TRAINER = Business("trainer", "Good Dog", ["dog_trainer"], place=HERE)
SITTER = Business("sitter", "Sam Sits", ["pet_sitter"], offers=["Boarding", "dog walks"], place=HERE)
BOARDING_VET = Business("vet", "Ortiz Vet", ["veterinarian"], offers=["boarding", "surgery"], place=HERE)


def strength(giver: Business, receiver: Business, deeds: list[Deed] | None = None) -> float:
    """The strength of one ordered pair on a street of two."""
    return Matcher([giver, receiver], deeds or []).between(giver.key, receiver.key).strength


def kinds(suggestion: Suggestion) -> list[str]:
    """The kinds of its warnings."""
    return [caution.kind for caution in suggestion.warnings]


def crowd(count: int, *, seed: int) -> list[Business]:
    """Businesses drawn at random, with all that may be unknown unknown for some."""
    draw = random.Random(seed)
    slugs, services = list(DEFAULT.trades), ["boarding", "wedding cake", "dog training", "home inspection", "gift cards"]
    return [
        Business(
            key=number,
            name="Twin",
            trades=draw.sample(slugs, draw.choice([0, 1, 1, 2, 5])),
            offers=draw.sample(services, draw.randrange(3)),
            asked=draw.sample(services, draw.randrange(3)),
            price=draw.choice([None, 1, 2, 3, 4]),
            place=draw.choice([None, (33.77 + draw.uniform(-0.2, 0.2), -118.19 + draw.uniform(-0.2, 0.2))]),
            trust=draw.choice([None, draw.uniform(-5, 5)]),
        )
        for number in range(count)
    ]


def some_deeds(count: int, *, among: int, seed: int) -> list[Deed]:
    """Deeds drawn at random."""
    draw = random.Random(seed)
    return [Deed(draw.randrange(among), draw.randrange(among), draw.choice(list(OUTCOMES))) for _ in range(count)]


def test_a_vet_and_a_trainer_need_each_other_and_the_sentence_says_when() -> None:
    (to_trainer,) = Matcher([VET, TRAINER]).best("vet")
    assert (to_trainer.giver, to_trainer.receiver) == ("vet", "trainer")
    assert to_trainer.reasons[0].text == (
        "You both see families with a new dog: you for puppy shots and first check (weeks 1 to 8), "
        "they for puppy class and training (weeks 2 to 16)."
    )
    assert to_trainer.reasons_for_receiver[0].text == (
        "You both see families with a new dog: you for puppy class and training (weeks 2 to 16), "
        "they for puppy shots and first check (weeks 1 to 8)."
    )
    assert (
        to_trainer.moment
        == "Think of them for puppy class and training when you hear or see: the puppy chews, jumps up or pulls on the lead."
    )


def test_suggestions_come_by_giver_and_best_first() -> None:
    found = complements([VET, TRAINER, SITTER])
    assert [suggestion.giver for suggestion in found] == ["vet", "vet", "trainer", "trainer", "sitter", "sitter"]
    assert found[0].strength > found[1].strength


def test_a_vet_who_boards_is_a_weaker_match_for_the_sitter_and_both_are_told() -> None:
    assert strength(BOARDING_VET, SITTER) < strength(VET, SITTER) / 2
    suggestion = Matcher([BOARDING_VET, SITTER]).between("vet", "sitter")
    assert suggestion.warnings == (Caution("competes", "You both do boarding: you compete on that. Agree who takes which customers."),)
    assert next(reason.text for reason in suggestion.reasons if reason.kind == "services") == "You both do boarding."


def test_a_trade_does_its_service_without_saying_so() -> None:
    kennel = Business("kennel", "Kennel", ["pet_boarding"], place=HERE)
    assert kinds(Matcher([BOARDING_VET, kennel]).between("vet", "kennel")) == ["competes"]
    assert kinds(Matcher([VET, kennel]).between("vet", "kennel")) == []


def test_to_work_for_the_same_people_is_no_competition() -> None:
    def pair(*both: str) -> list[Business]:
        photographer = Business("photos", "Plain Light", ["photographer"], offers=[*both, "headshots"], place=HERE)
        return [photographer, Business("food", "Long Table", ["caterer"], offers=[*both, "lunches"], place=HERE)]

    apart, together = (Matcher(pair(*both)).between("photos", "food") for both in ((), ("Weddings", "first families", "all day")))
    assert together.strength == apart.strength
    assert kinds(together) == []
    assert kinds(Matcher(pair("wedding cakes")).between("photos", "food")) == ["competes"]


def test_only_days_and_guests_among_the_needs_of_occasions_are_no_service() -> None:
    needs = {step.name for occasion in DEFAULT.occasions for step in occasion.steps} | {trade.name for trade in DEFAULT.trades.values()}
    days = {"event for customers", "funeral", "funerals", "graduation party", "the wedding day"}
    assert {need for need in needs if not says_what(" ".join(tokens(need)))} == {*days, "service", "service and welcome"}


def test_what_customers_ask_for_raises_the_one_who_does_it() -> None:
    asking = Business("vet", "Ortiz Vet", ["veterinarian"], asked=["Dog  Training"], place=HERE)
    suggestion = Matcher([asking, TRAINER]).between("vet", "trainer")
    assert suggestion.strength > strength(VET, TRAINER)
    assert "Your customers ask for dog training, which they do." in [reason.text for reason in suggestion.reasons]
    assert "Their customers ask for dog training, which you do." in [reason.text for reason in suggestion.reasons_for_receiver]
    assert suggestion.moment == "Think of them when somebody asks you for dog training."


@pytest.mark.parametrize(
    ("asked", "trade", "offers", "told"),
    [
        ("tax returns", "tax_preparer", (), "tax returns"),
        ("Picnic basket", "cheese_shop", ("picnic baskets",), "picnic basket"),
        ("house photos", "florist", ("House photo",), "house photo"),
        ("a cup of coffee", "coffee_shop", (), "a cup of coffee"),
        ("flower bouquets", "florist", (), "flower bouquets"),
        ("someone to fix my sink", "plumber", (), "someone to fix my sink"),
    ],
)
def test_what_is_asked_for_is_understood_in_words_of_her_own(asked: str, trade: str, offers: tuple[str, ...], told: str) -> None:
    asking = Business("asks", "Asks", ["bookkeeper"], asked=[asked], place=HERE)
    reasons = Matcher([asking, Business("does", "Does", [trade], offers=offers, place=HERE)]).between("asks", "does").reasons
    assert f"Your customers ask for {told}, which they do." in [reason.text for reason in reasons]


@pytest.mark.parametrize(
    ("asked", "trade"), [("something nice", "gift_shop"), ("open on sundays", "restaurant"), ("photos of food", "restaurant")]
)
def test_what_says_too_little_is_asked_of_nobody(asked: str, trade: str) -> None:
    asking = Business("asks", "Asks", ["bookkeeper"], asked=[asked], place=HERE)
    reasons = Matcher([asking, Business("does", "Does", [trade], place=HERE)]).between("asks", "does").reasons
    assert "asked" not in [reason.kind for reason in reasons]


def test_what_one_does_oneself_is_not_asked_for() -> None:
    both = Business("vet", "Ortiz Vet", ["veterinarian"], offers=["haircuts"], asked=["haircuts"], place=HERE)
    barber = Business("barber", "Barber", ["barber"], offers=["haircuts"], place=HERE)
    assert "asked" not in [reason.kind for reason in Matcher([both, barber]).between("vet", "barber").reasons]


def test_the_nearer_is_the_stronger_and_beyond_reach_is_left_out() -> None:
    def at(miles: float) -> Business:
        return Business("trainer", "Good Dog", ["dog_trainer"], place=(HERE[0] + miles / 69.0934, HERE[1]))

    assert strength(VET, at(0)) > strength(VET, at(5)) > strength(VET, at(25)) > 0
    assert complements([VET, at(31)]) == []
    assert len(complements([VET, at(31)], within_miles=None)) == 2


def test_a_business_abroad_is_too_far_and_one_without_a_place_is_not_left_out() -> None:
    abroad = Business("abroad", "Münchner Hundeschule", ["dog_trainer"], place=(48.14, 11.58))
    nowhere = Business("nowhere", "Somewhere Dogs", ["dog_trainer"])
    assert [suggestion.receiver for suggestion in Matcher([VET, abroad, nowhere]).best("vet")] == ["nowhere"]
    assert [suggestion.receiver for suggestion in Matcher([VET, abroad, nowhere]).best("nowhere")] == ["vet"]


def test_neighbors_across_the_date_line_are_neighbors() -> None:
    west = Business("west", "West", ["veterinarian"], place=(-16.8, 179.99))
    east = Business("east", "East", ["dog_trainer"], place=(-16.8, -179.99))
    assert len(complements([west, east])) == 2


def test_prices_far_apart_make_it_weaker_and_are_warned_of() -> None:
    def priced(price: int | None) -> Business:
        return Business("vet", "Ortiz Vet", ["veterinarian"], price=price, place=HERE)

    dear = Business("trainer", "Good Dog", ["dog_trainer"], price=4, place=HERE)
    assert (
        strength(priced(4), dear)
        > strength(priced(None), dear)
        == strength(priced(3), dear)
        > strength(priced(2), dear)
        > strength(priced(1), dear)
    )
    assert kinds(Matcher([priced(2), dear]).between("vet", "trainer")) == ["price"]
    with pytest.raises(ValueError, match="A price level is 1 to 4, not 9"):
        priced(9)


def test_trust_moves_it_and_lack_of_trust_known_does_not() -> None:
    def trusted(trust: float | None) -> Business:
        return Business("trainer", "Good Dog", ["dog_trainer"], place=HERE, trust=trust)

    assert strength(VET, trusted(4)) > strength(VET, trusted(None)) == strength(VET, trusted(0)) > strength(VET, trusted(-4)) > 0


def test_a_few_deeds_nudge_and_many_decide() -> None:
    before = strength(VET, TRAINER)
    once, often = (strength(VET, TRAINER, [Deed("vet", "trainer", "declined")] * count) for count in (1, 60))
    assert before > once > before - 0.15
    assert often < 0.2
    assert strength(VET, TRAINER, [Deed("vet", "trainer", "kept")] * 60) > before


def test_customers_kept_count_for_a_pair_and_complaints_against_it() -> None:
    def after(outcome: str) -> float:
        return strength(VET, TRAINER, [Deed("vet", "trainer", outcome, 8)])

    assert after("kept") > after("won") > after("gone") > after("lost") > after("declined")
    happy = [Deed("vet", "trainer", "won", 8)]
    suggestion = Matcher([VET, TRAINER], [*happy, Deed("vet", "trainer", "complaint", 3)]).between("vet", "trainer")
    assert suggestion.strength < strength(VET, TRAINER, happy)
    assert suggestion.warnings == Matcher([VET, TRAINER], happy).between("vet", "trainer").warnings  # a complaint is no referral more


def test_what_others_of_the_trade_have_seen_counts_a_little() -> None:
    elsewhere = [Deed("x", "y", "won", trades=("veterinarian", "dog_trainer"))] * 20
    suggestion = Matcher([VET, TRAINER], elsewhere).between("vet", "trainer")
    assert suggestion.strength > strength(VET, TRAINER)
    assert "More came of referrals between your two trades than we expected." in [reason.text for reason in suggestion.reasons]


def test_deeds_of_strangers_tell_nothing() -> None:
    assert complements([VET, TRAINER], [Deed("x", "y", "won"), Deed("vet", "vet", "won")]) == complements([VET, TRAINER])


def test_a_deed_must_be_of_a_known_kind_and_count() -> None:
    with pytest.raises(ValueError, match="A deed is asked, accepted, won, kept, gone, lost, declined, complaint, not “promised”"):
        Deed("vet", "trainer", "promised")
    with pytest.raises(ValueError, match="A deed counts more than 0, not 0"):
        Deed("vet", "trainer", "won", count=0)


@pytest.mark.parametrize(
    ("deeds", "text"),
    [
        ([Deed("vet", "trainer", "won")], "The referral you sent them became a customer."),
        ([Deed("vet", "trainer", "won")] * 3, "All 3 referrals you sent them became customers."),
        ([Deed("vet", "trainer", "won"), Deed("vet", "trainer", "lost")], "Of 2 referrals you sent them, 1 became a customer."),
        ([Deed("vet", "trainer", "asked")], "1 referral you sent them so far."),
        (
            [Deed("vet", "trainer", "kept", 2), Deed("vet", "trainer", "gone"), Deed("vet", "trainer", "complaint")],
            "All 3 referrals you sent them became customers. 2 came again. 1 was not happy.",
        ),
    ],
)
def test_what_came_of_referrals_is_said_as_it_was(deeds: list[Deed], text: str) -> None:
    reasons = Matcher([VET, TRAINER], deeds).between("vet", "trainer").reasons
    assert [reason.text for reason in reasons if reason.kind == "deeds"] == [text]


def test_more_than_half_from_one_partner_is_warned_of_once_there_is_enough_to_judge() -> None:
    few, many = ([Deed("vet", "trainer", "won")] * count for count in (5, 6))
    assert kinds(Matcher([VET, TRAINER], few).between("vet", "trainer")) == []
    assert Matcher([VET, TRAINER], many).between("vet", "trainer").warnings == (
        Caution("concentration", "100% of the referrals they get come from you: it would be good for them to have other partners too."),
    )
    assert Matcher([VET, TRAINER], many).between("trainer", "vet").warnings == (
        Caution("concentration", "100% of the referrals you get come from them: it would be good to have other partners too."),
    )


def test_regulated_trades_are_warned_of() -> None:
    agent = Business("agent", "Agent", ["real_estate_agent"], place=HERE)
    lender = Business("lender", "Lender", ["mortgage_broker"], place=HERE)
    assert Matcher([agent, lender]).between("agent", "lender").warnings == (
        Caution(
            "regulated", "Regulated (real estate and lending): send customers freely, but no fee, gift, point or reward may hang on it."
        ),
    )


def test_two_of_one_trade_are_rivals_with_something_to_share() -> None:
    other = Business("other", "Good Dog", ["dog_trainer"], place=HERE)
    assert complements([TRAINER, other]) == []
    assert kinds(Matcher([TRAINER, other]).between("trainer", "other")) == ["rivals"]


def test_two_with_the_same_name_are_two() -> None:
    twin = Business("twin", TRAINER.name, ["pet_groomer"], place=HERE)
    assert {suggestion.receiver for suggestion in Matcher([VET, TRAINER, twin]).best("vet")} == {"trainer", "twin"}


def test_two_with_the_same_key_are_refused() -> None:
    with pytest.raises(ValueError, match="Two businesses have the same key"):
        complements([VET, VET])


def test_without_a_trade_or_with_a_made_up_one_only_services_speak() -> None:
    bare, odd = Business("bare", "Bare", asked=["boarding"]), Business("odd", "Odd", ["unicorn_trainer"])
    found = complements([VET, SITTER, bare, odd])
    assert [
        (suggestion.giver, suggestion.receiver) for suggestion in found if {"bare", "odd"} & {suggestion.giver, suggestion.receiver}
    ] == [("bare", "sitter")]
    assert [reason.kind for reason in Matcher([SITTER, bare]).between("bare", "sitter").reasons] == ["asked"]


def test_one_who_names_ten_trades_is_not_everybodys_best_partner() -> None:
    names = ["dog_trainer", "caterer", "bar", "hotel", "florist", "printer", "photographer", "dj", "grocer", "bakery"]
    ten = Business("ten", "All in One", names, place=HERE)
    assert strength(VET, ten) < strength(VET, TRAINER)
    assert "They name 10 trades: ask which is their real work." in [
        caution.text for caution in Matcher([VET, ten]).between("vet", "ten").warnings
    ]


def test_a_lone_string_is_not_taken_for_a_list_of_letters() -> None:
    with pytest.raises(ValueError, match="give a list, even of one"):
        Business("vet", "Ortiz Vet", "veterinarian")


def test_nobody_and_one_alone_get_no_suggestion() -> None:
    assert complements([]) == []
    assert complements([VET]) == []
    assert complements([VET, TRAINER], top=0) == []


def test_a_key_that_is_not_there_is_refused() -> None:
    with pytest.raises(KeyError):
        Matcher([VET]).best("nobody")


@pytest.mark.parametrize("seed", range(4))
def test_the_reasons_add_up_to_the_strength_that_the_arrays_found(seed: int) -> None:
    matcher = Matcher(crowd(40, seed=seed), some_deeds(60, among=40, seed=seed), top=None)
    found = matcher.all()
    assert len(found) > 300
    for suggestion in found:
        assert 0 < suggestion.strength <= 1
        assert sum(reason.weight for reason in suggestion.reasons) == pytest.approx(suggestion.strength, abs=2e-4)
        assert sum(reason.weight for reason in suggestion.reasons_for_receiver) == pytest.approx(suggestion.strength, abs=2e-4)
        assert all(isinstance(reason, Reason) and reason.text for reason in suggestion.reasons)


@pytest.mark.parametrize("seed", range(4))
def test_the_best_twenty_are_the_first_twenty_of_all(seed: int) -> None:
    businesses = crowd(200, seed=seed)
    everyone, best = (Matcher(businesses, top=top) for top in (None, 20))
    for business in businesses[:50]:
        assert best.best(business.key) == everyone.best(business.key)[:20]


def test_deeds_heard_one_by_one_end_where_all_at_once_ends() -> None:
    businesses, deeds = crowd(60, seed=5), some_deeds(80, among=60, seed=5)
    live, replayed = Matcher(businesses), Matcher(businesses, deeds)
    live.all()
    for deed in deeds:
        live.hear(deed)
    assert live.all() == replayed.all()


@pytest.mark.parametrize("seed", range(4))
def test_referrals_that_go_on_step_by_step_end_where_their_furthest_steps_end(seed: int) -> None:
    draw, businesses = random.Random(seed), crowd(60, seed=seed)
    live = Matcher(businesses, top=None)
    live.settle()
    far: dict[int, Deed] = {}
    for number in [draw.randrange(40) for _ in range(150)]:
        was = far.get(number)
        giver, receiver = (was.giver, was.receiver) if was else draw.sample(range(60), 2)
        far[number] = Deed(giver, receiver, draw.choice(list(OUTCOMES)))
        live.hear(far[number], instead_of=[was] if was else [])
        trust = {draw.randrange(60): draw.choice([None, 2.5, -4.0])}
        live.trust(trust)
        businesses = [replace(one, trust=trust.get(one.key, one.trust)) for one in businesses]
    anew = Matcher(businesses, far.values(), top=None)
    assert live.all() == anew.all()
    assert [live.strengths_to(one.key) for one in businesses] == [anew.strengths_to(one.key) for one in businesses]
    assert [one.reasons for one in live.all()[:200]] == [one.reasons for one in anew.all()[:200]]


def test_a_copy_hears_what_the_first_one_does_not() -> None:
    first = Matcher([VET, TRAINER, SITTER], [Deed("vet", "trainer", "asked")])
    before = first.all()
    second = first.copy()
    second.hear(Deed("vet", "trainer", "won"), instead_of=[Deed("vet", "trainer", "asked")])
    second.trust({"sitter": 4.0})
    assert first.all() == before
    assert [one.text for one in first.between("vet", "trainer").reasons if one.kind == "deeds"] == ["1 referral you sent them so far."]
    assert second.all() == Matcher([VET, TRAINER, replace(SITTER, trust=4.0)], [Deed("vet", "trainer", "won")]).all()


def test_a_deed_taken_back_leaves_no_trace_and_one_never_heard_is_refused() -> None:
    matcher = Matcher([VET, TRAINER])
    before = matcher.all()
    matcher.hear(Deed("vet", "trainer", "won"))
    assert matcher.all() != before
    matcher.hear(instead_of=[Deed("vet", "trainer", "won")])
    assert matcher.all() == before
    with pytest.raises(ValueError, match="forgotten that was never heard"):
        matcher.hear(instead_of=[Deed("vet", "trainer", "won")])


def test_one_pair_asked_about_is_as_strong_as_among_all() -> None:
    businesses = crowd(80, seed=7)
    deeds = some_deeds(80, among=80, seed=7)
    settled, fresh = Matcher(businesses, deeds, top=None), Matcher(businesses, deeds, top=None)
    for suggestion in settled.all()[::17]:
        assert fresh.between(suggestion.giver, suggestion.receiver).strength == pytest.approx(suggestion.strength, abs=1e-6)
    strengths = {(one.giver, one.receiver): one.strength for one in settled.all()}
    assert {(giver, to): value for giver in range(80) for to, value in settled.strengths_from(giver).items()} == strengths
    assert {(giver, to): value for to in range(80) for giver, value in settled.strengths_to(to).items()} == strengths


def test_the_order_of_businesses_does_not_change_their_strength() -> None:
    businesses = crowd(60, seed=6)
    turned = {(one.giver, one.receiver): one.strength for one in complements(businesses[::-1], top=None)}
    straight = {(one.giver, one.receiver): one.strength for one in complements(businesses, top=None)}
    assert turned.keys() == straight.keys()
    assert np.allclose([turned[pair] for pair in straight], list(straight.values()), atol=1e-4)
