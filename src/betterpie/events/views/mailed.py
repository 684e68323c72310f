"""One-to-ones from a mail, without signing in. Opening a link changes nothing, so a scanner that fetches it does no harm."""

from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from betterpie.events import actions, links, panels, queries
from betterpie.events.forms import AskForm
from betterpie.events.models import OneToOne
from betterpie.events.views import steps
from betterpie.members import queries as members
from betterpie.members.models import Member
from betterpie.members.permissions import clock
from betterpie.ui.formats import when


def answer(request: HttpRequest, signed: str) -> HttpResponseBase:
    """The one step that the link is for, behind one button; then how it stands."""
    try:
        pk, member_pk, do, reader = links.read_answer(signed)
    except BadSignature:
        return render(request, "events/link_over.html", status=410)
    one = queries.whole(pk)
    member = next((each for each in (one.asker, one.other) if each.pk == member_pk), None) if one else None
    if one is None or member is None or not _acts_for(member, reader):
        return render(request, "events/link_over.html", status=410)
    with timezone.override(member.node.zone):
        return _answer(request, one, member, do, reader=reader)


def ask(request: HttpRequest, signed: str) -> HttpResponseBase:
    """Ask for a coffee from a mail."""
    try:
        asker_pk, other_pk, reader = links.read_ask(signed)
    except BadSignature:
        return render(request, "events/link_over.html", status=410)
    both = Member.objects.filter(pk__in=[asker_pk, other_pk], left_at=None).select_related("business", "node").in_bulk()
    if len(both) < 2 or not _acts_for(both[asker_pk], reader):
        return render(request, "events/link_over.html", status=410)
    with timezone.override(both[asker_pk].node.zone):
        return _ask(request, both[asker_pk], both[other_pk], reader=reader)


def _acts_for(member: Member, reader: int) -> bool:
    """Whether the reader of the letter still acts for the member, who has not left."""
    return member.left_at is None and reader in {one.person for one in members.readers(member)}


def _answer(request: HttpRequest, one: OneToOne, member: Member, do: str, *, reader: int) -> HttpResponseBase:
    at = clock(request)
    if do == "see" or not steps.can_take(one, member, do, at=at):
        return render(request, "events/mailed.html", panels.page(one, member, at=at) | {"do": ""})
    refusal = ""
    if request.method == "POST":
        refusal = steps.take(one, member, do, by=reader or None, at=at)
        if not refusal:
            return redirect(links.here(links.answer(one, member, "see", reader=reader)))
    context = panels.page(one, member, at=at) | {"do": do, "label": _label(one, do, request), "refusal": refusal}
    return render(request, "events/mailed.html", context, status=422 if refusal else 200)


def _label(one: OneToOne, do: str, request: HttpRequest) -> str:
    if do in steps.TIMES:
        return _("Yes, %(time)s") % {"time": when(one.times[steps.TIMES.index(do)], now=clock(request))}
    return {
        "none": _("None of these suits me"),
        "met": _("Yes, we met"),
        "missed": _("It did not come about"),
        "off": _("Call it off"),
    }[do]


def _ask(request: HttpRequest, asker: Member, other: Member, *, reader: int) -> HttpResponseBase:
    at = clock(request)
    times = queries.suggest_times(asker, other, at=at)
    form = AskForm(request.POST or None, times=times, initial={"place": panels.place_of(asker)})
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data
        try:
            one = actions.ask(asker, other, times=form.times, place=words["place"], line=words["line"], by=reader or None, at=at)
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(links.here(links.answer(one, asker, "see", reader=reader)))
    return render(request, "events/mailed_ask.html", {"form": form, "other": other}, status=422 if form.errors else 200)
