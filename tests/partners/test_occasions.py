"""A steward reads, corrects and extends what is known of occasions; the last good one stays."""

from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from betterpie.journal.models import Entry
from betterpie.partners import actions, queries
from betterpie.partners.forms import EXAMPLE
from betterpie.partners.models import Occasions
from tests.conftest import Cast, SignIn, seat

HEAD = "occasion,people,how_often,asked,step,needed_by,weeks,trades,after,sign,source\n"
GOOD = HEAD + "dog parade,people at the dog parade,often,always,a bow,most,1,dog_trainer,,,\n,,,,cheese after it,most,2,cheese_shop,,,\n"
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


def test_the_steward_corrects_a_shipped_one_and_goes_back(cast: Cast, as_person: SignIn) -> None:
    browser = as_person(cast.steward)
    puppy = next(row for row in queries.known(cast.node.pk, words="puppy class") if "dog" in row.occasion.people)
    address = reverse("partners:occasion", args=["bixby"]) + f"?name={puppy.occasion.name}"
    text = puppy.text.replace(puppy.occasion.people, "families with a wolf")
    answer = browser.post(address, {"text": text.replace("\n", "\r\n")})
    assert answer.status_code == 302
    found = queries.the_occasion(cast.node.pk, puppy.occasion.name)
    assert found is not None
    assert (found.occasion.people, found.is_own, found.is_shipped) == ("families with a wolf", True, True)
    browser.post(reverse("partners:occasion_end", args=["bixby"]), {"name": puppy.occasion.name})
    found = queries.the_occasion(cast.node.pk, puppy.occasion.name)
    assert found is not None
    assert (found.occasion.people, found.is_own) == (puppy.occasion.people, False)


def test_the_example_of_a_new_one_is_fit(cast: Cast, now: datetime) -> None:
    assert actions.change_occasion(cast.node, "", EXAMPLE, by=None, at=now) == "the lantern walk"
    assert [one.name for one in queries.own_occasions(cast.node.pk)] == ["the lantern walk"]


def test_a_renamed_one_takes_the_place_of_its_old_self(cast: Cast, now: datetime) -> None:
    actions.change_occasion(cast.node, "", EXAMPLE, by=None, at=now)
    actions.change_occasion(cast.node, "the lantern walk", EXAMPLE.replace("the lantern walk", "lantern day"), by=None, at=now)
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
