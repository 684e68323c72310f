"""Amounts, times and numbers read as people say them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import translation
from moneyed import Money

from betterpie.ui import formats

NOW = datetime(2026, 3, 3, 20, 0, tzinfo=UTC)
"""A Tuesday noon in Long Beach."""


@pytest.mark.parametrize(
    ("minor", "currency", "words"),
    [
        (115000, "USD", "$1,150"),
        (1250, "USD", "$12.50"),
        (0, "USD", "$0"),
        (-14000, "USD", "−$140"),
        (115000, "JPY", "¥115,000"),
        (100000000, "EUR", "€1,000,000"),
    ],
)
def test_an_amount_shows_its_cents_only_where_it_has_some(minor: int, currency: str, words: str) -> None:
    assert formats.money(minor, currency) == words


def test_an_amount_can_show_its_sign_and_nothing_has_none() -> None:
    assert [formats.money(minor, "USD", signed=True) for minor in (351000, -14000, 0)] == ["+$3,510", "−$140", "$0"]


def test_an_amount_that_knows_its_currency_is_in_whole_units() -> None:
    assert formats.money(Money(Decimal("85.00"), "USD")) == "$85"


def test_spanish_in_the_united_states_writes_dollars_as_its_neighbors_do() -> None:
    with translation.override("es"):
        assert (formats.money(115000, "USD"), formats.clock(NOW)) == ("$1,150", "12:00\u202fp.m.")


@pytest.mark.parametrize(("value", "words"), [(3.84, "+3.8"), (-0.3, "−0.3"), (0.04, "0.0"), (-0.04, "0.0"), (Decimal("2"), "+2.0")])
def test_a_number_shows_its_sign_and_what_rounds_to_nothing_has_none(value: float, words: str) -> None:
    assert formats.signed(value) == words


@pytest.mark.parametrize(
    ("past", "words"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=1), "a minute ago"),
        (timedelta(minutes=40), "40 minutes ago"),
        (timedelta(hours=1, minutes=20), "an hour ago"),
        (timedelta(hours=5), "5 hours ago"),
        (timedelta(hours=20), "yesterday"),
        (timedelta(days=3), "3 days ago"),
        (timedelta(days=15), "2 weeks ago"),
        (timedelta(days=62), "in December 2025"),
        (timedelta(days=-1), "tomorrow at 12 pm"),
    ],
)
def test_the_past_is_told_as_people_tell_it(past: timedelta, words: str) -> None:
    assert formats.ago(NOW - past, now=NOW) == words


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (NOW + timedelta(hours=2), "by 2 pm today"),
        (NOW + timedelta(hours=26, minutes=30), "by 2:30 pm tomorrow"),
        (NOW + timedelta(days=3, hours=2), "by Friday, 2 pm"),
        (NOW + timedelta(days=12, hours=2), "by March 15, 3 pm"),
        (NOW - timedelta(hours=1), "due an hour ago"),
        (date(2026, 3, 6), "by Friday"),
        (date(2026, 3, 2), "due yesterday"),
        (date(2027, 1, 2), "by January 2, 2027"),
    ],
)
def test_what_is_due_says_by_when(at: datetime | date, words: str) -> None:
    assert formats.due(at, now=NOW) == words


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (NOW + timedelta(hours=2), "today at 2 pm"),
        (NOW - timedelta(days=1, hours=3), "yesterday at 9 am"),
        (NOW + timedelta(days=6), "Monday at 1 pm"),
        (NOW + timedelta(days=7), "March 10 at 1 pm"),
        (date(2026, 3, 4), "tomorrow"),
    ],
)
def test_a_moment_has_its_day_and_its_hour(at: datetime | date, words: str) -> None:
    assert formats.when(at, now=NOW) == words


def test_midnight_and_noon_are_twelve() -> None:
    assert [formats.clock(NOW - timedelta(hours=hours)) for hours in (0, 12, 11)] == ["12 pm", "12 am", "1 am"]


@pytest.mark.parametrize(
    ("typed", "read", "dialled"),
    [
        ("562 555 0142", "(562) 555-0142", "+15625550142"),
        ("+1 562-555-0142", "(562) 555-0142", "+15625550142"),
        ("+44 20 7946 0018", "+44 20 7946 0018", "+442079460018"),
        ("ask Ortiz", "ask Ortiz", ""),
        ("12", "12", ""),
    ],
)
def test_a_telephone_number_is_written_as_people_here_write_it(typed: str, read: str, dialled: str) -> None:
    assert (formats.phone(typed), formats.dialled(typed)) == (read, dialled)
