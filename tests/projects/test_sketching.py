"""A page to play on with made-up partners: nothing is kept, everything is told."""

import re
from datetime import datetime
from itertools import combinations
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.http import HttpResponse
from django.urls import reverse

from betterpie.journal.models import Entry
from betterpie.members.models import Member, Steward
from betterpie.people.models import Person
from betterpie.projects import queries
from betterpie.projects.models import Figure, Partner, Project
from betterpie.projects.queries import Sketch
from tests.conftest import Cast, SignIn, seat
from tests.projects.test_project_pages import words

THREE = Sketch(
    names={1: "Cheese", 2: "Wine", 3: "Flowers"},
    alone={1: 210_000, 2: 230_000, 3: 50_000},
    extras={(1, 2): 150_000, (1, 3): 40_000, (2, 3): 60_000},
)
TYPED = {
    "rows": 3, "name_1": "Cheese", "name_2": "Wine", "name_3": "Flowers", "alone_1": "2100", "alone_2": "$2,300", "alone_3": "500",
    "with_1_2": "1500", "with_1_3": "400", "with_2_3": "600",
}  # fmt: skip


def told(answer: HttpResponse) -> str:
    """What a reader reads."""
    return " ".join(re.sub(r"<[^>]+>", " ", words(answer.content)).split())


def there(cast: Cast, **typed: object) -> str:
    """The page with something typed into it."""
    return reverse("projects:play", args=[cast.node.slug]) + (f"?{urlencode(typed)}" if typed else "")


def test_each_has_what_she_makes_alone_and_half_of_each_extra() -> None:
    found = queries.sketched(THREE)
    assert found is not None
    assert found.shares == {1: 305_000, 2: 335_000, 3: 100_000}
    assert (found.deal.together, found.deal.gain, found.deal.holds, found.deal.misfits) == (740_000, 250_000, True, [])


def test_who_is_out_has_what_she_makes_alone_and_her_extras_are_gone() -> None:
    before = queries.sketched(THREE)
    found = queries.sketched(Sketch(names=THREE.names, alone=THREE.alone, extras=THREE.extras, out=frozenset([3])))
    assert found is not None
    assert before is not None
    assert found.shares == {1: 285_000, 2: 305_000, 3: 50_000}
    assert {row: found.shares[row] - before.shares[row] for row in found.shares} == {1: -20_000, 2: -30_000, 3: -50_000}


def test_somebody_new_changes_the_others_by_half_of_what_she_creates_with_each() -> None:
    before = queries.sketched(THREE)
    names, alone, extras = {**THREE.names, 4: "Band"}, {**THREE.alone, 4: 30_000}, {**THREE.extras, (1, 4): 20_000, (2, 4): -4_000}
    found = queries.sketched(Sketch(names=names, alone=alone, extras=extras))
    assert found is not None
    assert before is not None
    assert {row: found.shares[row] - before.shares[row] for row in before.shares} == {1: 10_000, 2: -2_000, 3: 0}
    assert found.shares[4] == 38_000


def test_one_alone_is_no_deal() -> None:
    assert queries.sketched(Sketch(names={1: "Cheese"}, alone={1: 5}, extras={})) is None


def test_where_the_pie_shrinks_the_page_says_what_would_have_to_change(cast: Cast, as_person: SignIn) -> None:
    page = words(as_person(cast.maya).get(there(cast, **TYPED | {"with_1_2": "-3000"})).content)
    assert "Apart you’d make $2,000 more" in page
    assert "Without Cheese the others would do $2,600 better" in page


def test_the_page_opens_with_an_example_that_adds_up(cast: Cast, as_person: SignIn) -> None:
    page = told(as_person(cast.maya).get(there(cast)))
    assert "Here is an example: change any of it." in page
    assert "Together about $7,400; apart about $4,900." in page
    assert "Cheese shop $2,100 $3,050" in page


def test_changes_are_told_against_the_first_numbers_and_nothing_is_kept(cast: Cast, as_person: SignIn) -> None:
    client, counts = as_person(cast.maya), (Project, Partner, Figure, Entry)
    before = [model.objects.count() for model in counts]
    page = told(client.get(there(cast, **TYPED, out_3="on", was=urlencode(TYPED))))
    assert "The extra shrinks by $1,000" in page
    assert "Cheese $2,100 $2,850 −$200" in page
    assert "Flowers out $500 $500 −$500" in page
    assert [model.objects.count() for model in counts] == before


def test_the_members_of_the_group_are_known_by_name_and_the_fourth_is_named(
    cast: Cast, shops: list[tuple[Member, Person]], as_person: SignIn
) -> None:
    seat(cast.node, "Long Table", "caterer", cast.sam)
    typed = TYPED | {"name_1": "knolls cheese bar", "name_2": "Fourth St Wine", "name_3": "Petal & Stem"}
    answer = as_person(shops[0][1]).get(there(cast, **typed))
    found = {name: url for name, _why, url in answer.context["would_help"]}
    assert "Long Table" in found
    added = parse_qs(urlsplit(found["Long Table"]).query)
    assert (added["rows"], added["name_4"], added["alone_1"]) == (["4"], ["Long Table"], ["2100"])
    begun = parse_qs(urlsplit(answer.context["begin_url"]).query)
    assert begun == {"with": [str(shops[1][0].pk), str(shops[2][0].pk)]}


def test_where_nobody_else_suits_them_it_is_too_early_to_say(cast: Cast, shops: list[tuple[Member, Person]], as_person: SignIn) -> None:
    Member.objects.exclude(pk__in=[member.pk for member, _person in shops]).delete()
    names = {"name_1": "Knolls Cheese Bar", "name_2": "Fourth St Wine", "name_3": "Petal & Stem"}
    called, made_up = (words(as_person(shops[0][1]).get(there(cast, **typed)).content) for typed in (TYPED | names, TYPED))
    choose = "Choose two or more members of your group above"
    assert [(choose in page, "Too early to say." in page) for page in (called, made_up)] == [(False, True), (True, False)]


def test_the_page_says_what_rivals_and_the_regulated_could_sign(cast: Cast, shops: list[tuple[Member, Person]], as_person: SignIn) -> None:
    seat(cast.node, "Corner Wine", "wine_shop", cast.sam)
    seat(cast.node, "Oak Escrow", "escrow_company", cast.sam)
    typed = TYPED | {"name_1": "Corner Wine", "name_2": "Fourth St Wine", "name_3": "Oak Escrow"}
    page = words(as_person(shops[0][1]).get(there(cast, **typed)).content)
    assert "Corner Wine and Fourth St Wine serve the same need" in page
    assert "The law of a trade of Oak Escrow lets nobody pay for customers sent" in page


def test_a_project_begins_with_those_who_were_chosen(cast: Cast, shops: list[tuple[Member, Person]], as_person: SignIn) -> None:
    (cheese, kim), (wine, _will), (flowers, _flora) = shops
    there = reverse("projects:new", args=[cast.node.slug]) + f"?with={wine.pk}&with={flowers.pk}&with=999999&with=x"
    client = as_person(kim)
    assert "Ask these to take part, by mail" in words(client.get(there).content)
    client.post(there, {"name": "Supper club", "shape": "", "idea": "", "ends_on": "", "ask": [str(flowers.pk)]})
    project = Project.objects.get()
    assert [one.member_id for one in queries.partners(project)] == [cheese.pk, flowers.pk]


def test_a_steward_without_a_business_plays_too(cast: Cast, now: datetime, as_person: SignIn) -> None:
    person = Person.objects.create_user("steward.only@example.com", name="Sten")
    Steward.objects.create(node=cast.node, person=person, since=now)
    page = words(as_person(person).get(there(cast)).content)
    assert "Try it with made-up numbers" in page
    assert "Begin a project with them" not in page


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({"rows": "99999999999"}, 200), ({"rows": "-1"}, 200), ({"rows": "٣"}, 200), ({"rows": "2", "alone_1": "lots"}, 422),
        ({"rows": "2", "alone_1": "nan", "alone_2": "1e99"}, 422), ({"rows": "2", "was": "rows=2&alone_1=lots"}, 200),
        ({"rows": "8", "add": "1"}, 200), ({"rows": "2", "name_1": "\u202e", "alone_1": "-5"}, 422),
    ],
)  # fmt: skip
def test_whatever_is_typed_the_page_answers(cast: Cast, as_person: SignIn, typed: dict[str, str], status: int) -> None:
    assert as_person(cast.maya).get(there(cast, **typed)).status_code == status


def test_eight_can_play_in_one_breath(cast: Cast, as_person: SignIn) -> None:
    rows = range(1, 9)
    typed: dict[str, object] = {"rows": 8} | {f"alone_{row}": 100 * row for row in rows}
    typed |= {f"with_{one}_{other}": 10 for one, other in combinations(rows, 2)}
    page = words(as_person(cast.maya).get(there(cast, **typed)).content)
    assert "A fair split of the extra $280" in page
