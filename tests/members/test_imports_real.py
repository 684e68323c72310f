"""The lists and exports that towns and shops really have, as they are."""

from collections import Counter
from itertools import islice
from pathlib import Path

import pytest

from betterpie.kernel.listings.cleaning import Listing
from betterpie.kernel.listings.columns import lay_out
from betterpie.kernel.listings.folding import fold
from betterpie.kernel.listings.lists import listings
from betterpie.kernel.listings.trades import Trades
from betterpie.members.imports import read
from tests.members.test_imports import real


def imported(path: Path) -> list[Listing]:
    with path.open("rb") as file:
        table = read(file)
        layout = lay_out([row.cells for row in islice(table.rows(), 500)])
        return list(listings(table.rows(), layout, layout.mapping, Trades(lambda _: ())))


def test_the_long_beach_licences_go_in_whole_with_their_areas() -> None:
    found = imported(real("listings/long_beach_business_licences_2019.csv"))
    assert (len(found), sum(listing.goes_in for listing in found)) == (3755, 3755)
    assert Counter(listing.area for listing in found if listing.area) == {
        "Bixby": 226, "Belmont": 133, "Downtown": 119, "Eastanahm": 39, "4thstreet": 5,
    }  # fmt: skip
    gladstone = next(listing for listing in found if "Gladstone" in listing.name)
    assert (gladstone.name, gladstone.legal_name, gladstone.street, gladstone.zip, gladstone.employees, gladstone.opened) == (
        "Gladstone's Long Beach", "LB 4 Fish LLC", "330 S Pine Ave", "90802", 80, None,
    )  # fmt: skip


def test_the_lawrence_chamber_is_folded_to_one_listing_a_member() -> None:
    found = imported(real("listings/lawrence_ks_chamber_members_2014.tsv"))
    assert len(found) == 1149
    assert Counter(trouble.what for listing in found for trouble in listing.troubles if trouble.stops) == {
        "no name": sum(not listing.goes_in for listing in found)
    }
    assert sum(listing.goes_in for listing in found) == 1137
    assert sum(bool(listing.phones) for listing in found) == 1139
    assert [listing.line for listing in found if listing.street and not (listing.city and listing.state)] == []
    members = [listing for listing in fold(found) if listing.goes_in]
    assert (len(members), max(len(listing.lines) for listing in members), max(len(listing.trades) for listing in members)) == (762, 18, 6)


def test_the_shifted_cells_of_the_chamber_end_under_their_headings() -> None:
    found = {listing.line: listing for listing in imported(real("listings/lawrence_ks_chamber_members_2014.tsv"))}
    spratt = next(listing for listing in found.values() if listing.name == "Dennis M. Spratt")
    assert (spratt.street, spratt.city, spratt.zip, spratt.phones) == (
        "10851 Mastin Blvd., Ste 120",
        "Overland Park",
        "66210",
        ("+19136494121",),
    )
    assert {listing.phones[0][:5] for listing in found.values() if listing.name == "Scotch Fabric Care Services"} == {"+1785"}


@pytest.mark.parametrize(
    ("sample", "name", "phone"),
    [
        ("google_contacts_2024.csv", "Pawsitive Dog Training", "+15625550101"),
        ("google_contacts_legacy_utf16.csv", "Pawsitive Dog Training", "+15625550101"),
        ("outlook_contacts_cp1252.csv", "Pawsitive Dog Training", "+15625550101"),
        ("quickbooks_customer_contact_list.csv", "Pawsitive Dog Training", "+15625550101"),
        ("square_customers.csv", "Pawsitive Dog Training", "+15625550101"),
        ("shopify_customers.csv", "Pawsitive Dog Training", "+15625550101"),
        ("linkedin_connections.csv", "Pawsitive Dog Training", None),
        ("eventbrite_attendees.csv", "Pawsitive Dog Training", None),
        ("mailchimp_unsubscribed.csv", "Rosa Delgado", "+15625550101"),
        ("vcf/John_Doe_IPHONE.vcf", "IBM", "+19057771234"),
        ("vcf/John_Doe_MS_OUTLOOK.vcf", "IBM", "+19055551234"),
        ("vcf/John_Doe_BLACK_BERRY.vcf", "Acme Solutions", "+96123456789"),
        ("vcf/thunderbird-MoreFunctionsForAddressBook-extension.vcf", "TheOrganization", "+15555551111"),
        ("vcf/outlook-2007.vcf", "TheCompany", None),
    ],
)
def test_the_exports_that_shops_have_are_understood(sample: str, name: str, phone: str | None) -> None:
    first = imported(real("importers/samples/" + sample))[0]
    assert (first.name, first.phones[0] if first.phones else None) == (name, phone)
    assert first.contacts


@pytest.mark.parametrize("sample", ["John_Doe_ANDROID", "John_Doe_GMAIL", "John_Doe_MAC_ADDRESS_BOOK", "fullcontact", "gmail-single"])
def test_the_other_address_books_are_read_too(sample: str) -> None:
    assert imported(real(f"importers/samples/vcf/{sample}.vcf"))


def test_a_report_in_xml_that_calls_itself_xls_is_read() -> None:
    with real("importers/samples/bni_connect_slips_audit_report.xls").open("rb") as file:
        table = read(file)
        first = next(table.rows())
        assert (table.kind, first.cells, sum(1 for _ in table.rows())) == (
            "Excel XML",
            ["From", "To", "Slip Type", "Inside/Outside", "TYFCB Amount", "CEU Credits", "Detail"],
            101,
        )
