"""Two records of one shop are found; two shops are left apart."""

from hypothesis import given
from hypothesis import strategies as st

from betterpie.kernel.listings import blocking, duplicates
from betterpie.kernel.listings.duplicates import Candidate
from betterpie.kernel.listings.shops import Shop, shop

NAPLES = shop("a", "Naples Animal Hospital, Inc.", phones=["(562) 555-0102"], street="5200 E 2nd Street", zip_code="90803")
SAME = shop("b", "NAPLES ANIMAL HOSPITAL", phones=["+15625550102"], street="5200 East 2nd St. Ste 4", zip_code="90803-1111")
TYPO = shop("c", "Naples Animl Hosptal", street="5200 E 2nd St", zip_code="90803")
PHARMACY = shop("d", "Naples Animal Hospital Pharmacy", phones=["562-555-0102"], street="5200 E 2nd St", zip_code="90803")
BRANCH = shop("e", "Naples Animal Hospital", phones=["714 555 0107"], street="19 W Chapman Ave", zip_code="92866", city="Orange")
NEIGHBOR = shop("f", "Naples Rib Company", phones=["(562) 555-0109"], street="5800 E 2nd St", zip_code="90803")


def test_the_same_shop_in_another_spelling_is_proposed_with_reasons() -> None:
    likely = round(duplicates.score(NAPLES, SAME), 3)
    assert likely > 0.95
    assert list(duplicates.pairs([NAPLES, SAME, NEIGHBOR])) == [
        Candidate("a", "b", likely, ("same name", "same phone", "same house number"))
    ]


def test_a_typing_error_does_not_hide_a_shop() -> None:
    assert duplicates.score(NAPLES, TYPO) >= duplicates.LIKELY


def test_a_branch_elsewhere_a_shop_inside_and_a_neighbor_are_not_the_same_shop() -> None:
    assert [duplicates.score(NAPLES, other) < duplicates.LIKELY for other in (BRANCH, PHARMACY, NEIGHBOR)] == [True, True, True]


def test_listings_are_compared_with_what_is_there_but_not_what_is_there_with_itself() -> None:
    found = [(candidate.a, candidate.b) for candidate in duplicates.pairs([TYPO], [NAPLES, SAME])]
    assert found == [("a", "c"), ("b", "c")]


def test_a_large_block_is_compared_among_neighbors_only() -> None:
    crowd = [shop(at, f"Tenant {at:03}", phones=["562 555 0100"]) for at in range(100)]
    found = list(blocking.candidates(crowd))
    assert len(found) == sum(100 - step for step in range(1, blocking.WINDOW + 1))
    assert found == sorted(set(found))


texts = st.text(alphabet="ab 1é店", max_size=12)
shops = st.builds(
    lambda name, street, phone: shop(name, name, street=street, phones=[phone]),
    texts,
    texts,
    st.sampled_from(["", "5625550100", "12345678"]),
)


@given(shops, shops)
def test_the_score_is_a_likelihood_and_does_not_care_for_the_order(a: Shop, b: Shop) -> None:
    assert 0 < duplicates.score(a, b) < 1
    assert abs(duplicates.score(a, b) - duplicates.score(b, a)) < 0.05


@given(st.lists(shops, max_size=8))
def test_a_pair_comes_at_most_once_and_in_order(found: list[Shop]) -> None:
    pairs = list(blocking.candidates(found))
    assert pairs == sorted(set(pairs))
    assert all(one < other for one, other in pairs)
