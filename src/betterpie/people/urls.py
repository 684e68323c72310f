"""The addresses of people."""

from django.urls import path

from betterpie.people.views import mine

app_name = "people"
urlpatterns = [
    path("me/", mine.me, name="me"),
    path("me/confirmation/", mine.confirm, name="confirm"),
    path("me/data/", mine.export, name="export"),
    path("me/goodbye/", mine.goodbye, name="goodbye"),
    path("me/sessions/others/end/", mine.end_other_sessions, name="end_other_sessions"),
    path("me/sessions/<int:pk>/end/", mine.end_session, name="end_session"),
]
