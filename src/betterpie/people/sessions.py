"""Sessions and their people, as every page asks for them: by questions that are compiled once."""

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from betterpie.people.models import Person
from betterpie.rows.queries import Given, Question

_SESSION = Question(lambda: Session.objects.filter(session_key=Given("key"), expire_date__gt=Given("now")))
_PERSON = Question(lambda: Person.objects.filter(pk=Given("pk"), is_active=True))


class SessionStore(db.SessionStore):
    """Keeps sessions in the database, as Django's own does."""

    def _get_session_from_db(self) -> Session | None:
        found = _SESSION.first(key=self.session_key, now=timezone.now())
        if found is None:
            self._session_key = None
        return found


class Backend(AuthenticationBackend):
    """Lets in whom allauth let in."""

    def get_user(self, user_id: int) -> Person | None:
        """The person behind a session; None when she is gone or was put out."""
        return _PERSON.first(pk=user_id)
