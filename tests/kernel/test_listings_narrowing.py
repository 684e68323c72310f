"""A broad trade is narrowed by what a business says of itself, and never beyond what the list allows."""

import csv
from importlib.resources import files

import pytest

from betterpie.kernel import needs, vocabulary
from betterpie.kernel.listings.cleaning import clean
from betterpie.kernel.listings.narrowing import Narrowed, broad_trades, narrowed
from betterpie.kernel.listings.trades import Reading, Trades


@pytest.mark.parametrize(
    ("trade", "name", "kinds"),
    [
        ("restaurant", "Rose Donuts & Chinese Fast Food", ("donut_shop", "fast_food")),
        ("restaurant", "Panadería La Unión", ("bakery",)),
        ("restaurant", "Joe's Steak House", ()),
        ("grocer", "Elby's Liquor", ("liquor_store",)),
        ("physician", "Eye Physicians of Long Beach", ("eye_doctor",)),
        ("physician", "Harbor Surgery Center", ("surgical_specialist",)),
        ("hair_salon", "TNT Hair & Nails", ("hair_salon", "nail_salon")),
        ("auto_repair", "Esteban's Tires", ("tire_shop",)),
        ("specialty_contractor", "C-54", ("tile_setter",)),
        ("taxi", "Three Rivers Trucking", ("trucking",)),
        ("hotel", "Joyland Motel", ("motel",)),
        ("attorney", "Law Offices of Ann Lee", ("attorney",)),
        ("dentist", "Donut Dentistry", ()),
        ("florist", "Rose's Donuts", ()),
    ],
)
def test_a_name_tells_which_kind_a_broad_trade_is(trade: str, name: str, kinds: tuple[str, ...]) -> None:
    assert narrowed(trade, [name]) == kinds


def test_the_name_is_believed_before_the_description() -> None:
    assert narrowed("restaurant", ["Ono Donuts", "Hawaiian pizza"]) == ("donut_shop",)
    assert narrowed("restaurant", ["Ono", "Hawaiian pizza"]) == ("pizza",)


def test_a_kind_takes_the_place_of_the_broad_trade_or_stands_beside_it() -> None:
    trades = Trades(needs.categorise)
    assert trades.read(["Restaurant"], name="Ono Donuts") == Reading(("donut_shop",), (Narrowed("restaurant", "donut_shop"),))
    assert trades.read(["Restaurant"], name="Ono Sports Bar") == Reading(("restaurant", "bar"))
    assert trades.read(["Restaurant"], name="Ono") == Reading(("restaurant",))
    assert trades.read(["Dentist"], name="Ono Donuts") == Reading(("dentist",))
    assert trades.read(["Restaurant"], name="Deys Donuts") == trades.read(["Restaurant"], name="Ono Donuts")
    assert (trades.narrowed, trades.examples) == (
        {Narrowed("restaurant", "donut_shop"): 3},
        {Narrowed("restaurant", "donut_shop"): ["Ono Donuts", "Deys Donuts"]},
    )


def test_a_name_lifts_no_law() -> None:
    """What may hang on a referral is decided by the trade, so a regulated one never gives way to one that isn't."""
    known = vocabulary.trades()
    gone = [
        (slug, kind)
        for slug, broad in broad_trades().items()
        for kind in broad.kinds - broad.beside - {slug}
        if known[slug].is_regulated and not known[kind].is_regulated
    ]
    assert gone == []
    read = Trades(needs.categorise).of(["Real estate agent"], name="Harbor Realty & Construction")
    assert read == ("real_estate_agent", "general_contractor")


def test_free_words_add_only_what_is_akin_to_what_the_list_says() -> None:
    trades = Trades(needs.categorise)
    assert trades.of(["Child care"], hints=["Full time florist", "Wedding flowers"]) == ("child_care",)
    assert trades.of(["Pet grooming"], hints=["Pet sitting"]) == ("pet_sitter", "pet_groomer")
    assert trades.of(["zxqv"], hints=["Florist"]) == ("florist",)


def test_a_listing_says_what_it_was_narrowed_from() -> None:
    listing = clean(["OLD TOWN DONUTS", "Restaurant"], {"name": (0,), "category": (1,)}, Trades(needs.categorise), line=2)
    assert (listing.categories, listing.narrowed) == (("donut_shop",), (Narrowed("restaurant", "donut_shop"),))


def test_the_file_speaks_of_known_trades_and_each_row_has_words() -> None:
    with (files("betterpie.kernel.vocabulary") / "narrower.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    named = {row[column] for row in rows for column in ("trade", "kind")}
    assert named - set(vocabulary.trades()) == set()
    assert [row for row in rows if not all(words.strip() for words in row["words"].split(";"))] == []
    assert len({(row["trade"], row["kind"]) for row in rows}) == len(rows)
    assert {trade for trade, broad in broad_trades().items() if not broad.kinds} == set()
