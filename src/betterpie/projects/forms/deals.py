"""The deal: numbers answered in private, another number, how to split, and leave to get less than alone."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from betterpie.projects.actions import Reply
from betterpie.projects.forms.fields import SignedAmountField, named, plain
from betterpie.projects.models import Answer, Kind, Partner, Project, Sure
from betterpie.ui.fields import AmountField


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
            choices=named(partners),
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
