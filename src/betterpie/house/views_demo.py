"""In the demo, and only there, one click makes you any of its characters."""

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from betterpie.people.models import Person
from betterpie.ui.posting import posted


@require_safe
def characters(request: HttpRequest) -> HttpResponseBase:
    """Who lives on the street."""
    people = (
        Person.objects.filter(email__endswith="@street.example").order_by("pk").prefetch_related("jobs__business", "stewardships__node")
    )
    return render(request, "house/characters.html", {"people": people})


@posted("demo")
def become(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Sign in as a character. Refused anywhere but in the demo, whatever the addresses say."""
    if not settings.IS_DEMO:
        raise Http404
    person = get_object_or_404(Person, pk=pk, email__endswith="@street.example")
    login(request, person, backend="betterpie.people.sessions.Backend")
    return redirect("home")
