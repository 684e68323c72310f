"""The paper that all sign, and what nobody can do to it afterwards."""

import hashlib
import json
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from betterpie.projects import actions, queries
from betterpie.projects.models import Agreement, Figure, Input, Signature
from betterpie.projects.queries import paper
from betterpie.promises.models import Promise
from tests.conftest import Cast, seat
from tests.projects.conftest import Club, agree, answer_all


def test_the_paper_tells_the_rule_with_its_worked_example(club: Club, now: datetime) -> None:
    answer_all(club, now)
    actions.describe(club.project, name=club.project.name, idea=club.project.idea, ends_on=None, manager_pay=20_000, if_off="equal")
    actions.will_last(club.project, what="The cookbook", owner=club.partner(3))
    drawn = actions.draw(club.project, by=None, at=now)
    assert drawn.words.splitlines() == [
        "Fourth Street Supper Club: what we agreed",
        "Between Knolls Cheese Bar, Fourth St Wine and Petal & Stem.",
        "Cheese, wine and flowers, four evenings.",
        "Knolls Cheese Bar puts in: Evenings (20 hours).",
        "Fourth St Wine puts in: Evenings (16 hours).",
        "Petal & Stem puts in: Evenings (6 hours).",
        "Knolls Cheese Bar manages, and gets $200 for it before anything is shared.",
        "From what comes in, what each laid out for this project is paid back first. The rest is shared like this.",
        "Each first gets what she would have made alone: Knolls Cheese Bar $2,100, Fourth St Wine $2,300, Petal & Stem $500.",
        "What is over is shared by what each adds (the Shapley value), in the proportion of: "
        "Knolls Cheese Bar $916.67, Fourth St Wine $916.67, Petal & Stem $666.66.",
        "If there is less than all would have made alone, each gets the same fraction of that. "
        "A loss is borne in the proportion of the extra.",
        "An example: if $7,400 is left, Knolls Cheese Bar gets $3,016.67, Fourth St Wine gets $3,216.67, Petal & Stem gets $1,166.66.",
        "An example: if $3,700 is left, Knolls Cheese Bar gets $1,585.71, Fourth St Wine gets $1,736.74, Petal & Stem gets $377.55.",
        "What lasts: Photos of the evenings. It belongs to all of us together.",
        "What lasts: The list of guests who wish to be asked again. It belongs to all of us together.",
        "What lasts: The cookbook. It belongs to Petal & Stem.",
        "If it is called off: What came in and what was paid so far is shared equally.",
        "If one of us leaves midway, this paper is opened again, and those who stay sign anew. What she laid out is paid back to her.",
    ]
    text = drawn.words + "\n" + json.dumps(drawn.terms, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert drawn.sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert paper.share(drawn.terms, 740_000) == {1: 301_667, 2: 321_667, 3: 116_666}


def test_when_all_have_signed_the_deal_stands_and_what_each_puts_in_is_promised(club: Club, now: datetime) -> None:
    answer_all(club, now)
    drawn = actions.draw(club.project, by=None, at=now)
    for number in (1, 2):
        actions.sign(drawn, club.partner(number), person=None, by=None, at=now)
    club.project.refresh_from_db()
    assert (club.project.state, Promise.objects.count()) == ("draft", 0)
    actions.sign(drawn, club.partner(3), person=None, by=None, at=now)
    club.project.refresh_from_db()
    assert club.project.state == "agreed"
    inputs = Promise.objects.filter(what="Evenings").values_list("by", "to").order_by("pk")
    assert list(inputs) == [(club.cheese.pk, None), (club.wine.pk, club.cheese.pk), (club.flowers.pk, club.cheese.pk)]


def test_nobody_signs_twice(club: Club, now: datetime) -> None:
    answer_all(club, now)
    drawn = actions.draw(club.project, by=None, at=now)
    actions.sign(drawn, club.partner(1), person=None, by=None, at=now)
    with pytest.raises(actions.Refused, match=r"You have signed this already\."):
        actions.sign(drawn, club.partner(1), person=None, by=None, at=now)


def test_a_number_changed_after_the_paper_was_drawn_needs_a_new_paper(club: Club, now: datetime) -> None:
    answer_all(club, now)
    drawn = actions.draw(club.project, by=None, at=now)
    actions.sign(drawn, club.partner(1), person=None, by=None, at=now)
    row = Figure.objects.get(project=club.project, kind="together")
    actions.settle_on(club.project, row, amount=800_000, seen=1)
    with pytest.raises(actions.Refused, match=r"Something changed since this paper was drawn\."):
        actions.sign(drawn, club.partner(2), person=None, by=None, at=now)
    again = actions.draw(club.project, by=None, at=now)
    with pytest.raises(actions.Refused, match=r"There is a newer paper\."):
        actions.sign(drawn, club.partner(2), person=None, by=None, at=now)
    assert (again.number, Signature.objects.filter(agreement=again).count()) == (2, 0)


@pytest.mark.parametrize("change", [{"words": "All to me."}, {"terms": {}}, {"sha256": "0" * 64}, {"rule": "equal"}])
def test_a_paper_cannot_be_edited_not_even_past_the_house(club: Club, now: datetime, change: dict[str, object]) -> None:
    answer_all(club, now)
    drawn = agree(club, now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Agreement.objects.filter(pk=drawn.pk).update(**change)
    drawn.refresh_from_db()
    assert drawn.is_as_drawn


def test_a_signature_is_under_its_own_paper(club: Club, now: datetime) -> None:
    answer_all(club, now)
    drawn = actions.draw(club.project, by=None, at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Signature.objects.create(agreement=drawn, partner=club.partner(1), sha256="0" * 64, at=now)


def test_a_paper_that_is_not_as_it_was_drawn_is_not_signed(club: Club, now: datetime) -> None:
    answer_all(club, now)
    drawn = actions.draw(club.project, by=None, at=now)
    other = Agreement(project=club.project, number=9, rule="equal", deal_version=drawn.deal_version, words="All to me.", terms={})
    other.sha256, other.drawn_at = drawn.sha256, now
    Agreement.objects.filter(pk=drawn.pk).update(replaced_at=now)
    other.save()
    with pytest.raises(actions.Refused, match="no longer as it was drawn"):
        actions.sign(other, club.partner(1), person=None, by=None, at=now)


def test_a_deal_that_stands_is_changed_only_after_opening_it_and_all_sign_anew(club: Club, now: datetime) -> None:
    answer_all(club, now)
    agree(club, now)
    row = Figure.objects.get(project=club.project, kind="together")
    with pytest.raises(actions.Refused, match=r"The deal stands as it was signed\."):
        actions.settle_on(club.project, row, amount=1, seen=1)
    with pytest.raises(actions.Refused, match=r"The deal stands as it was signed\."):
        actions.put_in(club.project, club.partner(1), kind="space", what="Room", due_at=now + timedelta(days=1), at=now)
    actions.reopen(club.project, by=None, at=now)
    assert set(Promise.objects.filter(what="Evenings").values_list("state", flat=True)) == {"released"}
    actions.settle_on(club.project, row, amount=800_000, seen=1)
    agree(club, now)
    assert club.project.state == "agreed"
    assert Promise.objects.filter(what="Evenings", state="open").count() == 3


def test_whoever_would_get_less_than_alone_must_allow_it_in_her_own_words(club: Club, now: datetime) -> None:
    answer_all(club, now)
    actions.choose_rule(club.project, "own", own={1: 2000, 2: 5000, 3: 3000})
    with pytest.raises(actions.Refused, match=r"By this split Knolls Cheese Bar would get less than alone\."):
        actions.draw(club.project, by=None, at=now)
    with pytest.raises(actions.Refused, match=r"Please say so in your own words\."):
        actions.give_leave(club.project, club.partner(1), words=" ", at=now)
    actions.give_leave(club.project, club.partner(1), words="I do it for the street.", at=now)
    drawn = actions.draw(club.project, by=None, at=now)
    assert "Knolls Cheese Bar knows that she gets less than alone, and wrote: “I do it for the street.”" in drawn.words


def test_her_leave_is_gone_when_a_number_changes(club: Club, now: datetime) -> None:
    answer_all(club, now)
    actions.choose_rule(club.project, "own", own={1: 2000, 2: 5000, 3: 3000})
    actions.give_leave(club.project, club.partner(1), words="I do it for the street.", at=now)
    actions.settle_on(club.project, Figure.objects.get(project=club.project, kind="together"), amount=700_000, seen=1)
    with pytest.raises(actions.Refused, match="would get less than alone"):
        actions.draw(club.project, by=None, at=now)


def test_rivals_sign_without_a_figure(cast: Cast, club: Club, now: datetime) -> None:
    rival = seat(cast.node, "Corner Wine", "wine_shop", cast.stranger)
    actions.ask(club.project, rival, by=None, at=now)
    club.project.refresh_from_db()
    actions.choose_rule(club.project, "hours")
    drawn = actions.draw(club.project, by=None, at=now)
    assert "alone: " not in drawn.words
    assert [row["floor"] for row in drawn.terms["partners"]] == [0, 0, 0, 0]
    assert "Some of us serve the same need, so nobody told the others her figures." in drawn.words
    assert paper.share(drawn.terms, 42_000) == {1: 20_000, 2: 16_000, 3: 6_000, 4: 0}


def test_with_a_regulated_trade_the_database_too_refuses_a_share_of_customers_brought(cast: Cast, club: Club, now: datetime) -> None:
    actions.ask(club.project, seat(cast.node, "Knolls Title", "title_company", cast.stranger), by=None, at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Agreement.objects.create(
            project=club.project, number=1, rule="fair", has_bound_hands=True, deal_version=1, words="", terms={}, sha256="", drawn_at=now
        )


def test_a_split_by_hours_without_hours_is_refused(club: Club, now: datetime) -> None:
    for row in Input.objects.filter(project=club.project):
        actions.take_back(club.project, row)
    answer_all(club, now)
    actions.choose_rule(club.project, "hours")
    with pytest.raises(actions.Refused, match=r"Nobody has put in hours yet\."):
        actions.draw(club.project, by=None, at=now)


def test_before_the_numbers_are_in_nothing_is_drawn(club: Club, now: datetime) -> None:
    with pytest.raises(actions.Refused, match=r"The numbers are not in yet\."):
        actions.draw(club.project, by=None, at=now)
    assert queries.agreement(club.project) is None
