"""How allauth's door behaves in this house."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from betterpie.people.models import Person


class Door(DefaultAccountAdapter):
    """Signs people up without a password, and keeps the address in lower case."""

    def save_user(self, request: HttpRequest, user: Person, form: object, commit: bool = True) -> Person:
        person: Person = super().save_user(request, user, form, commit=False)
        person.email = person.email.lower()
        person.set_unusable_password()
        if commit:
            person.save()
        return person
