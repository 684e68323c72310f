"""What people write about projects, cleaned."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

import charset_normalizer
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from betterpie.members.models import Member
from betterpie.projects.actions import Reply
from betterpie.projects.actions.planning import EVENING
from betterpie.projects.models import Answer, Input, Kind, Line, Partner, Project, Sure
from betterpie.projects.models.shapes import SHAPES
from betterpie.projects.queries import Newcomer
from betterpie.ui.fields import AmountField, NameField

LARGEST = 100_000


def day_field(label: Any, *, required: bool = True) -> forms.DateField:
    """A day, chosen by the browser's own calendar."""
    return forms.DateField(label=label, required=required, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class SignedAmountField(AmountField):
    """An amount that may be below nothing, such as what an evening leaves in a bad year."""

    def clean(self, value: Any) -> Any:
        """Minor units with their sign, or None."""
        text = str(value or "").strip().replace("−", "-")
        below = text.startswith("-")
        amount = super().clean(text.removeprefix("-") if below else text)
        return -amount if below and amount is not None else amount


class ProjectForm(forms.Form):
    """The idea."""

    shape = forms.ChoiceField(
        label=lazy("What is it like?"), required=False, choices=(), widget=forms.RadioSelect(attrs={"class": "across"})
    )
    name = NameField(label=lazy("What shall it be called?"), max_length=80)
    idea = forms.CharField(
        label=lazy("The idea in a sentence or two"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    ends_on = day_field(lazy("When will it be over?"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["shape"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*((shape.slug, shape.name) for shape in SHAPES), ("", lazy("Something else"))]


class TermsForm(forms.Form):
    """The words, the end, what managing is paid, and what happens if it is called off."""

    name = ProjectForm.base_fields["name"]
    idea = ProjectForm.base_fields["idea"]
    ends_on = ProjectForm.base_fields["ends_on"]
    manager_pay = AmountField(label=lazy("What is paid for managing, before anything is shared?"), required=False)
    if_off = forms.ChoiceField(label=lazy("If it is called off"), choices=Project.IfOff.choices, widget=forms.RadioSelect)


class AskForm(forms.Form):
    """Whom to ask."""

    member = forms.ModelChoiceField(label=lazy("Whom would you like to ask?"), queryset=Member.objects.none())

    def __init__(self, *args: Any, members: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["member"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = members


class DueForm(forms.Form):
    """What is due on a day: in the evening, where the group is."""

    due_on = day_field(lazy("By when?"))

    def due_at(self, member: Member) -> datetime:
        """Six in the evening of that day."""
        on: date = self.cleaned_data["due_on"]
        return datetime.combine(on, EVENING, member.node.zone)


class InputForm(DueForm):
    """What somebody puts in."""

    kind = forms.ChoiceField(label=lazy("What kind?"), choices=Input.Kind.choices, widget=forms.RadioSelect(attrs={"class": "across"}))
    what = forms.CharField(label=lazy("What exactly?"), max_length=160)
    money = AmountField(label=lazy("How much is it worth?"), required=False, help_text=lazy("For money and stock."))
    hours = forms.IntegerField(label=lazy("How many hours?"), required=False, min_value=1, max_value=LARGEST)
    otherwise = forms.CharField(label=lazy("What would you do with it otherwise?"), max_length=200, required=False)

    field_order = ("kind", "what", "money", "hours", "otherwise", "due_on")

    def amount(self) -> int | None:
        """Minor units for money and stock, hours for hours, nothing for the rest."""
        kind = self.cleaned_data["kind"]
        if kind == Input.Kind.HOURS:
            return self.cleaned_data["hours"] or None
        return self.cleaned_data["money"] or None if kind in Input.IN_MONEY else None


class StepForm(DueForm):
    """Who does what by when."""

    what = forms.CharField(label=lazy("What is to be done?"), max_length=160)
    partner = forms.ChoiceField(label=lazy("Who does it?"))

    field_order = ("what", "partner", "due_on")

    def __init__(self, *args: Any, partners: Iterable[Partner], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["partner"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = _named(partners)


class LastingForm(forms.Form):
    """What will be there afterwards, and whose."""

    what = forms.CharField(label=lazy("What will be there afterwards?"), max_length=120)
    owner = forms.ChoiceField(label=lazy("Whose is it then?"), required=False)

    def __init__(self, *args: Any, partners: Iterable[Partner], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["owner"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("all of us together")), *_named(partners)]


class NoteForm(forms.Form):
    """A line for the others."""

    words = forms.CharField(label=lazy("For the others"), max_length=400, widget=forms.Textarea(attrs={"rows": 2}))
    link = forms.URLField(label=lazy("Where the file lies"), required=False, assume_scheme="https")


class FinishForm(forms.Form):
    """How many customers it brought."""

    gained = forms.IntegerField(label=lazy("New customers, as far as you know"), required=False, min_value=0, max_value=LARGEST)
    kept = forms.IntegerField(label=lazy("Customers who came again"), required=False, min_value=0, max_value=LARGEST)


class LeaveForm(forms.Form):
    """Her own words that she may get less than alone."""

    words = forms.CharField(label=lazy("In your own words"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class FigureForm(forms.Form):
    """Another number that all work with from now on, and the version she saw."""

    amount = SignedAmountField(label=lazy("From now on we work with"))
    seen = forms.IntegerField(widget=forms.HiddenInput)


class RuleForm(forms.Form):
    """How to split; for own percentages, one for each."""

    rule = forms.ChoiceField(label=lazy("How do you want to split?"), choices=Project.Rule.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, partners: Iterable[Partner], rules: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.partners = list(partners)
        allowed = set(rules)
        field = self.fields["rule"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(value, label) for value, label in Project.Rule.choices if value in allowed]
        for one in self.partners:
            self.fields[f"own_{one.number}"] = forms.DecimalField(
                label=_("%(name)s, in percent") % {"name": one.member.business.name}, required=False, min_value=0, max_value=100,
                decimal_places=2, initial=one.own_part / 100 if one.own_part is not None else None,
            )  # fmt: skip

    def own(self) -> Mapping[int, int] | None:
        """Each one's part in hundredths of a percent; None for another rule."""
        if self.cleaned_data["rule"] != Project.Rule.OWN:
            return None
        return {one.number: int((self.cleaned_data.get(f"own_{one.number}") or 0) * 100) for one in self.partners}


class QuestionForm(forms.Form):
    """The questions of a round, put to one partner: what she would make alone, all together, and what would be lost without each."""

    sure = forms.TypedChoiceField(
        label=lazy("How sure are you of these numbers?"), choices=Sure.choices, coerce=int, initial=Sure.ROUGHLY,
        widget=forms.RadioSelect(attrs={"class": "across"}),
    )  # fmt: skip

    def __init__(
        self, *args: Any, project: Project, me: Partner, partners: list[Partner], known: Mapping[tuple[str, str], Answer], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.asked: dict[str, tuple[str, str]] = {}
        self.project, self.known = project, known
        others = [one for one in partners if one.pk != me.pk]
        if project.round == Project.Round.BASICS:
            self._ask_basics(me, partners)
        elif project.round == Project.Round.PAIRS:
            self._ask_pairs(me, others)
        else:
            self._ask_groups(partners)
        self.order_fields([*(name for name in self.fields if name != "sure"), "sure"])
        first = next(iter(known.values()), None)
        if first is not None:
            self.initial.setdefault("sure", first.sure)

    def replies(self) -> list[Reply]:
        """What she answered."""
        words, sure = self.cleaned_data, self.cleaned_data["sure"]
        said = [
            Reply(kind=kind, about=about, amount=words[name], sure=sure)
            for name, (kind, about) in self.asked.items()
            if words.get(name) is not None
        ]
        chosen = words.get("group") or []
        if words.get("group_amount") is not None and len(chosen) >= 2:
            about = "-".join(sorted(chosen, key=int))
            said.append(Reply(kind=Kind.GROUP, about=about, amount=words["group_amount"], sure=sure))
        return said

    def _ask_basics(self, me: Partner, partners: list[Partner]) -> None:
        self._ask(Kind.ALONE, str(me.number), _("1. What would you make from this alone, without the others?"), AmountField,
                  hint=_("After your costs. Nothing is a fine answer."))  # fmt: skip
        self._ask(Kind.TOGETHER, "", _("2. What would all of you make together?"), SignedAmountField,
                  hint=_("After all costs, and after paying for managing."))  # fmt: skip
        if len(partners) > 2:
            for one in partners:
                words = (
                    _("3. How much would be lost if you pulled out?")
                    if one.pk == me.pk
                    else _("3. How much would be lost if %(name)s pulled out?")
                )
                self._ask(Kind.LOSS, str(one.number), words % {"name": one.member.business.name}, SignedAmountField)

    def _ask_pairs(self, me: Partner, others: list[Partner]) -> None:
        for one in others:
            about = "-".join(str(number) for number in sorted((me.number, one.number)))
            words = _("4. What do you and %(name)s make extra, because both of you are in?") % {"name": one.member.business.name}
            self._ask(Kind.PAIR, about, words, SignedAmountField, required=False, hint=_("Leave it empty where there is nothing special."))

    def _ask_groups(self, partners: list[Partner]) -> None:
        self.fields["group"] = forms.MultipleChoiceField(
            label=_("5. Might some of you do it without the rest? Who?"),
            required=False,
            choices=_named(partners),
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["group_amount"] = SignedAmountField(label=_("What would they make?"), required=False)

    def _ask(self, kind: str, about: str, words: str, field: type[AmountField], *, required: bool = True, hint: str = "") -> None:
        name = f"{kind}_{about}".rstrip("_").replace("-", "_")
        known = self.known.get((kind, about))
        self.fields[name] = field(label=words, required=required, help_text=hint, initial=plain(known.amount) if known else None)
        self.asked[name] = (kind, about)

    def clean(self) -> dict[str, Any]:
        """A group needs two and an amount, or neither."""
        words = super().clean() or {}
        chosen, amount = words.get("group") or [], words.get("group_amount")
        if chosen and (len(chosen) < 2 or amount is None):
            self.add_error("group", _("Choose at least two, and say what they would make."))
        return words


def plain(amount: int) -> str:
    """Minor units as people type them: 250, 250.50."""
    whole, cents = divmod(abs(amount), 100)
    return ("-" if amount < 0 else "") + (f"{whole}.{cents:02}" if cents else str(whole))


def _named(partners: Iterable[Partner]) -> list[tuple[str, str]]:
    return [(str(one.number), one.member.business.name) for one in partners]


class LineForm(forms.Form):
    """Something that came in, or was paid."""

    kind = forms.ChoiceField(
        label=lazy("Did it come in, or was it paid?"), choices=Line.Kind.choices, initial=Line.Kind.TAKINGS,
        widget=forms.RadioSelect(attrs={"class": "across"}),
    )  # fmt: skip
    what = forms.CharField(label=lazy("What was it?"), max_length=160)
    amount = AmountField(label=lazy("How much?"))
    on = day_field(lazy("When?"))


class ListForm(forms.Form):
    """A list from the till or the bank."""

    file = forms.FileField(label=lazy("A list with the columns date, what and amount; below 0 is what was paid"))

    def clean_file(self) -> Any:
        """Refuses more than a megabyte."""
        file = self.cleaned_data["file"]
        if file.size > 1_000_000:
            raise forms.ValidationError(_("Choose a list of at most a megabyte."))
        return file

    def text(self) -> str:
        """What it says, however it is written."""
        found = charset_normalizer.from_bytes(self.cleaned_data["file"].read()).best()
        return str(found) if found is not None else ""


class MissingForm(forms.Form):
    """What is missing in the sheets."""

    why = forms.CharField(label=lazy("What is missing?"), max_length=300)


class LearnedForm(forms.Form):
    """What somebody learned."""

    words = forms.CharField(label=lazy("What did you learn, for the next time?"), max_length=400, widget=forms.Textarea(attrs={"rows": 2}))


class PlayForm(forms.Form):
    """Who leaves, and what somebody new would bring. Nothing of it is kept."""

    without = forms.MultipleChoiceField(
        label=lazy("Without"), required=False, widget=forms.CheckboxSelectMultiple(attrs={"class": "across"})
    )
    alone = AmountField(label=lazy("Somebody new: what would she make alone?"), required=False)
    cost = AmountField(label=lazy("What would it cost to have her in?"), required=False)

    def __init__(self, *args: Any, partners: Iterable[Partner], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.partners = list(partners)
        field = self.fields["without"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = _named(self.partners)
        for one in self.partners:
            words = _("What would she and %(name)s create extra?") % {"name": one.member.business.name}
            self.fields[f"with_{one.number}"] = SignedAmountField(label=words, required=False)

    def clean_without(self) -> list[int]:
        """The numbers of those who leave; refuses all of them."""
        gone = [int(number) for number in self.cleaned_data["without"]]
        if len(gone) >= len(self.partners):
            raise forms.ValidationError(_("Somebody has to stay."))
        return gone

    def newcomer(self) -> Newcomer | None:
        """What somebody new would bring, where anything is written."""
        words = self.cleaned_data
        extras = {one.number: words.get(f"with_{one.number}") for one in self.partners}
        if words.get("alone") is None and all(amount is None for amount in extras.values()):
            return None
        return Newcomer(alone=words.get("alone") or 0, extras={n: amount or 0 for n, amount in extras.items()}, cost=words.get("cost") or 0)
