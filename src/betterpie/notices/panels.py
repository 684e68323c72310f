"""What notices shows in other places: on one's own page, her groups and the mails she gets from each."""

from typing import cast

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from betterpie.members import queries as members
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
