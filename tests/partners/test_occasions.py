"""A steward reads, corrects and extends what is known of occasions; the last good one stays."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from betterpie.journal.models import Entry
from betterpie.kernel.matching import Occasion, Step
from betterpie.partners import actions, queries
from betterpie.partners.models import Occasions
from tests.conftest import Cast, SignIn, seat

HEAD = "occasion,people,how_often,asked,step,needed_by,weeks,trades,after,sign,source\n"
GOOD = HEAD + "dog parade,people at the dog parade,often,always,a bow,most,1,dog_trainer,,,\n,,,,cheese after it,most,2,cheese_shop,,,\n"
WALK = Occasion(
    "the lantern walk",
    "families who come to the lantern walk",
    "sometimes",
    "some",
    (
        Step("a lantern", ("gift_shop",), 1, 3, sign="children ask for one"),
        Step("something hot on the way", ("coffee_shop", "bakery"), 4, 4, "some", after="a lantern", source="the choir"),
    ),
)
ONE = "partners:occasion"
BAD = {
    "a loop": (HEAD + "x,y,often,some,a,most,1,florist,b,,\n,,,,b,most,1,bakery,a,,\n", "Line 2: the steps go in a loop"),
    "an unknown trade": (HEAD + "x,y,often,some,a,most,1,florst,,,\n,,,,b,most,1,bakery,,,\n", "did you mean “florist”?"),
    "a duplicate": (GOOD + GOOD.removeprefix(HEAD), "Line 4: the occasion “dog parade” is there already, on line 2"),
    "no columns": ("hello", "a column is missing"),
    "nothing": (HEAD, "there is no occasion in the file"),
    "a cell without end": (HEAD + '"' + "x" * 140_000, "the file can't be read"),
}


def test_a_nodes_own_occasion_joins_those_whom_nothing_joined(cast: Cast, now: datetime) -> None:
    cheese = seat(cast.node, "Brie & Co", "cheese_shop", cast.steward)
    before = queries.board(cast.node.pk).need(cast.trainer.pk, cheese.pk)
    actions.change_occasions(cast.node, GOOD, by=cast.steward.pk, at=now)
    here = queries.board(cast.node.pk)
    assert here.need(cast.trainer.pk, cheese.pk) > before
    assert here.between(cast.trainer.pk, cheese.pk).reasons[0].text.startswith("You both see people at the dog parade")
    assert queries.own_text(cast.other_node.pk) == ""
    assert [entry.kind for entry in Entry.objects.filter(kind="partners.OccasionsChanged")] == ["partners.OccasionsChanged"]


@pytest.mark.parametrize("bad", BAD)
def test_an_unfit_file_is_refused_with_line_and_reason_and_the_last_good_one_stays(
    cast: Cast, now: datetime, as_person: SignIn, bad: str
) -> None:
    actions.change_occasions(cast.node, GOOD, by=None, at=now)
    text, reason = BAD[bad]
    file = SimpleUploadedFile("mine.csv", text.encode())
    page = as_person(cast.steward).post(reverse("partners:occasions_file", args=["bixby"]), {"file": file})
    assert page.status_code == 422
    assert any(reason in problem for problem in page.context["problems"])
    assert (queries.own_text(cast.node.pk), Occasions.objects.count()) == (GOOD, 1)


def sent(occasion: Occasion, *, shown: int = 0, **more: str) -> dict[str, Any]:
    """What the browser sends for this occasion where the page showed `shown` of its steps before."""
    steps = {
        f"steps-{place}-{name}": "; ".join(value) if name == "trades" else str(value)
        for place, step in enumerate(occasion.steps)
        for name in ("name", "trades", "first", "last", "needed_by", "after", "sign", "source")
        for value in [getattr(step, name)]
    }
    head = {name: getattr(occasion, name) for name in ("name", "people", "how_often", "asked")}
    count = {"steps-TOTAL_FORMS": str(len(occasion.steps)), "steps-INITIAL_FORMS": str(shown)}
    return head | steps | count | more


def test_the_steward_corrects_a_shipped_one_and_goes_back(cast: Cast, as_person: SignIn) -> None:
    browser = as_person(cast.steward)
    puppy = next(row.occasion for row in queries.known(cast.node.pk, words="puppy class") if "dog" in row.occasion.people)
    address = reverse(ONE, args=["bixby"]) + f"?name={puppy.name}"
    shown = len(puppy.steps)
    assert browser.post(address, sent(puppy, shown=shown)).status_code == 302
    assert Occasions.objects.count() == 0  # nothing was changed
    answer = browser.post(address, sent(replace(puppy, people="families with a wolf"), shown=shown, **{"steps-1-DELETE": "on"}))
    assert answer.status_code == 302
    found = queries.the_occasion(cast.node.pk, puppy.name)
    assert found is not None
    assert found.occasion == replace(puppy, people="families with a wolf", steps=(puppy.steps[0], *puppy.steps[2:]))
    assert (found.is_own, found.is_shipped) == (True, True)
    browser.post(reverse("partners:occasion_end", args=["bixby"]), {"name": puppy.name})
    found = queries.the_occasion(cast.node.pk, puppy.name)
    assert found is not None
    assert (found.occasion, found.is_own) == (puppy, False)


def test_a_new_one_is_written_down_by_the_names_of_trades(cast: Cast, as_person: SignIn) -> None:
    said = sent(WALK, **{"steps-TOTAL_FORMS": "3", "steps-2-needed_by": "most", "steps-0-trades": "Gift shop; ", "steps-1-last": ""})
    answer = as_person(cast.steward).post(reverse(ONE, args=["bixby"]), said)
    assert answer.status_code == 302
    assert queries.own_occasions(cast.node.pk) == (WALK,)


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"steps-1-trades": "florst"}, "We don\u2019t know|We don&#x27;t know “florst”"),
        ({"steps-1-name": "a lantern"}, "Two steps are called “a lantern”"),
        ({"steps-1-after": "a dragon"}, "which isn&#x27;t a step of"),
        ({"steps-0-after": "something hot on the way"}, "in a loop"),
        ({"steps-0-first": "5"}, "It would end before it begins."),
        ({"steps-0-first": "-1"}, "greater than or equal to 0"),
        ({"steps-TOTAL_FORMS": "1"}, "Two steps at least"),
        ({"people": ""}, "This field is required"),
        ({"name": "A new dog"}, "There is an occasion of that name already"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_typed_is_lost(cast: Cast, as_person: SignIn, wrong: dict[str, str], reason: str) -> None:
    answer = as_person(cast.steward).post(reverse(ONE, args=["bixby"]), sent(WALK, **wrong))
    page = answer.content.decode()
    assert (answer.status_code, Occasions.objects.count()) == (422, 0)
    assert any(each in page for each in reason.split("|"))
    assert "children ask for one" in page


def test_a_renamed_one_takes_the_place_of_its_old_self(cast: Cast, now: datetime) -> None:
    actions.change_occasion(cast.node, "", WALK, by=None, at=now)
    actions.change_occasion(cast.node, "the lantern walk", replace(WALK, name="lantern day"), by=None, at=now)
    assert [one.name for one in queries.own_occasions(cast.node.pk)] == ["lantern day"]


def test_what_is_taken_away_as_a_file_comes_back_the_same(cast: Cast, now: datetime, as_person: SignIn) -> None:
    actions.change_occasions(cast.node, GOOD, by=None, at=now)
    before = queries.knowledge_of(queries.own_text(cast.node.pk)).occasions
    browser = as_person(cast.steward)
    file = browser.get(reverse("partners:occasions_file", args=["bixby"])).content
    answer = browser.post(reverse("partners:occasions_file", args=["bixby"]), {"file": SimpleUploadedFile("a.csv", file)})
    assert answer.status_code == 302
    assert queries.knowledge_of(queries.own_text(cast.node.pk)).occasions == before


def test_nothing_changed_is_no_fact(cast: Cast, now: datetime) -> None:
    actions.change_occasions(cast.node, GOOD, by=None, at=now)
    actions.change_occasions(cast.node, GOOD, by=None, at=now)
    assert Occasions.objects.count() == 1


def test_the_pages_open_for_the_steward_alone(cast: Cast, as_person: SignIn) -> None:
    for name in ("occasions", "occasion", "occasions_file"):
        address = reverse(f"partners:{name}", args=["bixby"])
        assert (as_person(cast.steward).get(address).status_code, as_person(cast.maya).get(address).status_code) == (200, 404)
    missing = as_person(cast.steward).get(reverse("partners:occasion", args=["bixby"]) + "?name=no such")
    assert missing.status_code == 404
    found = as_person(cast.steward).get(reverse("partners:occasions", args=["bixby"]) + "?q=zzqq").content.decode()
    assert "No occasion has these words" in found
