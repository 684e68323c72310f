"""Finding somebody: by name, trade, service or ZIP, with typing errors, and by what a customer needs."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from betterpie.members import actions, queries
from betterpie.members.actions import Profile
from betterpie.members.models import Business, Word
from betterpie.members.queries import Wanted
from betterpie.members.views.base import line, place
from tests.conftest import DAILY, NOW, Cast, SignIn, listed, seat


def found(cast: Cast, text: str = "", **wanted: object) -> list[str]:
    """The names that a search finds, best first."""
    ids = list(queries.search(cast.node, Wanted(text=text, **wanted), at=NOW).members)  # type: ignore[arg-type]
    rows = queries.rows(ids)
    return [rows[pk].name for pk in ids]


def helped(cast: Cast, text: str) -> list[tuple[str, list[str]]]:
    """The trades that answer a need, each with the names of those who have it."""
    answers = queries.search(cast.node, Wanted(text=text), at=NOW).answers
    rows = queries.rows([pk for answer in answers for pk in answer.members])
    return [(answer.trade, [rows[pk].name for pk in answer.members]) for answer in answers]


def test_without_words_everybody_is_there_by_name(cast: Cast) -> None:
    assert found(cast) == ["Bluff Park Vet", "Knolls Cheese", "Maya's Good Dogs", "Seaside Canine"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("bluff", ["Bluff Park Vet"]),
        ("mayas", ["Maya's Good Dogs"]),
        ("Maya’s", ["Maya's Good Dogs"]),
        ("dog", ["Maya's Good Dogs", "Seaside Canine"]),
        ("dog tr", ["Maya's Good Dogs", "Seaside Canine"]),
        ("rescue", ["Maya's Good Dogs"]),
        ("dog evenings", ["Maya's Good Dogs"]),
        ("the cheese", ["Knolls Cheese"]),
        ("90807 vet", ["Bluff Park Vet"]),
        ("cheese dog", []),
    ],
)
def test_words_find_by_their_beginnings_and_all_of_them_count(text: str, names: list[str], cast: Cast) -> None:
    assert found(cast, text) == names


def test_a_name_stands_before_a_trade_and_a_trade_before_a_service(cast: Cast) -> None:
    listed(cast.node, "Walks", "pet_sitter", services="we also know cheese")
    assert found(cast, "cheese") == ["Knolls Cheese", "Walks"]


@pytest.mark.parametrize(
    ("text", "read_as", "names"),
    [
        ("chesee", "cheese", ["Knolls Cheese"]),
        ("vetrinarian", "veterinarian", ["Bluff Park Vet"]),
        ("seeside", "seaside", ["Seaside Canine"]),
        ("trainers", "trainer", ["Maya's Good Dogs", "Seaside Canine"]),
        ("xyzzyxq", "", []),
    ],
)
def test_typing_errors_are_forgiven_and_it_says_so(text: str, read_as: str, names: list[str], cast: Cast, as_person: SignIn) -> None:
    result = queries.search(cast.node, Wanted(text=text), at=NOW)
    assert (found(cast, text), result.read_as) == (names, read_as)
    page = as_person(cast.ortiz).get("/bixby/members/", {"q": text}).content.decode()
    assert (f"Showing results for <b>{read_as}</b>" in page) is bool(read_as)


def test_a_customers_words_find_the_trade_that_helps(cast: Cast) -> None:
    listed(cast.node, "Pacific Pipes", "plumber")
    assert helped(cast, "toilet is overflowing") == [("plumber", ["Pacific Pipes"])]
    assert [trade for trade, _names in helped(cast, "my puppy chews everything")][:1] == ["dog_trainer"]


def test_who_joined_stands_before_who_is_only_listed(cast: Cast) -> None:
    listed(cast.node, "Aardvark Pipes", "plumber")
    seat(cast.node, "Zebra Pipes", "plumber", cast.sam)
    assert helped(cast, "toilet is overflowing") == [("plumber", ["Zebra Pipes", "Aardvark Pipes"])]


def test_filters_narrow_what_words_found(cast: Cast) -> None:
    assert found(cast, "dog", trade="veterinarian") == []
    assert found(cast, trade="dog_trainer") == ["Maya's Good Dogs", "Seaside Canine"]
    assert found(cast, tier="guest") == ["Knolls Cheese"]
    assert found(cast, zip="90807") == ["Bluff Park Vet", "Knolls Cheese", "Maya's Good Dogs", "Seaside Canine"]
    assert found(cast, zip="10001") == []
    Business.objects.filter(seats=cast.vet).update(price_level=3)
    assert found(cast, price=3) == ["Bluff Park Vet"]


def test_open_now_asks_the_clock_of_the_place(cast: Cast) -> None:
    Business.objects.filter(seats=cast.vet).update(hours={"tue": [["12:00", "13:00"]]})
    Business.objects.filter(seats=cast.guest).update(hours={})
    assert found(cast, is_open=True) == ["Maya's Good Dogs", "Seaside Canine"]
    assert found(cast, "dog", is_open=True) == ["Maya's Good Dogs", "Seaside Canine"]
    late = list(queries.search(cast.node, Wanted(is_open=True), at=NOW + timedelta(hours=12)).members)
    assert late == []


def test_a_changed_business_is_found_by_its_new_words_only(cast: Cast) -> None:
    actions.describe(cast.guest.business, Profile(name="Brie and Co", trades=["cheese_shop"]), by=None, at=NOW)
    assert (found(cast, "brie"), found(cast, "knolls")) == (["Brie and Co"], [])


def test_who_left_is_not_found(cast: Cast) -> None:
    actions.leave(cast.rival, by=cast.sam, at=NOW)
    assert (found(cast, "seaside"), "Seaside Canine" in found(cast)) == ([], False)


def test_another_node_is_never_searched(cast: Cast) -> None:
    assert found(cast, "shore") == []


def test_letters_that_mean_something_to_a_database_mean_nothing(cast: Cast, as_person: SignIn) -> None:
    client = as_person(cast.ortiz)
    for text in ("%", "_", "'", '"', "\\", "\0", "🐶", "a" * 500, "('", "*", "dog%"):
        assert client.get("/bixby/members/", {"q": text}).status_code == 200
    for query in ({"page": "x"}, {"page": "999999"}, {"price": "nine"}, {"tier": "king"}, {"trade": "no_such"}):
        assert client.get("/bixby/members/", query).status_code == 200


def test_htmx_gets_the_results_and_a_plain_form_the_page(cast: Cast, as_person: SignIn) -> None:
    client = as_person(cast.ortiz)
    whole = client.get("/bixby/members/", {"q": "dog"})
    part = client.get("/bixby/members/", {"q": "dog"}, headers={"HX-Request": "true"})
    again = client.get("/bixby/members/", {"q": "dog"}, headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert ["<html" in answer.content.decode() for answer in (whole, part, again)] == [True, False, True]
    assert ["Seaside Canine" in answer.content.decode() for answer in (whole, part, again)] == [True, True, True]
    assert "HX-Request" in whole["Vary"]


@pytest.mark.parametrize(
    ("query", "asked"), [({}, 6), ({"q": "90807"}, 6), ({"q": "chesee"}, 9), ({"q": "toilet is overflowing"}, 8), ({"open": "on"}, 7)]
)
def test_the_directory_asks_the_same_few_questions_however_many_are_there(
    query: dict[str, str], asked: int, cast: Cast, as_person: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("betterpie.house.middleware.timezone.now", lambda: NOW)
    client = as_person(cast.ortiz)
    for name in ("Pacific Pipes", "Dog Pipes", "More Pipes"):
        counted = CaptureQueriesContext(connection)
        listed(cast.node, name, "plumber")
        with counted:
            assert client.get("/bixby/members/", query).status_code == 200
        assert len(counted) == asked, "\n".join(each["sql"] for each in counted)


def test_a_line_says_trade_way_and_until_when_it_is_open(cast: Cast, as_person: SignIn) -> None:
    far = actions.list_business(cast.node, Profile(name="Far", trades=["florist"], zip="90210", hours=DAILY), by=None, at=NOW)
    (row,) = queries.rows([far.pk]).values()
    assert line(row, node=cast.node, near=place(cast.vet), at=NOW).meta == "Florist · 23 miles · open until 5 pm"


def test_a_beginning_is_a_range_of_bytes_in_whatever_language_the_database_sorts(cast: Cast) -> None:
    words = ["ca", "cab", "cabz", "cac", "cz", "ch", "chorizo", "cab中文", "cab9", "c", "d", "CAB"]
    Word.objects.filter(node=cast.node).delete()
    Word.objects.bulk_create(Word(node=cast.node, member=cast.vet, word=word) for word in words)

    def beginning(letters: str) -> set[str]:
        return set(Word.objects.filter(node=cast.node, word__begins=letters).values_list("word", flat=True))

    assert beginning("cab") == {"cab", "cabz", "cab中文", "cab9"}
    assert beginning("c") == set(words) - {"d", "CAB"}
    assert beginning("ch") == {"ch", "chorizo"}
    assert beginning("cab中") == {"cab中文"}
