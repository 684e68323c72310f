"""The addresses of one-to-ones for the reader of a mail."""

from django.urls import path

from betterpie.events.views import mailed

app_name = "events_open"
urlpatterns = [
    path("coffee/<str:signed>/", mailed.answer, name="answer"),
    path("coffee/ask/<str:signed>/", mailed.ask, name="ask"),
]
