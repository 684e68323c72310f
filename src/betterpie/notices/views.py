"""Pages of notices: stopping letters from a mail, choosing them on one's own page, and the steward's look at what did not arrive."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from betterpie.members import queries as members
from betterpie.members.permissions import SeatedRequest, steward_page
from betterpie.notices import actions, links, queries
from betterpie.notices.models import Wish
from betterpie.people.models import Person
from betterpie.ui.posting import posted


@csrf_exempt  # the signed address is the proof; a mail program that stops by itself has no cookie (RFC 8058)
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, signed: str) -> HttpResponse:
    """Ask, and stop such letters when the button is pressed: reading the page changes nothing, since scanners read every link."""
    try:
        node, email, what = links.read(signed)
    except BadSignature:
        raise Http404 from None
    if request.method == "POST" and request.POST.get("do") == "resume":
        actions.resume(node, email, what)
    elif request.method == "POST":
        actions.stop(node, email, what, at=cast(Any, request).now)
    context = {
        "email": email,
        "node_name": queries.node_name(node),
        "sort": dict(Wish.Sort.choices).get(what, _("mails like this")),
        "is_stopped": queries.is_stopped(node, email, what),
        "was_resumed": request.method == "POST" and request.POST.get("do") == "resume",
    }
    return render(request, "notices/stop.html", context)


@login_required
@posted("people:me", part="#mail")
def wishes(request: HttpRequest, node: int) -> HttpResponse:
    """Keep which letters she wants from one of her groups."""
    person = cast(Person, request.user)
    if node not in {group.pk for group, _is_steward in members.seats_of(person)}:
        raise Http404
    actions.choose(node, person.email, request.POST.getlist("wanted"), at=cast(Any, request).now)
    messages.success(request, _("Saved."))
    return redirect(reverse("people:me") + "#mail")


@require_safe
@steward_page
def unreached(request: SeatedRequest) -> HttpResponseBase:
    """The addresses that our mail does not reach, and why as far as the mail server says."""
    node = request.seat.node.pk
    rows = [(one, _why(one.trouble)) for one in queries.unreached(node)]
    return render(request, "notices/unreached.html", {"rows": rows, "customers": queries.unreached_customers(node)})


@steward_page
@posted("mail:unreached")
def sending(request: SeatedRequest) -> HttpResponseBase:
    """Try again to bring what did not arrive."""
    count = actions.try_again(node=request.seat.node.pk, at=request.now)
    said = ngettext("One letter is on its way again.", "%(n)d letters are on their way again.", count)
    messages.success(request, said % {"n": count} if count else _("There was nothing to send."))
    return redirect("mail:unreached", request.seat.node.slug)


def _why(trouble: str) -> str:
    """What the mail server said, in plain words."""
    if "RecipientsRefused" in trouble:
        return _("The address does not take mail. Perhaps it has a typing error, or is no longer used.")
    if "SMTP" in trouble:
        return _("The mail server at the other end did not take it.")
    return _("Our mail server could not send it.")
