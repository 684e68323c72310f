"""What notices shows in other places: her groups and mails on one's own page, and on the steward's desk what did not arrive."""

from typing import cast

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from betterpie.members import queries as members
from betterpie.members.panels import DeskRow
from betterpie.members.queries import Seat
from betterpie.notices import queries
from betterpie.notices.models import Wish
from betterpie.people.models import Person


def groups(request: HttpRequest) -> SafeString:
    """Her groups, each with the sorts of letters that she can have or leave."""
    person = cast(Person, request.user)
    mine = members.seats_of(person)
    not_wanted = queries.stopped(person.email, [node.pk for node, _is_steward in mine])
    rows = [
        (node, is_steward, [(sort.value, sort.label, (node.pk, sort.value) not in not_wanted) for sort in Wish.Sort])
        for node, is_steward in mine
    ]
    return render_to_string("notices/groups.html", {"groups": rows}, request)


def unreached(seat: Seat) -> DeskRow:
    """How many addresses our mail does not reach."""
    count = queries.unreached_count(seat.node.pk)
    said = ngettext("%(n)d address", "%(n)d addresses", count) % {"n": count} if count else _("Everything went out")
    url = reverse("mail:unreached", args=[seat.node.slug])
    return DeskRow(title=_("Mail that did not arrive"), meta=said, url=url, icon="mail", tone="hot" if count else "sky")
