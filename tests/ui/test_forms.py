"""Forms keep what was typed, name what is to be mended, and lead to it."""

import pytest
from django import forms
from django.utils.html import strip_tags

from betterpie.ui.fields import LocalForm, PhoneField
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
