"""One-to-ones, for those who sign in."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from betterpie.events import actions, letters, panels, queries
from betterpie.events.forms import AgendaForm, AskForm, NextStepForm, NotesForm
from betterpie.events.models import Note, OneToOne
from betterpie.events.views import steps
from betterpie.members import queries as members
from betterpie.members.models import Member
from betterpie.members.permissions import SeatedRequest, member_page
from betterpie.ui.posting import posted


@require_safe
@member_page
def listing(request: SeatedRequest) -> HttpResponseBase:
    """Whom I meet, who asked me, and whom I met."""
    member = acting(request)
    here = [panels.Line(one=one, beside=one.beside(member)) for one in queries.open_of(member)]
    page = Paginator(queries.past_of(member), 20).get_page(request.GET.get("page"))
    past = [panels.Line(one=one, beside=one.beside(member)) for one in page]
    return render(request, "events/list.html", {"open": here, "past": past, "page": page})


@member_page
def new(request: SeatedRequest, member: int) -> HttpResponseBase:
    """Ask another member for a coffee."""
    me, other = acting(request), members.member_of(request.seat.node, member)
    if other is None or other.is_guest or other.pk == me.pk:
        raise Http404
    form = AskForm(request.POST or None, times=queries.suggest_times(me, other, at=request.now), initial={"place": panels.place_of(me)})
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data
        try:
            one = actions.ask(me, other, times=form.times, place=words["place"], line=words["line"], by=request.user.pk, at=request.now)
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(name)s has your times in a mail.") % {"name": other.business.name})
            return redirect("events:one", request.seat.node.slug, one.pk)
    return render(request, "events/new.html", {"form": form, "other": other}, status=422 if form.errors else 200)


@require_safe
@member_page
def one(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """One of them: the times, the preparation card, and afterwards how it was."""
    return _shown(request, load(request, pk), acting(request))


@member_page
@posted("events:one")
def answer(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """Take one of the times, or none; say whether they met."""
    found, member, do = load(request, pk), acting(request), request.POST.get("do", "")
    if not steps.can_take(found, member, do, at=request.now):
        messages.error(request, _("Something else has happened meanwhile. Look at it again."))
    elif refusal := steps.take(found, member, do, by=request.user.pk, at=request.now):
        messages.error(request, refusal)
    else:
        messages.success(request, panels.thanks(do, found))
    if request.POST.get("back") == "week":
        return redirect("week:home", request.seat.node.slug)
    return redirect("events:one", request.seat.node.slug, pk)


@member_page
@posted("events:one")
def call_off(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """Call it off in good time."""
    found, member = load(request, pk), acting(request)
    try:
        actions.call_off(found, member, by=request.user.pk, at=request.now)
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Called off. Said in good time it is as good as coming."))
    return redirect("events:one", request.seat.node.slug, pk)


@member_page
@posted("events:one")
def notes(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """Write down what was said."""
    found, member = load(request, pk), acting(request)
    form = NotesForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("That is too long for a note."))
        return _shown(request, found, member, typed=request.POST, status=422)
    try:
        actions.note(found, member, **form.cleaned_data, at=request.now)
    except actions.Overtaken:
        return _shown(request, load(request, pk), member, typed=request.POST, is_overtaken=True, status=409)
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Noted."))
    return redirect("events:one", request.seat.node.slug, pk)


@member_page
@posted("events:one")
def agenda(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """What two rivals mean to talk about."""
    found, form = load(request, pk), AgendaForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("One short sentence is enough for an agenda."))
        return redirect("events:one", request.seat.node.slug, pk)
    try:
        actions.choose_topics(found, form.cleaned_data["topics"], own=form.cleaned_data["own"], at=request.now)
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Both of you see it here and in the reminder."))
    return redirect("events:one", request.seat.node.slug, pk)


@member_page
@posted("events:one")
def promise(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """The next step, as a promise to the other."""
    found, member = load(request, pk), acting(request)
    form = NextStepForm(request.POST)
    if form.is_valid():
        words = form.cleaned_data
        try:
            actions.next_step(found, member, words["what"], due_at=words["due_at"], by=request.user.pk, at=request.now)
        except actions.Refused as refusal:
            form.add_error("due_at", str(refusal))
        else:
            messages.success(request, _("Promised. We’ll remind you in time."))
            return redirect("events:one", request.seat.node.slug, pk)
    return _shown(request, found, member, next_step=form, status=422)


@require_safe
@member_page
def appointment(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """The appointment for the calendar."""
    found = load(request, pk)
    if found.meets_at is None:
        raise Http404
    return HttpResponse(letters.appointment(found, acting(request)), content_type="text/calendar; charset=utf-8")


def load(request: SeatedRequest, pk: int) -> OneToOne:
    """The one-to-one, if the member at the door is part of it; otherwise it isn't there."""
    found = queries.of(pk, member=acting(request))
    if found is None:
        raise Http404
    return found


def acting(request: SeatedRequest) -> Member:
    """For whom she acts."""
    assert request.seat.member is not None
    return request.seat.member


def _shown(
    request: SeatedRequest,
    found: OneToOne,
    member: Member,
    *,
    typed: QueryDict | None = None,
    next_step: NextStepForm | None = None,
    is_overtaken: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The page, with the notes she typed where they could not be taken.

    If they are overtaken, what was written meanwhile stands beside them, and her next word counts.
    """
    page = panels.page(found, member, at=request.now)
    last: Note | None = page["last"]
    seen = last.number if last else 0
    if typed is not None and is_overtaken:
        typed = typed.copy()
        typed["seen"] = str(seen)
    words = {"own": found.note_of(member), "shared": last.words if last else "", "seen": seen}
    forms = {
        "agenda": AgendaForm(initial={"topics": found.chosen, "own": found.own_topic}, auto_id="agenda_%s"),
        "notes": NotesForm(typed, are_minutes=page["has_minutes"], initial=words),
        "next_step": next_step or NextStepForm(),
        "is_overtaken": is_overtaken,
    }
    return render(request, "events/one.html", page | forms, status=status)
