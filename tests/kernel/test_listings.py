"""Rows of foreign lists: what their columns hold, and what comes of them."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from betterpie.kernel.listings import names, places, reach, sheets
from betterpie.kernel.listings.chains import chain
from betterpie.kernel.listings.cleaning import Listing, Trouble, clean
from betterpie.kernel.listings.columns import find_header, lay_out
from betterpie.kernel.listings.folding import fold
from betterpie.kernel.listings.lists import listings
from betterpie.kernel.listings.names import Names
from betterpie.kernel.listings.places import Place
from betterpie.kernel.listings.realign import learn, straighten
from betterpie.kernel.listings.trades import Trades


class Meant:
    """A match with as much certainty as a test says."""

    def __init__(self, slug: str, score: float) -> None:
        self.slug, self.score = slug, score


KNOWN = {
    "florist": Meant("florist", 1.0),
    "thai restaurant": Meant("restaurant", 0.9),
    "541940": Meant("veterinarian", 0.8),
    "odd": Meant("x", 0.3),
}


def trades(**decided: str) -> Trades:
    return Trades(lambda text: [KNOWN[text.lower()]] if text.lower() in KNOWN else [], decided=decided)


@pytest.mark.parametrize(
    ("said", "name", "legal_name"),
    [
        ("JOE'S AUTO REPAIR LLC", "Joe's Auto Repair", "Joe's Auto Repair LLC"),
        ("Smith Ventures LLC DBA Joe's Garage", "Joe's Garage", "Smith Ventures LLC"),
        ("O'NEILL & D'AMICO", "O'Neill & D'Amico", ""),
        ("CRAFT GALLERY THE", "The Craft Gallery", ""),
        ("TNT HAIR & NAILS", "TNT Hair & Nails", ""),
        ("AT&T MOBILITY", "AT&T Mobility", ""),
        ("1ST STREET CAFE", "1st Street Cafe", ""),
        ("LAW OFFICE OF MICHAEL W BINNING", "Law Office of Michael W Binning", ""),
        ("MCCARTYS JEWELRY", "McCartys Jewelry", ""),
        ("LONG BEACH HARBOR   ATTN: ASHLEY NEESE", "Long Beach Harbor", ""),
        ("O’Neill Home Inspections, LLC (deleted)", "O’Neill Home Inspections", "O’Neill Home Inspections, LLC"),
        ("Bell & Co. Realty:Käse & Co", "Käse & Co", ""),
        ("McGrew Real Estate", "McGrew Real Estate", ""),
        ("LLC", "LLC", ""),
    ],
)
def test_names_are_written_as_people_write_them(said: str, name: str, legal_name: str) -> None:
    assert names.of(said) == Names(name, legal_name)


def test_a_note_in_the_name_cell_gives_way_to_the_legal_name() -> None:
    assert names.of("ALSO 03024073", "LB 4 FISH LLC") == Names("LB 4 Fish", "LB 4 Fish LLC")


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("623 Massachusetts St.,Lawrence, KS  66044", Place("623 Massachusetts St.", "Lawrence", "KS", "66044")),
        ("901 New Hampshire, Ste. 200,Lawrence, KS  66044", Place("901 New Hampshire, Ste. 200", "Lawrence", "KS", "66044")),
        ("2100 E 4th St\nLong Beach, CA 90814\nUS", Place("2100 E 4th St", "Long Beach", "CA", "90814")),
        ("250 W 57th St, New York, New York 10107", Place("250 W 57th St", "New York", "NY", "10107")),
        ("1500  DAISY AVE", Place("1500 Daisy Ave")),
    ],
)
def test_an_address_is_taken_apart(said: str, place: Place) -> None:
    assert places.apart(said) == place


def test_zips_survive_what_spreadsheets_do_to_them() -> None:
    said = [
        ("90802", ""),
        ("90802-1234", ""),
        ("852584499", ""),
        ("'90814", ""),
        ("2134", "MA"),
        ("2134", "CA"),
        ("V6B 1A1", ""),
        ("90814.0", ""),
    ]
    assert [places.zip_code(code, state) for code, state in said] == ["90802", "90802", "85258", "90814", "02134", "", "", "90814"]


@pytest.mark.parametrize(
    ("said", "values", "unread"),
    [
        ("(562) 555-0101", ("+15625550101",), ()),
        ("5625550101.0", ("+15625550101",), ()),
        ("'+15625550102", ("+15625550102",), ()),
        ("Phone: (562) 555-0101 Mobile: (562) 555-0150", ("+15625550101", "+15625550150"), ()),
        ("(562) 555-0101 ::: 562.555.0102", ("+15625550101", "+15625550102"), ()),
        ("714-555-0104 x2", ("+17145550104",), ()),
        ("Fax (785) 843-0805", (), ()),
        ("+34956621050", ("+34956621050",), ()),
        ("123456789", (), ("123456789",)),
        ("ask Bob", (), ("ask Bob",)),
    ],
)
def test_phones_are_read_however_they_are_written(said: str, values: tuple[str, ...], unread: tuple[str, ...]) -> None:
    assert reach.phones(said) == reach.Found(values, unread)


def test_web_addresses_come_in_one_form_and_a_persons_profile_is_not_a_shops() -> None:
    said = ["http\\://www.ibm.com", "www.Example.com/", "joes.shop/path?utm_source=x", "https://www.linkedin.com/in/example-0", "no page"]
    assert [reach.web(cell) for cell in said] == [
        reach.Found(("http://www.ibm.com",)),
        reach.Found(("https://www.example.com",)),
        reach.Found(("https://joes.shop/path",)),
        reach.Found(),
        reach.Found((), ("no page",)),
    ]
    assert [reach.domain(address) for address in ("https://www.joes.com/a", "http://facebook.com/joes", "joes.co.uk")] == [
        "joes.com",
        "",
        "joes.co.uk",
    ]


def test_chains_are_flagged_and_shops_of_a_similar_name_are_not() -> None:
    said = [
        "OFFICE DEPOT  #419",
        "SUBWAY #2212",
        "Subway Tile Works",
        "Target",
        "Shell Beach Cafe",
        "Arco Long Beach",
        "Midas Touch Jewelry",
        "",
    ]
    assert [chain(name, "Long Beach") for name in said] == ["Office Depot", "Subway", "", "Target", "", "Arco", "", ""]


def test_columns_are_found_by_heading_below_a_preamble() -> None:
    rows = [
        ["Belmont Collaboration Node"],
        ["As of October 1, 2026"],
        ["Customer", "Phone Numbers", "Full Name", "Billing Address", "Fax"],
        ["Pawsitive Dog Training", "(562) 555-0101", "Rosa Delgado", "2100 E 4th St, Long Beach, CA 90814", "562 555 0199"],
    ]
    layout = lay_out(rows)
    assert layout.header == 2
    assert layout.mapping == {"name": (0,), "phone": (1,), "contact": (2,), "street": (3,)}
    assert layout.columns[1].samples == ("(562) 555-0101",)


def test_beside_a_trade_name_the_full_name_is_the_legal_one() -> None:
    layout = lay_out([["FULL NAME", "DBA NAME", "ZIP"], ["LB 4 FISH LLC", "GLADSTONE'S", "90802"]])
    assert layout.mapping == {"legal_name": (0,), "name": (1,), "zip": (2,)}


def test_columns_are_found_by_their_look_where_there_are_no_headings() -> None:
    rows = [
        [f"Shop {at} Inc", "Bakery" if at % 2 else "Florist", f"(562) 555-01{at:02}", f"9080{at % 3}", f"shop{at}@example.com"]
        for at in range(12)
    ]
    layout = lay_out(rows)
    assert layout.header is None
    assert layout.mapping == {"name": (0,), "category": (1,), "phone": (2,), "zip": (3,), "email": (4,)}
    assert layout.headings == ("Column 1", "Column 2", "Column 3", "Column 4", "Column 5")


def test_dates_that_a_spreadsheet_has_spoiled_are_left_out_with_a_word() -> None:
    layout = lay_out([["Business name", "Start date"], *[[f"Shop {at}", "1.28E+12"] for at in range(5)]])
    assert layout.mapping == {"name": (0,)}
    assert layout.spoiled == ("Start date",)


def test_a_word_that_happens_to_be_a_heading_does_not_make_data_a_header() -> None:
    assert find_header([["Company", "Joe's Garage", "562 555 0101", "90802"], ["Office", "Ann's Cafe", "562 555 0102", "90802"]]) is None


def test_cells_that_have_moved_left_are_put_back() -> None:
    full = [
        ["Florist", "http://a.com", f"Shop {at}", "Mr. A B", "1 Main St.,Lawrence, KS  66044", "(785) 843-0763", "Fax (785) 843-0805"]
        for at in range(8)
    ]
    profile = learn([*full, ["x", "y"]], 7)
    assert profile is not None
    no_contact_and_web = ["Florist", "Rose's", "2 Main St.,Lawrence, KS  66044", "(785) 843-0764"]
    assert straighten(no_contact_and_web, profile) == ["Florist", "", "Rose's", "", "2 Main St.,Lawrence, KS  66044", "(785) 843-0764", ""]
    only_the_end_missing = ["Florist", "http://a.com", "Rose's", "Ms. C D"]
    assert straighten(only_the_end_missing, profile) == [*only_the_end_missing, "", "", ""]


def test_a_row_becomes_a_listing_and_says_what_was_wrong() -> None:
    mapping = {"name": (0,), "category": (1, 2), "phone": (3, 4), "street": (5,), "zip": (6,), "employees": (7,), "opened": (8,)}
    row = ["ROSE'S FLOWERS LLC", "Florist", "Gifts", "562 555 0101", "none of your business", "12 MAIN ST", "9080", "4", "1.28E+12"]
    mapper = trades()
    assert clean(row, mapping, mapper, line=7) == Listing(
        lines=(7,),
        name="Rose's Flowers",
        said="ROSE'S FLOWERS LLC",
        legal_name="Rose's Flowers LLC",
        categories=("florist",),
        trades=("Florist", "Gifts"),
        street="12 Main St",
        phones=("+15625550101",),
        employees=4,
        troubles=(
            Trouble(7, "no ZIP", "9080"),
            Trouble(7, "no phone", "none of your business"),
        ),
    )
    assert mapper.unmapped == {"Gifts": 1}


def test_a_row_without_a_name_stays_out_and_says_its_line() -> None:
    listing = clean(["", "562 555 0101"], {"name": (0,), "phone": (1,)}, trades(), line=12)
    assert not listing.goes_in
    assert listing.troubles == (Trouble(12, "no name", stops=True),)


def test_a_steward_can_say_what_a_trade_means_or_that_it_means_nothing() -> None:
    mapper = trades(gifts="gift_shop", other="")
    assert mapper.of(["Gifts; Other; Odd"]) == ("gift_shop",)
    assert mapper.unmapped == {"Odd": 1}


def test_words_about_a_shop_are_surer_than_its_licence_and_a_code_is_the_last_resort() -> None:
    assert trades().of(["Retail"], hints=["Thai restaurant"], naics="541940") == ("restaurant",)
    assert trades().of(["Retail"], naics="541940") == ("veterinarian",)


def test_the_lines_of_one_member_are_folded_into_one_listing() -> None:
    rows = [
        ["Type", "Name", "Phone"],
        ["Florist", "Rose's", "562 555 0101"],
        ["Thai restaurant", "Rose's", "562 555 0101"],
        ["Florist", "Iris", ""],
    ]
    layout = lay_out(rows)
    folded = fold(listings(enumerate(rows, start=1), layout, layout.mapping, trades()))
    assert [(listing.name, listing.lines, listing.categories) for listing in folded] == [
        ("Rose's", (2, 3), ("florist", "restaurant")),
        ("Iris", (4,), ("florist",)),
    ]


def test_cells_beyond_the_headings_are_spoken_of() -> None:
    rows = [["Business name", "Phone"], ["Rose's", "562 555 0101"], ["Iris", "562 555 0102", "", "what is this"]]
    layout = lay_out(rows)
    found = list(listings(enumerate(rows, start=1), layout, layout.mapping, trades()))
    assert [trouble for listing in found for trouble in listing.troubles] == [Trouble(3, "more cells", "1")]


@given(st.lists(st.lists(st.text(max_size=30), max_size=8), max_size=12))
def test_any_rows_make_listings_or_troubles_and_nothing_else(rows: list[list[str]]) -> None:
    layout = lay_out(rows)
    for listing in listings(enumerate(rows, start=1), layout, layout.mapping, trades()):
        assert bool(listing.name) == listing.goes_in


@given(st.text(max_size=60))
def test_writing_a_name_as_people_do_changes_its_case_only(text: str) -> None:
    once = names.cased(text)
    assert once.lower() == text.lower() or once.casefold() == text.casefold()


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"])
def test_no_cell_of_ours_is_run_as_a_formula(cell: str) -> None:
    assert sheets.guarded(cell) == "'" + cell
    written = "".join(sheets.as_csv(["Name"], [[cell]]))
    assert list(csv.reader(io.StringIO(written, newline=""))) == [["\ufeffName"], ["'" + cell]]


def test_a_plain_cell_is_written_as_it_is() -> None:
    assert list(sheets.as_csv(["Name", "People"], [["Joe's, Inc.", 4], [None, 1.5]])) == [
        "\ufeffName,People\r\n",
        '"Joe\'s, Inc.",4\r\n',
        ",1.5\r\n",
    ]
