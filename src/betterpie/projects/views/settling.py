"""After the work: what came in, everybody's sheet, who pays whom, and what was learned."""

from datetime import datetime

from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from betterpie.members.permissions import SeatedRequest, clock, member_page
from betterpie.projects import actions, imports, links, panels, queries
from betterpie.projects.actions import Entry
from betterpie.projects.forms import LearnedForm, LineForm, ListForm, MissingForm
from betterpie.projects.models import Line, Partner, Payment, Project, Settlement, Sheet
from betterpie.projects.permissions import can_manage
from betterpie.projects.views.base import asked, attempt, back, load
from betterpie.ui.fields import counted_in
from betterpie.ui.posting import posted

State = Project.State


@member_page
def money(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """What came in and what was paid, but for what rivals wrote down."""
    project, me = load(request, pk)
    form = LineForm(request.POST or None)
    counted_in(form, project.currency)
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data
        entry = Entry(kind=words["kind"], what=words["what"], amount=words["amount"], on=words["on"])
        if attempt(request, lambda: actions.book(project, me, [entry], by=request.user.pk, at=request.now), _("Written down.")):
            return back(request, project, "money")
    context = _lines(project, me) | {
        "project": project, "form": form, "list": ListForm(), "is_manager": can_manage(me.member, project),
        "settlement": queries.settlement(project), "withdrawn": queries.withdrawn(project),
        "springs": panels.springs(project, me, queries.partners(project)) if project.is_counting else [],
    }  # fmt: skip
    return render(request, "projects/money.html", context, status=422 if form.errors else 200)


@member_page
@posted("projects:money")
def money_list(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """Bring in a list from the till or the bank."""
    project, me = load(request, pk)
    form = ListForm(request.POST, request.FILES)
    if form.is_valid():
        text = form.text()
        said = _("All of the list is written down.")
        attempt(request, lambda: actions.book(project, me, imports.read(text), by=request.user.pk, at=request.now), said)
    else:
        attempt(request, lambda: _refuse(_("Choose a list of at most a megabyte.")))
    return back(request, project, "money")


@member_page
@posted("projects:money")
def line_end(request: SeatedRequest, pk: int, row: int) -> HttpResponseBase:
    """Strike out a line of mine."""
    project, me = load(request, pk)
    line = Line.objects.filter(pk=row, project=project, partner=me).first()
    if line is None:
        raise Http404
    attempt(request, lambda: actions.strike(project, line))
    return back(request, project, "money")


@member_page
@posted("projects:money")
def tap(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """Let what comes to me of something count here by itself."""
    project, me = load(request, pk)
    found = next((one for one in panels.springs(project, me, queries.partners(project)) if one.thing == request.POST.get("thing")), None)
    if found is None:
        raise Http404
    said = _("From now on it counts itself, once everybody whom it concerns says so.")
    attempt(request, lambda: actions.tap(project, me, thing=found.thing, what=found.what), said)
    return back(request, project, "money")


@member_page
@posted("projects:money")
def tap_end(request: SeatedRequest, pk: int, row: int) -> HttpResponseBase:
    """Let it count here no longer."""
    project, me = load(request, pk)
    found = next((one for one in queries.taps(project) if one.pk == row and one.partner_id == me.pk), None)
    if found is None:
        raise Http404
    attempt(request, lambda: actions.close_tap(found), _("It no longer counts itself. What was counted stays."))
    return back(request, project, "money")


@member_page
@posted("projects:money")
def draw(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """Apply what is agreed to what came in."""
    project, _me = load(request, pk)
    said = _("Everybody gets her sheet by mail, with a button to say yes.")
    done = attempt(request, lambda: actions.draw_sheets(project, by=request.user.pk, at=request.now), said)
    return back(request, project, "sheet" if done else "money")


@member_page
def sheet(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """My sheet, everybody's sums, who pays whom, and what it came to against what was expected."""
    project, me = load(request, pk)
    settlement = _settlement(project)
    context = _sheet(project, settlement, me) | {"learned": LearnedForm()}
    if project.state == State.SETTLED:
        found = queries.along(project)
        context |= {"along": panels.along_words(found), "has_numbers": found.has_numbers}
    return render(request, "projects/sheet.html", context)


@member_page
@posted("projects:sheet")
def approve(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """Say that my sheet is right."""
    project, me = load(request, pk)
    settlement = _settlement(project)
    mine = _mine(settlement, me)
    person = request.user.pk
    attempt(request, lambda: actions.approve(settlement, mine, person=person, by=person, at=request.now), _("Thank you."))
    return back(request, project, "sheet")


@member_page
def withdraw(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """Say what is missing; the sheets are taken back."""
    project, _me = load(request, pk)
    settlement = _settlement(project)
    form = MissingForm(request.POST or None)

    def take_back() -> None:
        actions.withdraw(settlement, why=form.cleaned_data["why"], by=request.user.pk, at=request.now)

    hint = _("The sheets are taken back, what is missing can be written down, and all say yes anew.")
    return asked(request, project, form, take_back, title=_("Something is missing"), label=_("Take the sheets back"), to="money", hint=hint)


@member_page
@posted("projects:sheet")
def paid(request: SeatedRequest, pk: int, row: int) -> HttpResponseBase:
    """I paid, or it arrived: whichever side I am."""
    project, me = load(request, pk)
    payment = Payment.objects.filter(pk=row, settlement__project=project).select_related("settlement__project", "payer", "payee").first()
    if payment is None or me.pk not in (payment.payer_id, payment.payee_id):
        raise Http404
    action = actions.say_paid if payment.payer_id == me.pk else actions.say_received
    attempt(request, lambda: action(payment, by=request.user.pk, at=request.now), _("Written down. The other side will hear of it."))
    return back(request, project, "sheet")


@member_page
@posted("projects:sheet")
def learned(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """Write down what I learned."""
    project, me = load(request, pk)
    form = LearnedForm(request.POST)
    mine = _mine(_settlement(project), me)
    if form.is_valid():
        attempt(request, lambda: actions.learn(mine, words=form.cleaned_data["words"]), _("Written down."))
    return back(request, project, "sheet")


def mailed(request: HttpRequest, signed: str) -> HttpResponseBase:
    """Say yes to a sheet from a mail. Opening the link changes nothing; the button does."""
    try:
        pk, partner_pk, reader = links.read(signed, what="sheet")
    except BadSignature:
        return render(request, "projects/link_over.html", status=410)
    settlement = Settlement.objects.filter(pk=pk).select_related("project__node", "project__manager__business", "agreement").first()
    me = queries.mailed(partner_pk, reader=reader)
    if settlement is None or me is None or me.project_id != settlement.project_id:
        return render(request, "projects/link_over.html", status=410)
    refusal = _approve(settlement, me, person=reader or None, at=clock(request)) if request.method == "POST" else ""
    context = _sheet(settlement.project, settlement, me) | {"refusal": refusal, "me": me}
    return render(request, "projects/mailed_sheet.html", context, status=422 if refusal else 200)


def _approve(settlement: Settlement, me: Partner, *, person: int | None, at: datetime) -> str:
    try:
        actions.approve(settlement, _mine(settlement, me), person=person, by=person, at=at)
    except actions.Refused as refusal:
        return str(refusal)
    return ""


def _settlement(project: Project) -> Settlement:
    found = queries.settlement(project)
    if found is None:
        raise Http404
    return found


def _mine(settlement: Settlement, me: Partner) -> Sheet:
    found = Sheet.objects.filter(settlement=settlement, partner=me).first()
    if found is None:
        raise Http404
    return found


def _lines(project: Project, me: Partner) -> dict[str, object]:
    """Lines one by one, without those of the reader's rivals, and then without a sum: theirs would be a subtraction away."""
    lines, rivals = queries.lines(project), queries.rivals_of(me)
    return {
        "lines": [line for line in lines if line.partner.number not in rivals],
        "rivals": rivals,
        "takings": sum(line.amount for line in lines if line.kind == Line.Kind.TAKINGS),
        "costs": sum(line.amount for line in lines if line.kind == Line.Kind.COST),
        "me": me,
    }


def _sheet(project: Project, settlement: Settlement, me: Partner) -> dict[str, object]:
    sheets = queries.sheets(settlement)
    terms = settlement.agreement.terms
    expected = terms["expected"]
    return {
        "rivals": queries.rivals_of(me),
        "outcomes": panels.outcomes(terms, sheets) if expected else [],
        "customers": panels.customers(project) if settlement.approved_at else "",
        "next_numbers": panels.next_numbers(project) if settlement.approved_at and expected else [],
        "project": project,
        "me": me,
        "settlement": settlement,
        "sheets": sheets,
        "mine": next((row for row in sheets if row.partner_id == me.pk), None),
        "my_lines": [line for line in queries.lines(project) if line.partner_id == me.pk],
        "payments": queries.payments(settlement),
        "waiting_for": [row.partner.member.business.name for row in sheets if row.approved_at is None and row.partner.left_at is None],
        "expected": expected,
        "difference": settlement.to_share - expected if expected else None,
    }


def _refuse(words: str) -> None:
    raise actions.Refused(words)
