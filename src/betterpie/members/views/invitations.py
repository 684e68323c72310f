"""The page behind the link in an invitation. Looking at it changes nothing: mail scanners look at every link."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _

from betterpie.members import actions
from betterpie.members.models import Invitation
from betterpie.members.permissions import clock
from betterpie.members.views.base import to_the_door

ANSWERS = {"yes": Invitation.State.ACCEPTED, "no": Invitation.State.DECLINED, "never": Invitation.State.LEFT_ALONE}


def invitation(request: HttpRequest, token: str) -> HttpResponseBase:
    """What one is invited to; yes, no, or leave me alone. A yes seats whoever is signed in, and leads the others to sign in first."""
    asked = Invitation.objects.filter(token=token).select_related("member__node", "member__business", "by").first()
    if asked is None:
        raise Http404
    if request.method == "POST":
        return _answer(request, asked, request.POST.get("answer", ""))
    context = {
        "asked": asked,
        "member": asked.member,
        "here": asked.member.node,
        "is_over": _is_over(asked),
        "wish": request.GET.get("answer", "yes"),
    }
    if request.user.is_authenticated:
        return render(request, "members/invitation.html", context)
    with translation.override(asked.member.node.language):
        return render(request, "members/invitation.html", context)


def _answer(request: HttpRequest, asked: Invitation, answer: str) -> HttpResponseBase:
    if answer not in ANSWERS:
        raise Http404
    try:
        if answer == "yes" and request.user.is_authenticated:
            actions.take_seat(asked, person=request.user, at=clock(request))
            return _welcome(request, asked)
        if asked.state != ANSWERS[answer] and not _is_over(asked):
            actions.answer_invitation(asked, ANSWERS[answer], at=clock(request))
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("members_open:invitation", asked.token)
    return to_the_door(request) if answer == "yes" else redirect("members_open:invitation", asked.token)


def _welcome(request: HttpRequest, asked: Invitation) -> HttpResponseBase:
    member = asked.member
    request.session["member"] = member.pk
    messages.success(request, _("Welcome to %(node)s.") % {"node": member.node.name})
    return redirect("week:home", member.node.slug) if asked.is_for_helper else redirect("members:edit", member.node.slug, member.pk)


def _is_over(asked: Invitation) -> bool:
    """Whether nobody can be seated by it any more."""
    taken = not asked.is_for_helper and not asked.member.is_guest
    return bool(asked.taken_at or asked.member.left_at or taken or asked.state == asked.State.WITHDRAWN)
