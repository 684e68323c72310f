"""The address of a pact for the reader of a mail."""

from django.urls import path

from betterpie.pacts.views import mailed

app_name = "pacts_open"
urlpatterns = [path("pact/<str:signed>/", mailed.answer, name="answer")]
