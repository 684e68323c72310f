"""What stewards write about occasions, cleaned."""

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

LARGEST = 2_000_000
"""Bytes of a file of occasions."""

EXAMPLE = (
    "occasion,people,how_often,asked,step,needed_by,weeks,trades,after,sign,source\n"
    "the lantern walk,families who come to the lantern walk,sometimes,some,a lantern,most,1-3,gift_shop,,children ask for one,\n"
    ",,,,something hot on the way,some,4,coffee_shop,a lantern,cold hands,\n"
)
"""What a new occasion looks like."""


class OccasionForm(forms.Form):
    """One occasion as the file has it."""

    text = forms.CharField(
        label=lazy("The lines"),
        max_length=20_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "wrap": "off"}),
    )

    def clean_text(self) -> str:
        """The lines as a spreadsheet's file has them, whatever the browser made of their ends."""
        return str(self.cleaned_data["text"]).replace("\r\n", "\n").replace("\0", "")


class FileForm(forms.Form):
    """A whole file."""

    file = forms.FileField(label=lazy("Your file"), widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}))

    def clean_file(self) -> str:
        """The words of the file."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError(_("That file is too large."))
        try:
            return bytes(file.read()).decode("utf-8-sig").replace("\r\n", "\n").replace("\0", "")
        except UnicodeDecodeError as trouble:
            raise forms.ValidationError(_("Please save it as CSV in UTF-8, as spreadsheets can.")) from trouble
