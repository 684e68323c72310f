"""Answering in private, and the one page on which all see the deal."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from betterpie.kernel.sharing import SharingError
from betterpie.members.permissions import SeatedRequest, member_page, node_page
from betterpie.projects import actions, panels, queries
from betterpie.projects.forms import FigureForm, LeaveForm, QuestionForm, RuleForm, SignedAmountField, plain
from betterpie.projects.models import Figure, Partner, Project
from betterpie.projects.permissions import can_close
from betterpie.projects.queries import Deal
from betterpie.projects.queries.paper import names_of
from betterpie.projects.views.base import asked, attempt, back, load, load_managed
from betterpie.projects.views.pages import context_of
from betterpie.ui.posting import posted


@member_page
@posted("projects:project")
def begin(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """Tell all partners that a few numbers are asked of them."""
    project, _me = load_managed(request, pk)
    said = _("Everybody will be asked, in private.")
    done = attempt(request, lambda: actions.begin_asking(project, by=request.user.pk, at=request.now), said)
    return back(request, project, "questions" if done else "project")


@member_page
def questions(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """My numbers, which nobody sees before all have answered."""
    project, me = load(request, pk)
    if not project.is_asking:
        return back(request, project, "deal")
    partners = queries.partners(project)
    form = QuestionForm(request.POST or None, project=project, me=me, partners=partners, known=queries.answers_of(me))
    hint = _("In private. The others see it when all have answered, and you see theirs.")
    title = {1: _("A few numbers"), 2: _("Is there something special between two?"), 3: _("Could some do it alone?")}[project.round]

    def answer() -> None:
        actions.answer(project, me, form.replies(), by=request.user.pk, at=request.now)

    return asked(
        request, project, form, answer, title=title, label=_("These are my numbers"), hint=hint, said=_("Thank you. That is all for now.")
    )


@node_page
@posted("projects:project")
def close(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """Stop asking: by the one who manages, or by a steward, who sees no number by it."""
    project = queries.whole(pk)
    if project is None or project.node_id != request.seat.node.pk or not can_close(request.seat, project):
        raise Http404
    said = _("Closed. All partners see all answers now.")
    attempt(request, lambda: actions.close_round(project, by=request.user.pk, at=request.now), said)
    is_in = request.seat.member is not None and queries.of(pk, member=request.seat.member) is not None
    return back(request, project) if is_in else _to_list(request)


@member_page
@posted("projects:project")
def more(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """Ask the next question of all."""
    project, _me = load_managed(request, pk)
    attempt(request, lambda: actions.ask_more(project, by=request.user.pk, at=request.now), _("Everybody will be asked, in private."))
    return back(request, project)


@member_page
@posted("projects:deal")
def ask_anew(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """Set last time's numbers aside, and ask everybody."""
    project, _me = load_managed(request, pk)
    said = _("Everybody will be asked, in private.")
    done = attempt(request, lambda: actions.ask_anew(project, by=request.user.pk, at=request.now), said)
    return back(request, project, "questions" if done else "deal")


@member_page
def deal(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """The one page: what each has alone, the ways to split, whether they hold, what would break them. With other numbers: playing."""
    project, me = load(request, pk)
    partners = queries.partners(project)
    paper = queries.agreement(project)
    signed = [row.partner_id for row in queries.signatures(paper)] if paper else []
    context = context_of(project, me) | {
        "me": me,
        "partners": partners,
        "paper": paper if paper is not None and (paper.stands_since or paper.deal_version == project.deal_version) else None,
        "has_signed": me.pk in signed,
        "who_signed": panels.who_signed(paper, signed, partners) if paper else "",
    }
    if project.has_rivals:
        ways = queries.bound_ways(partners, queries.hours(project))
        heads = [(rule, panels.rule_names()[rule], rule == project.rule) for rule in ways]
        return render(request, "projects/bound.html", context | {"rules": heads, "rows": panels.percents(ways, partners)})
    if project.round_closed_at is None:
        return back(request, project)
    found, tried = _deal(project, partners, request.GET)
    if found is None:
        return back(request, project)
    names = names_of(partners)
    context |= panels.context_of(found, partners, me, project.currency)
    context |= {
        "tried": tried,
        "can_play": _can_play(partners),
        "play_limit": queries.PLAYED_UP_TO,
        "numbers": [_number(row, found, names, tried) for row in queries.figures(project)],
        "rule_url": _tried_in(request.GET),
        "is_chosen": found.rule == project.rule,
        "said": (said := _said(project, partners, names)),
        "is_from_before": queries.is_from_before(project),
        "has_said": any(cell for line in said for _name, cell in line["cells"]),
        "can_ask_more": project.is_draft and project.round < Project.Round.GROUPS and len(partners) > 2,
    }
    part = "projects/deal.html#split" if request.headers.get("HX-Request") else "projects/deal.html"
    return render(request, part, context)


@member_page
def figure(request: SeatedRequest, pk: int, row: int) -> HttpResponseBase:
    """Agree on another number."""
    project, _me = load(request, pk)
    found = Figure.objects.filter(pk=row, project=project).first()
    if found is None or project.round_closed_at is None:
        raise Http404
    partners = queries.partners(project)
    first = {"amount": plain(found.amount), "seen": found.version}
    form = FigureForm(request.POST or None, initial=first)

    def settle() -> None:
        actions.settle_on(project, found, amount=form.cleaned_data["amount"], seen=form.cleaned_data["seen"])

    title = panels.figure_words(found, names_of(partners))
    title = title[:1].upper() + title[1:]
    hint = _("Talk about it first: it changes everybody’s share, and whoever signed signs anew.")
    return asked(request, project, form, settle, title=title, label=_("Work with this number"), to="deal", hint=hint)


@member_page
def rule(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """Choose how to split."""
    project, _me = load(request, pk)
    partners = queries.partners(project)
    bound = project.has_bound_hands
    rules = [Project.Rule.HOURS, Project.Rule.EQUAL, Project.Rule.OWN] if bound else list(Project.Rule)
    first = {"rule": request.GET.get("rule", project.rule)}
    form = RuleForm(request.POST or None, partners=partners, rules=rules, initial=first)

    def choose() -> None:
        actions.choose_rule(project, form.cleaned_data["rule"], own=form.own())

    return asked(request, project, form, choose, title=_("How to split"), label=_("Split like this"), to="deal")


@member_page
def allowance(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """Allow, in my own words, that I get less than alone."""
    project, me = load(request, pk)
    form = LeaveForm(request.POST or None)

    def allow() -> None:
        actions.give_leave(project, me, words=form.cleaned_data["words"], at=request.now)

    hint = _("You may have good reasons: it stands in the paper, and it ends as soon as a number changes.")
    return asked(request, project, form, allow, title=_("I may get less than alone"), label=_("I allow it"), to="deal", hint=hint)


def _deal(project: Project, partners: list[Partner], asked_for: QueryDict) -> tuple[Deal | None, dict[tuple[str, str], int]]:
    figures, hours = queries.figures(project), queries.hours(project)
    known = {(row.kind, row.about): row for row in figures}
    tried = {
        key: amount
        for key, row in known.items()
        if _can_play(partners) and (amount := _typed(asked_for.get(_field(row)), project.currency)) is not None and amount != row.amount
    }
    try:
        return queries.deal(project, partners, queries.changed(known, tried).values(), hours=hours, rule=asked_for.get("rule", "")), tried
    except SharingError:
        return None, tried


def _can_play(partners: list[Partner]) -> bool:
    """Whether they are few enough for numbers to be tried out: each try is worked out anew for every group."""
    return len(partners) <= queries.PLAYED_UP_TO


def _field(row: Figure) -> str:
    return f"try_{row.kind}_{row.about}".rstrip("_")


def _typed(text: str | None, currency: str) -> int | None:
    """What was typed into the playing form, in minor units; what is no amount is left as it was."""
    field = SignedAmountField(required=False)
    field.currency = currency
    try:
        amount: int | None = field.clean(text)
    except ValidationError:
        return None
    return amount


def _number(row: Figure, found: Deal, names: Mapping[int, str], tried: Mapping[tuple[str, str], int]) -> dict[str, object]:
    """One number of the playing form: its words, what it is and what it is tried as, and how far its slider goes."""
    amount = tried.get((row.kind, row.about), row.amount)
    reach = max(abs(row.amount) * 2, found.apart // 2, 10_000) // 100
    low = -reach if row.amount < 0 or row.kind == "pair" else 0
    return {
        "field": _field(row), "words": panels.figure_words(row, names), "row": row, "amount": amount, "typed": plain(amount),
        "whole": amount // 100, "low": low, "high": reach, "step": _round_step(reach // 200), "is_tried": (row.kind, row.about) in tried,
    }  # fmt: skip


def _round_step(amount: int) -> int:
    """The largest of 1, 2, 5, 10, 20, 50, ... that is not above `amount`: a slider that stops at numbers people say."""
    return max((unit * 10**power for power in range(len(str(amount))) for unit in (1, 2, 5) if unit * 10**power <= amount), default=1)


def _said(project: Project, partners: list[Partner], names: Mapping[int, str]) -> list[dict[str, Any]]:
    """What each answered, side by side, a line for each number."""
    answers = {(row.partner_id, row.kind, row.about): row for row in queries.answers(project)}
    lines = []
    for row in queries.figures(project):
        cells = [(names[one.number], answers.get((one.pk, row.kind, row.about))) for one in partners]
        amounts = [cell.amount for _name, cell in cells if cell is not None]
        apart = len(amounts) > 1 and max(amounts) - min(amounts) > max(abs(row.amount) // 5, 1)
        lines.append({"row": row, "words": panels.figure_words(row, names), "cells": cells, "is_apart": apart})
    return lines


def _tried_in(asked_for: QueryDict) -> str:
    kept = asked_for.copy()
    kept.pop("rule", None)
    return kept.urlencode()


def _to_list(request: SeatedRequest) -> HttpResponseBase:
    return redirect("projects:list", request.seat.node.slug)
