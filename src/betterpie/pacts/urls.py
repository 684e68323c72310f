"""The addresses of pacts."""

from django.urls import path

from betterpie.pacts.views import pacts

app_name = "pacts"
urlpatterns = [
    path("", pacts.listing, name="list"),
    path("new/<int:member>/", pacts.new, name="new"),
    path("<int:pk>/", pacts.pact, name="pact"),
    path("<int:pk>/answer/", pacts.answer, name="answer"),
    path("<int:pk>/change/", pacts.change, name="change"),
    path("<int:pk>/ending/", pacts.end, name="end"),
    path("<int:pk>/shelf/", pacts.count, name="count"),
    path("<int:pk>/shelf/settlement/", pacts.settle, name="settle"),
]
