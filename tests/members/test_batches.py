"""A list comes in: columns, preview, answers, in, and out again."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from betterpie.journal.facts import Tells
from betterpie.journal.models import Entry
from betterpie.members import actions as members
from betterpie.members.actions import Refused
from betterpie.members.actions import batches as actions
from betterpie.members.imports import read_pasted
from betterpie.members.imports.work import laid_out, work
from betterpie.members.models import Batch, BatchRow, Business, Invitation, Member, Node, Word
from betterpie.members.panels import WRITERS
from tests.conftest import NOW, Cast, SignIn

LIST = """Business name,Type,Phone,Address,Zip,BID area
ROSE'S FLOWERS LLC,Florist,562 555 0101,"12 Main St, Long Beach, CA 90807",,Bixby Row
Rose's Flowers,Zxqv,(562) 555-0101,"12 Main St, Long Beach, CA 90807",,Bixby Row
KNOLLS CHEESES,Cheese shop,562-555-0100,4100 Atlantic Ave,90807,
Office Depot #419,Office supplies,562 555 0104,1 Oak St,90807,
,Florist,562 555 0105,2 Oak St,90807,
Iris Garden,Florist,ask me,3 Oak St,90807,
"""


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Path) -> None:
    """Lists of tests lie in a folder of the test's own."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}},
    }


def staged(cast: Cast, text: str = LIST) -> Batch:
    """A list whose columns have been looked at, read and compared."""
    table = read_pasted(text)
    layout = laid_out(table)
    columns = [{"heading": one.heading, "samples": list(one.samples)} for one in layout.columns]
    batch = actions.stage(
        cast.node,
        name="list.csv",
        file=ContentFile(text.encode()),
        is_pasted=True,
        columns=columns,
        mapping=layout.mapping,
        notes=[],
        by=cast.steward,
        at=NOW,
    )
    actions.remap(batch, batch.mapping)
    run()
    batch.refresh_from_db()
    return batch


def run() -> None:
    """Let the background do all that waits."""
    while work(at=NOW):
        pass


def names(node: Node) -> list[str]:
    return sorted(Member.objects.filter(node=node, left_at=None).values_list("business__name", flat=True))


def test_a_list_is_read_folded_compared_and_counted(cast: Cast) -> None:
    batch = staged(cast)
    assert batch.state == Batch.State.READY
    assert batch.figures == {
        "unmapped": batch.figures["unmapped"],
        "narrowed": [],
        "lines": 6,
        "new": 4,
        "folded": 1,
        "stopped": 1,
        "troubles": 2,
        "pairs": 1,
        "sure": batch.figures["sure"],
        "chains": 1,
        "last_line": 7,
        "areas": {"Bixby Row": 1},
    }
    assert [text for text, _count in batch.figures["unmapped"]] == ["Zxqv"]
    pair = batch.rows.get(likely__isnull=False)
    assert (pair.name, pair.twin_id, pair.answer) == ("Knolls Cheeses", cast.guest.business_id, "")
    assert list(batch.rows.exclude(trouble="").values_list("line", "trouble")) == [
        (6, "There is no business name here, so this line stays out."),
        (7, "“ask me” is not a phone number we can read, so it was left out."),
    ]


def test_without_an_answer_nothing_is_merged(cast: Cast) -> None:
    batch = staged(cast)
    actions.apply(batch)
    run()
    assert {"Knolls Cheese", "Knolls Cheeses"} < set(names(cast.node))


def test_what_the_steward_says_is_done(cast: Cast) -> None:
    batch = staged(cast)
    actions.answer(batch, {row.line: "same" for row in batch.rows.filter(likely__isnull=False)})
    actions.decide_trades(batch, {"Zxqv": "gift_shop"})
    actions.arrange_import(batch, leaves_chains_out=True, areas=["Bixby Row", "no such area"])
    actions.apply(batch)
    run()
    batch.refresh_from_db()
    assert (batch.state, batch.figures["listed"], batch.figures["merged"], batch.file.name) == (Batch.State.DONE, 2, 2, "")
    assert set(names(cast.node)) - {"Bluff Park Vet", "Maya's Good Dogs", "Seaside Canine"} == {
        "Iris Garden",
        "Knolls Cheese",
        "Rose's Flowers",
    }
    rose = Business.objects.get(name="Rose's Flowers")
    assert (rose.legal_name, rose.phone, rose.street, rose.city, rose.zip) == (
        "Rose's Flowers LLC", "+15625550101", "12 Main St", "Long Beach", "90807",
    )  # fmt: skip
    assert rose.trade_slugs == ["florist", "gift_shop"]
    area = Node.objects.get(name="Bixby Row")
    assert names(area) == ["Rose's Flowers"]
    assert Word.objects.filter(node=cast.node, word="roses").exists()
    cheese = Business.objects.get(name="Knolls Cheese")
    assert cheese.street == "4100 Atlantic Ave"
    assert Entry.objects.filter(kind="members.ListImported", node=cast.node.pk).get().data == {
        "node": cast.node.pk, "batch": batch.pk, "listed": 2, "merged": 2,
    }  # fmt: skip


def test_undone_it_is_as_it_was(cast: Cast) -> None:
    before = names(cast.node)
    batch = staged(cast)
    actions.answer(batch, {row.line: "same" for row in batch.rows.filter(likely__isnull=False)})
    actions.arrange_import(batch, leaves_chains_out=False, areas=["Bixby Row"])
    actions.apply(batch)
    run()
    batch.refresh_from_db()
    actions.undo(batch)
    run()
    batch.refresh_from_db()
    assert (batch.state, batch.figures["removed"], batch.figures["kept"]) == (Batch.State.UNDONE, 3, 0)
    assert names(cast.node) == before
    assert not Node.objects.filter(name="Bixby Row").exists()
    assert not Business.objects.filter(name__in=["Rose's Flowers", "Iris Garden", "Office Depot #419"]).exists()
    assert Business.objects.get(pk=cast.guest.business_id).street == ""


def test_what_somebody_has_touched_stays(cast: Cast) -> None:
    batch = staged(cast)
    actions.apply(batch)
    run()
    seats = {member.business.name: member for member in Member.objects.filter(node=cast.node).select_related("business")}
    members.join(seats["Rose's Flowers"], person=cast.maya, at=NOW)
    members.invite(seats["Iris Garden"], email="iris@example.com", by=cast.steward, at=NOW)
    Business.objects.filter(name="Office Depot #419").update(blurb="We are a good one.")
    batch.refresh_from_db()
    actions.undo(batch)
    run()
    batch.refresh_from_db()
    assert (batch.figures["removed"], batch.figures["kept"]) == (1, 3)
    assert dict(batch.rows.filter(made__has_key="kept").values_list("name", "made__kept")) == {
        "Rose's Flowers": "owner", "Iris Garden": "deeds", "Office Depot #419": "described",
    }  # fmt: skip
    assert "Knolls Cheeses" not in names(cast.node)


def test_a_business_that_its_owner_looks_after_is_not_written_over(cast: Cast) -> None:
    batch = staged(cast, "Business name,Phone,Address,Zip\nBluff Park Vet,562-555-0100,9 Elm St,90807\n")
    actions.answer_all(batch, at_least=0.5)
    actions.apply(batch)
    run()
    assert Business.objects.get(name="Bluff Park Vet").street == ""


def test_a_list_may_go_in_in_steps_and_is_taken_up_where_it_fell(cast: Cast) -> None:
    batch = staged(cast, "Business name,Zip\n" + "".join(f"Shop Number {'abcdefghij'[at]},9080{at}\n" for at in range(10)))
    actions.apply(batch)
    assert actions.apply_next(batch, at=NOW, limit=4)
    assert Member.objects.filter(node=cast.node, business__name__startswith="Shop").count() == 4
    batch.refresh_from_db()
    while actions.apply_next(batch, at=NOW, limit=4):
        pass
    assert Member.objects.filter(node=cast.node, business__name__startswith="Shop").count() == 10
    assert BatchRow.objects.filter(batch=batch, business__isnull=False).count() == 10


def test_a_list_that_is_in_is_not_read_again(cast: Cast) -> None:
    batch = staged(cast)
    actions.apply(batch)
    run()
    batch.refresh_from_db()
    for verb in (lambda: actions.remap(batch, {"name": [0]}), lambda: actions.apply(batch), lambda: actions.discard(batch)):
        with pytest.raises(Refused, match="Please look again"):
            verb()


def test_a_list_without_a_name_column_is_refused(cast: Cast) -> None:
    batch = staged(cast)
    with pytest.raises(Refused, match="which column holds the business name"):
        actions.remap(batch, {"phone": [2]})


def upload(client: Client, content: bytes, name: str = "list.csv") -> Any:
    return client.post("/bixby/imports/", {"file": SimpleUploadedFile(name, content), "text": ""})


def test_a_steward_brings_a_list_page_by_page(cast: Cast, as_person: SignIn) -> None:
    browser = as_person(cast.steward)
    answer = upload(browser, LIST.encode())
    batch = Batch.objects.get()
    assert answer.headers["Location"] == f"/bixby/imports/{batch.pk}/columns/"
    page = browser.get(answer.headers["Location"])
    assert "ROSE&#x27;S FLOWERS LLC" in page.text
    chosen = {f"column_{place}": key for key, places in batch.mapping.items() for place in places}
    assert chosen == {
        "column_0": "name", "column_1": "category", "column_2": "phone", "column_3": "street", "column_4": "zip", "column_5": "area",
    }  # fmt: skip
    assert browser.post(answer.headers["Location"], chosen).status_code == 302
    here = f"/bixby/imports/{batch.pk}/"
    progress = browser.get(here)
    assert "<progress" in progress.text
    assert "<h1>" not in browser.get(here, headers={"HX-Request": "true"}).text
    run()
    assert browser.get(here, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    preview = browser.get(here).text
    assert "4 businesses go in" in preview
    assert "Zxqv" in preview
    assert "Start a group for Bixby Row" in preview
    assert "Office Depot" in preview
    assert "There is no business name here" in browser.get(here + "troubles/").text
    assert "There is no business name here" in b"".join(browser.get(here + "troubles.csv")).decode()  # type: ignore[arg-type]
    assert "Knolls Cheeses" in browser.get(here + "pairs/").text
    line = batch.rows.get(likely__isnull=False).line
    assert browser.post(here + "pairs/", {f"line_{line}": "same", "line_x": "same"}).status_code == 302
    refused = browser.post(here + "trades/", {"text_0": "Zxqv", "trade_0": "underwater basket weaving"})
    assert refused.status_code == 422
    assert browser.post(here + "trades/", {"text_0": "Zxqv", "trade_0": "Florist"}).status_code == 302
    browser.post(here + "application/", {"chains": "out"})
    run()
    done = browser.get(here).text
    assert "2 businesses are in" in done
    assert browser.get(here + "undoing/").status_code == 200
    browser.post(here + "undoing/")
    run()
    assert "The list is out again" in browser.get(here).text
    assert "list.csv" in browser.get("/bixby/imports/").text


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"%PDF-1.7", "This is a PDF."), (b"", "This file is empty."), (b"PK\3\4xx", "This spreadsheet is damaged")],
)
def test_what_is_no_list_is_refused_beside_its_field(cast: Cast, as_person: SignIn, content: bytes, sentence: str) -> None:
    answer = upload(as_person(cast.steward), content)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert not Batch.objects.exists()


def test_a_pasted_list_is_looked_at_too(cast: Cast, as_person: SignIn) -> None:
    browser = as_person(cast.steward)
    assert browser.post("/bixby/imports/", {"text": "Rose's Flowers, 562 555 0101, 12 Main St"}).status_code == 302
    assert Batch.objects.get().is_pasted
    empty = browser.post("/bixby/imports/", {"text": " "})
    assert (empty.status_code, "Choose a file or paste a list." in empty.text) == (422, True)


def test_a_large_file_goes_by_way_of_the_disk(cast: Cast, as_person: SignIn, settings: Any) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10
    upload(as_person(cast.steward), LIST.encode())
    batch = Batch.objects.get()
    actions.remap(batch, batch.mapping)
    run()
    batch.refresh_from_db()
    assert batch.figures["lines"] == 6


def test_what_a_list_says_is_never_run_by_a_browser(cast: Cast, as_person: SignIn) -> None:
    browser = as_person(cast.steward)
    mean = "<script>alert(1)</script>"
    upload(browser, f"Business name,{mean},Type\n{mean},{mean},{mean}\n{mean} & Co,x,y\n".encode(), name=f"{mean}.csv")
    batch = Batch.objects.get()
    pages = [browser.get(f"/bixby/imports/{batch.pk}/columns/").text]
    actions.remap(batch, batch.mapping)
    pages.append(browser.get(f"/bixby/imports/{batch.pk}/").text)
    run()
    pages += [browser.get(f"/bixby/imports/{batch.pk}/{page}").text for page in ("", "pairs/", "troubles/")]
    pages.append(browser.get("/bixby/imports/").text)
    assert [mean in page for page in pages] == [False] * 6
    assert "&lt;script&gt;alert(1)" in pages[0]


def test_a_list_can_be_forgotten(cast: Cast, as_person: SignIn) -> None:
    batch = staged(cast)
    browser = as_person(cast.steward)
    assert browser.get(f"/bixby/imports/{batch.pk}/removal/").status_code == 200
    assert browser.post(f"/bixby/imports/{batch.pk}/removal/").status_code == 302
    assert not Batch.objects.exists()


@pytest.mark.parametrize("who", ["maya", "stranger"])
def test_lists_are_not_there_for_others(cast: Cast, as_person: SignIn, who: str) -> None:
    batch = staged(cast)
    browser = as_person(getattr(cast, who))
    for path in ("", f"{batch.pk}/", f"{batch.pk}/columns/", f"{batch.pk}/pairs/", f"{batch.pk}/troubles/", f"{batch.pk}/undoing/"):
        answer = browser.get(f"/bixby/imports/{path}", follow=False)
        assert answer.status_code in (302, 404)
        assert "imports" not in answer.headers.get("Location", "")


def test_a_list_of_another_group_is_not_there(cast: Cast, as_person: SignIn) -> None:
    batch = staged(cast)
    assert as_person(cast.stranger).get(f"/belmont/imports/{batch.pk}/").status_code == 404


SOME_SAY_MORE = """Business name,Category,Phone,Member since,Number of employees,Contact
Rose's Flowers,Florist,562-555-0101,1998,12,Rosa Brie
Iris Garden,Florist,562-555-0102,03/15/2011,3,
"""


def test_what_a_list_says_of_members_is_kept_as_far_as_it_is_needed(cast: Cast, as_person: SignIn) -> None:
    steward = as_person(cast.steward)
    upload(steward, SOME_SAY_MORE.encode())
    batch = Batch.objects.get()
    chosen = {f"column_{place}": key for key, places in batch.mapping.items() for place in places}
    assert (chosen["column_3"], chosen["column_5"], "column_4" in chosen) == ("member_since", "contact", False)
    steward.post(f"/bixby/imports/{batch.pk}/columns/", chosen)
    run()
    assert "How many people work there is left out" in steward.get(f"/bixby/imports/{batch.pk}/").content.decode()
    actions.apply(Batch.objects.get())
    run()
    rose, iris = (Member.objects.get(node=cast.node, business__name=name) for name in ("Rose's Flowers", "Iris Garden"))
    assert [(member.since_year, member.contact, member.joined_at) for member in (rose, iris)] == [
        (1998, "Rosa Brie", None),
        (2011, "", None),
    ]

    assert 'value="Rosa Brie"' in steward.get(f"/bixby/members/{rose.pk}/invitation/").content.decode()
    steward.post(f"/bixby/members/{rose.pk}/invitation/", {"email": "rosa@example.com", "name": "Rosa Brie"})
    asked = Invitation.objects.get()
    entry = Entry.objects.get(kind="members.OwnerInvited")
    (written,) = WRITERS[entry.kind](entry, entry.fact, Tells())
    assert (asked.name, written.message.opening.startswith("Hello Rosa Brie. Bixby Knolls are local businesses")) == ("Rosa Brie", True)

    members.take_seat(asked, person=cast.stranger, at=NOW)
    rose.refresh_from_db()
    assert (rose.contact, rose.since_year) == ("", 1998)
    assert "member since 1998" in steward.get(f"/bixby/members/{rose.pk}/").content.decode()


BROAD = """Business name,Type,Phone
Rose Donuts,Restaurant,562 555 0141
Deys Donuts,Restaurant,562 555 0142
Joe's Steak House,Restaurant,562 555 0143
Elby's Liquor,Grocer,562 555 0144
"""


def test_what_names_tell_of_broad_trades_is_shown_and_can_be_put_right(cast: Cast, as_person: SignIn) -> None:
    batch = staged(cast, BROAD)
    assert batch.figures["narrowed"] == [
        {"text": "restaurant>donut_shop", "broad": "restaurant", "kind": "donut_shop", "lines": 2, "names": ["Rose Donuts", "Deys Donuts"]},
        {"text": "grocer>liquor_store", "broad": "grocer", "kind": "liquor_store", "lines": 1, "names": ["Elby's Liquor"]},
    ]
    browser, here = as_person(cast.steward), f"/bixby/imports/{batch.pk}/"
    preview = browser.get(here).text
    assert "2 lines: Restaurant, more exactly <strong>Donut shop</strong>" in preview
    assert "Rose Donuts · Deys Donuts" in preview
    assert 'value="grocer&gt;liquor_store" type="checkbox">' in preview
    browser.post(here + "trades/", {"narrowed": "1", "keep": ["grocer>liquor_store", "florist>anything"]})
    assert 'value="grocer&gt;liquor_store" type="checkbox" checked>' in browser.get(here).text
    batch.refresh_from_db()
    assert batch.trades == {"restaurant>donut_shop": "donut_shop", "grocer>liquor_store": "grocer"}
    actions.apply(batch)
    run()
    found = {business.name: business.trade_slugs for business in Business.objects.filter(name__in=BROAD.replace("\n", ",").split(","))}
    assert found == {
        "Rose Donuts": ["donut_shop"],
        "Deys Donuts": ["donut_shop"],
        "Joe's Steak House": ["restaurant"],
        "Elby's Liquor": ["grocer"],
    }


def test_a_tick_taken_back_lets_the_name_speak_again(cast: Cast, as_person: SignIn) -> None:
    batch = staged(cast, BROAD)
    browser, here = as_person(cast.steward), f"/bixby/imports/{batch.pk}/"
    browser.post(here + "trades/", {"narrowed": "1", "keep": ["grocer>liquor_store"]})
    browser.post(here + "trades/", {"narrowed": "1"})
    actions.apply(batch)
    run()
    assert Business.objects.get(name="Elby's Liquor").trade_slugs == ["liquor_store"]


def test_what_two_broad_trades_turned_out_to_be_is_put_right_one_by_one(cast: Cast) -> None:
    row = staged(cast, "Business name,Type,Phone\nRose Donuts,Restaurant; Grocer,562 555 0141\n").rows.get()
    assert row.clean["narrowed"] == [["restaurant", "donut_shop"], ["grocer", "donut_shop"]]
    one, both = {"restaurant>donut_shop": "restaurant"}, {"restaurant>donut_shop": "restaurant", "grocer>donut_shop": "grocer"}
    told = [actions.trades_of(row, decided) for decided in ({}, one, both)]
    assert told == [["donut_shop"], ["restaurant", "donut_shop"], ["restaurant", "grocer"]]
