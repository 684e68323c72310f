"""Foreign files: read in whatever they are written, or refused with a sentence."""

import codecs
import gzip
import io
import os
import zipfile
from itertools import islice
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import example, given, settings
from hypothesis import strategies as st

from betterpie.kernel.listings.columns import Layout, lay_out
from betterpie.members.imports import Limits, Row, Table, Unreadable, read, read_pasted

DATA = Path(os.environ.get("BETTERPIE_DATA", Path(__file__).parents[2] / "../shared/data"))
SMALL = Limits(file=50_000, unpacked=200_000, cells=10_000, line=1_000)


def real(path: str) -> Path:
    """A file of the folder of real data; the test is skipped with a word where it is absent."""
    found = DATA / path
    if not found.exists():
        pytest.skip(f"skipped: {path} is absent (set BETTERPIE_DATA to the folder of real data)")
    return found


def rows(content: bytes, limits: Limits = SMALL) -> list[Row]:
    return list(read(io.BytesIO(content), limits=limits).rows())


def refusal(content: bytes, limits: Limits = SMALL) -> str:
    with pytest.raises(Unreadable) as refused:
        rows(content, limits)
    return str(refused.value)


def sheet(*lines: tuple[object, ...], more: tuple[str, ...] = ()) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page = book.add_worksheet("List")
    for at, line in enumerate(lines):
        page.write_row(at, 0, line)
    for name in more:
        book.add_worksheet(name).write_row(0, 0, ("note",))
    book.close()
    return out.getvalue()


def laid_out(table: Table) -> Layout:
    return lay_out([row.cells for row in islice(table.rows(), 500)])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_an_encoding_is_found_out(encoding: str) -> None:
    text = "Name,City\r\nKäse & Co – Jürgen’s,Long Beach\r\n"
    assert rows(text.encode(encoding)) == [Row(1, ["Name", "City"]), Row(2, ["Käse & Co – Jürgen’s", "Long Beach"])]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_whatever_parts_the_cells_is_found_out(mark: str) -> None:
    lines = [["Name", "Phone", "Note"], ["Rose's, flowers" if mark != "," else "Rose's", "562 555 0101", ""]]
    assert [row.cells for row in rows("\n".join(mark.join(line) for line in lines).encode())] == lines


def test_excels_own_word_on_the_mark_is_heeded() -> None:
    assert rows(b"sep=;\nName;Note\nRose, Ann;a,b,c\n") == [Row(2, ["Name", "Note"]), Row(3, ["Rose, Ann", "a,b,c"])]


def test_a_quoted_cell_may_run_over_lines_and_the_lines_keep_their_numbers() -> None:
    assert rows(b'Name,Address\n\nRose,"1 Main St\nLong Beach"\n"Ann ""the"" cook",x\n') == [
        Row(1, ["Name", "Address"]),
        Row(3, ["Rose", "1 Main St\nLong Beach"]),
        Row(5, ['Ann "the" cook', "x"]),
    ]


def test_a_quotation_mark_that_is_never_closed_costs_its_own_line_only() -> None:
    content = "Name,City\n" + 'Joe,"Long Beach\n' + "".join(f"Shop {at},Orange\n" for at in range(300))
    found = rows(content.encode())
    assert len(found) == 302
    assert found[2:] == [Row(at + 3, [f"Shop {at}", "Orange"]) for at in range(300)]


def test_zero_bytes_in_a_list_are_dropped() -> None:
    assert rows(b"Name,City\nRo\0se,Long Beach\n") == [Row(1, ["Name", "City"]), Row(2, ["Rose", "Long Beach"])]


def test_a_packed_csv_is_unpacked() -> None:
    assert rows(gzip.compress(b"Name,City\nRose,Orange\n")) == [Row(1, ["Name", "City"]), Row(2, ["Rose", "Orange"])]


def test_a_spreadsheet_is_read_from_its_longest_sheet() -> None:
    table = read(io.BytesIO(sheet(("Name", "Phone", "People"), ("Rose", 5625550101, 4.5), (), ("Ann", None, True), more=("Notes",))))
    assert list(table.rows()) == [
        Row(1, ["Name", "Phone", "People"]),
        Row(2, ["Rose", "5625550101", "4.5"]),
        Row(4, ["Ann", "", "Yes"]),
    ]
    assert table.notes == ("The workbook has 2 sheets; “List” has the most rows and is the one shown.",)


def test_a_table_can_be_walked_again() -> None:
    table = read(io.BytesIO(b"Name,City\nRose,Orange\n"))
    assert list(table.rows()) == list(table.rows())


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "This file is empty."),
        (b"%PDF-1.7 ...", "This is a PDF. Copy the list out of it and paste it here, or ask for it as a spreadsheet."),
        (b"\xff\xd8\xff\xe0 jpeg", "This is a photograph. Please type or paste the list instead."),
        (
            b"<!DOCTYPE html><html><table>",
            "This is a web page, even if its name ends in .xls. Open it in a spreadsheet and save it as CSV.",
        ),
        (b"BEGIN:VCALENDAR\n", "This is a calendar, not a list of businesses."),
        (b'[{"name": "x"}]', "This is a file for programs (JSON). Please send the list as CSV or as a spreadsheet."),
        (bytes(range(256)) * 8, "This file isn’t a list we can read. Lists in CSV, Excel, OpenDocument or vCard form can be read."),
        (b"\0" * 500, "This file isn’t a list we can read. Lists in CSV, Excel, OpenDocument or vCard form can be read."),
        (b"PK\3\4 cut off", "This spreadsheet is damaged or cut off. Please save it again and send the new copy."),
        (b"\xd0\xcf\x11\xe0 cut off", "This spreadsheet is damaged or cut off. Please save it again and send the new copy."),
        (b"x" * 60_000, "This file is larger than 0 MB. Please send it in parts."),
        (b"x" * 3_000, "One line of this file is longer than any list’s line, so it is probably not a list."),
        (b"BEGIN:VCARD\nFN:Nobody", "There is no complete card in this address book."),
    ],
)
def test_what_is_no_list_is_refused_with_a_sentence(content: bytes, sentence: str) -> None:
    assert refusal(content) == sentence


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_spreadsheet_that_was_cut_off_is_refused(share: float) -> None:
    whole = sheet(*[(f"Shop {at}", at) for at in range(200)])
    assert (
        refusal(whole[: int(len(whole) * share)], Limits())
        == "This spreadsheet is damaged or cut off. Please save it again and send the new copy."
    )


def test_a_zip_bomb_is_not_opened() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "x")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 10_000_000)
    limits = Limits(unpacked=5_000_000)
    assert (
        refusal(bomb.getvalue(), limits)
        == "Unpacked, this file would be larger than 5 MB, so it was not opened. Please send the list as CSV."
    )


def test_a_bomb_that_lies_about_its_size_is_not_opened() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "x")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 10_000_000)
        archive.filelist[1].file_size = 1000
    assert refusal(bomb.getvalue(), Limits(unpacked=5_000_000)) == "This file says it is smaller than it is, so it was not opened."


def test_a_cell_at_the_far_end_of_the_sheet_does_not_fill_the_memory() -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    page = book.add_worksheet()
    page.write(0, 0, "Name")
    page.write(1_048_575, 16_383, "far away")
    book.close()
    assert (
        refusal(out.getvalue(), Limits())
        == "This spreadsheet has cells far away from the others. Please copy the list alone into a new one."
    )


def test_other_documents_in_a_zip_are_named() -> None:
    said = []
    for path in ("word/document.xml", "Index/Document.iwa", "photo.jpg"):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr(path, "x")
        said.append(refusal(out.getvalue()))
    assert said == [
        "This is a text document. Copy its table and paste it here, or save the list as CSV.",
        "This is a Numbers document. Please export it as CSV or Excel and send that.",
        "This is a zip archive, not a list. Please unpack it and send the list inside.",
    ]


def test_a_sheet_in_xml_keeps_the_places_of_its_cells_and_its_tricks_are_refused() -> None:
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    head = f'<?xml version="1.0"?>{{}}<Workbook xmlns="{space}" xmlns:ss="{space}">'
    body = (
        '<Worksheet><Table><Row><Cell><Data>Name</Data></Cell><Cell ss:Index="3"><Data>City</Data></Cell></Row>'
        '<Row ss:Index="4"><Cell ss:Index="3"><Data>{}</Data></Cell></Row></Table></Worksheet></Workbook>'
    )
    assert rows((head.format("") + body.format("Orange")).encode()) == [Row(1, ["Name", "", "City"]), Row(4, ["", "", "Orange"])]
    trick = head.format('<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>') + body.format("&b;")
    assert refusal(trick.encode()) == "This file breaks off in the middle. Please download it again and send the new copy."
    assert (
        refusal((head.format("") + body.format("Orange"))[:-30].encode())
        == "This file breaks off in the middle. Please download it again and send the new copy."
    )


CARD = """BEGIN:VCARD
VERSION:2.1
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:K=C3=B6hler;J=C3=BCr=
gen
FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:J=C3=BCrgen K=C3=B6hler
item1.ORG:K\\, Cheese;Shop
TEL;HOME:562 555 0100
TEL;WORK;VOICE:562 555 0101
TEL;WORK;FAX:562 555 0102
ADR;WORK:;;1 Main St;Orange;CA;92866;USA
PHOTO;ENCODING=BASE64:/9j/4AAQ
 SkZJRgABAQ
EMAIL;PREF;INTERNET:j@example.com
END:VCARD
"""


def test_an_address_book_gives_firms_and_their_people() -> None:
    table = read(io.BytesIO(CARD.encode()))
    assert list(table.rows())[1] == Row(
        1, ["K, Cheese", "Jürgen Köhler", "562 555 0101 ::: 562 555 0100", "j@example.com", "1 Main St", "Orange", "CA", "92866", "", ""]
    )
    assert laid_out(table).mapping["name"] == (0,)


def test_pasted_lines_are_read_with_their_phones_and_addresses() -> None:
    table = read_pasted(
        "1. Joe's Garage, (562) 555-0101, 12 Main St, Long Beach, CA 90802\n\n• Rose's Flowers - rose@example.com - 562.555.0102\n"
    )
    assert list(table.rows())[1:] == [
        Row(1, ["Joe's Garage", "(562) 555-0101", "", "", "12 Main St, Long Beach, CA 90802"]),
        Row(3, ["Rose's Flowers", "562.555.0102", "rose@example.com", "", ""]),
    ]


def test_pasted_blocks_are_read_as_one_business_each() -> None:
    table = read_pasted(
        "Joe's Garage\n12 Main St\nLong Beach, CA 90802\n562 555 0101\n\nRose's Flowers\n14 Main St\nLong Beach, CA 90802\n"
    )
    assert list(table.rows())[1:] == [
        Row(1, ["Joe's Garage", "562 555 0101", "", "", "12 Main St, Long Beach, CA 90802"]),
        Row(6, ["Rose's Flowers", "", "", "", "14 Main St, Long Beach, CA 90802"]),
    ]


def test_pasted_cells_are_read_as_a_table() -> None:
    assert list(read_pasted("Name\tPhone\nRose's\t562 555 0101\n").rows()) == [
        Row(1, ["Name", "Phone"]),
        Row(2, ["Rose's", "562 555 0101"]),
    ]


def test_nothing_pasted_is_said_so() -> None:
    with pytest.raises(Unreadable, match="There is nothing here yet"):
        read_pasted("  \n ")


def whole_or_refused(content: bytes) -> None:
    """Reading ends in rows of texts or in a sentence."""
    try:
        for line, cells in read(io.BytesIO(content), limits=SMALL).rows():
            assert line >= 0
            assert all(isinstance(cell, str) for cell in cells)
    except Unreadable as refused:
        if not str(refused).endswith("."):
            raise


STARTS = [
    b"",
    codecs.BOM_UTF16_LE,
    codecs.BOM_UTF8,
    b"PK\3\4",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"\x1f\x8b",
    b"BEGIN:VCARD\n",
    b"sep=",
    b"<?xml",
]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(STARTS), st.binary(max_size=400))
@example(b"sep=", b'"\n"\n')
def test_any_bytes_end_in_rows_or_in_a_sentence(start: bytes, rest: bytes) -> None:
    whole_or_refused(start + rest)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 6000), st.binary(min_size=1, max_size=8))
def test_a_damaged_spreadsheet_ends_in_rows_or_in_a_sentence(at: int, damage: bytes) -> None:
    whole = sheet(*[(f"Shop {number}", number, "x") for number in range(20)])
    at %= len(whole)
    whole_or_refused(whole[:at] + damage + whole[at + len(damage) :])


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ab ,;\t|\"\n\r'=é0", max_size=200))
def test_any_text_ends_in_rows(text: str) -> None:
    whole_or_refused(("Name,Phone\n" + text).encode())
    try:
        assert [row for row in read_pasted(text).rows() if row.line < 0] == []
    except Unreadable as refused:
        if text.strip():
            raise AssertionError(text) from refused
