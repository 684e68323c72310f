"""Forms keep what was typed, name what is to be mended, and lead to it."""

import pytest
from django import forms
from django.utils.html import strip_tags

from betterpie.ui.fields import AmountField, LocalForm, PhoneField, counted_in
from betterpie.ui.views import SampleForm


class Loose(forms.Form):
    """Two fields and a rule between them."""

    name = forms.CharField(label="Name", help_text="As on your sign.", widget=forms.TextInput(attrs={"autocomplete": "organization"}))
    street = forms.CharField(label="Street", required=False)

    def clean(self) -> None:
        """Refuses, whatever was typed."""
        raise forms.ValidationError("These two do not go together.")


def test_an_empty_form_accuses_nobody() -> None:
    drawn = str(Loose())
    assert [word for word in ("errors", "aria-invalid", "wrong") if word in drawn] == []


def test_what_was_typed_is_kept() -> None:
    assert 'value="puppy &amp; &quot;kitten&quot;"' in str(SampleForm({"need": 'puppy & "kitten"'}))


def test_every_trouble_stands_on_top_and_leads_to_its_field() -> None:
    drawn = str(SampleForm({"need": "x", "worth": "won", "mail": "maya at example"}))
    links = {part.split('"')[0] for part in drawn.split('<a href="#')[1:]}
    assert (links, all(f'id="{link}"' in drawn for link in links)) == ({"id_name", "id_mail", "id_kind", "id_leave"}, True)


def test_a_choice_without_an_answer_leads_to_its_first_card() -> None:
    drawn = str(SampleForm({"need": "x"}))
    assert ('<a href="#id_worth_0">' in drawn, 'id="id_worth_0"' in drawn) == (True, True)


def test_a_field_is_tied_to_its_hint_and_its_trouble() -> None:
    drawn = str(Loose({"name": ""})["name"].as_field_group())
    assert all(
        part in drawn
        for part in (
            'aria-describedby="id_name_helptext id_name_error"',
            'id="id_name_helptext"',
            'id="id_name_error"',
            'aria-invalid="true"',
        )
    )


def test_a_rule_between_fields_is_said_once() -> None:
    drawn = str(Loose({"name": "Petal & Stem"}))
    assert strip_tags(drawn).count("These two do not go together.") == 1


def test_autocomplete_is_kept() -> None:
    assert 'autocomplete="organization"' in str(Loose())


def test_only_what_may_be_left_out_says_so() -> None:
    drawn = str(Loose())
    assert drawn.count("(if you like)") == 1


def test_a_group_of_choices_has_its_question_as_legend() -> None:
    drawn = SampleForm()["worth"].as_field_group()
    assert ("<legend>What came of it?" in drawn, drawn.count('<label class="choice"')) == (True, 3)


class Reached(LocalForm):
    """How to reach somebody."""

    phone = PhoneField()


@pytest.mark.parametrize(
    ("region", "typed", "kept"),
    [
        ("US", "(562) 555-0142", "+15625550142"),
        ("US", "1 562 555 0142", "+15625550142"),
        ("US", "+44 20 7946 0018", "+442079460018"),
        ("DE", "030 901820", "+4930901820"),
        ("MX", "55 1234 5678", "+525512345678"),
    ],
)
def test_a_number_is_read_as_people_write_it_there(region: str, typed: str, kept: str) -> None:
    form = Reached({"phone": typed}, region=region)
    assert (form.errors, form.cleaned_data) == ({}, {"phone": kept})


@pytest.mark.parametrize(
    ("region", "typed", "sentence"),
    [
        ("US", "5550142", "The area code is missing. Try it like (201) 555-0123."),
        ("US", "562 555 014", "That number is too short or too long. Try it like (201) 555-0123."),
        ("US", "123 456 7890", "No number begins like that here. Try it like (201) 555-0123."),
        ("US", "no number", "That doesn't look like a phone number. Try it like (201) 555-0123."),
        ("DE", "12", "The area code is missing. Try it like 030 123456."),
    ],
)
def test_what_cannot_be_dialled_is_refused_with_what_is_missing(region: str, typed: str, sentence: str) -> None:
    assert Reached({"phone": typed}, region=region).errors == {"phone": [sentence]}


class Priced(forms.Form):
    """One amount."""

    amount = AmountField(label="How much?", required=False)


def read(text: str, currency: str = "") -> int | list[str] | None:
    """What an amount is read as in minor units, or the sentence of its refusal."""
    form = Priced({"amount": text})
    counted_in(form, currency)
    return form.cleaned_data["amount"] if form.is_valid() else list(form.errors["amount"])


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("", None), ("250", 25000), ("0", 0), ("$1,150", 115000), ("1150.50", 115050), ("1.150,50", 115050), ("1.150", 115000),
        ("1 150,5", 115050), ("12,50", 1250), (".5", 50), ("about 500 or so", 50000), ("500 dollars.", 50000), ("1,234,567.89", 123456789),
        ("\u0661\u0662\u0663", 12300),
    ],
)  # fmt: skip
def test_an_amount_is_read_as_people_write_it(text: str, amount: int | None) -> None:
    assert read(text) == amount


@pytest.mark.parametrize("text", ["some", "1e9", "2 x 500", "500, maybe 600", "5-10", "7000.005", "1,23,4", "NaN", "."])
def test_what_may_be_more_than_one_amount_is_asked_again(text: str) -> None:
    assert read(text) == ["Please write an amount, like 250."]


@pytest.mark.parametrize("text", ["-5", "−5", "- $5", "$-5", "99999999999"])
def test_less_than_nothing_and_more_than_anything_are_refused(text: str) -> None:
    assert read(text) == ["Please write an amount between nothing and ten billion."]


@pytest.mark.parametrize(
    ("text", "currency"), [("€500", "USD"), ("500 EUR", "USD"), ("£ 20", "USD"), ("$500", "EUR"), ("USD 500", "CAD"), ("€5", "CHF")]
)
def test_another_currency_is_not_read_as_this_one(text: str, currency: str) -> None:
    assert read(text, currency) == [f"Amounts are in {currency} here. Please change it into that first."]


@pytest.mark.parametrize(
    ("text", "currency"), [("$500", "USD"), ("500 €", "EUR"), ("USD 500", "USD"), ("$500", "CAD"), ("$500", "COP"), ("€500", "")]
)
def test_its_own_currency_may_stand_beside_an_amount(text: str, currency: str) -> None:
    assert read(text, currency) == 50000
