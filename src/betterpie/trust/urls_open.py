"""The addresses of trust for the reader of a mail."""

from django.urls import path

from betterpie.trust.views import feedback, mailed

app_name = "trust_open"
urlpatterns = [
    path("side/<str:signed>/", mailed.side, name="side"),
    path("voice/<str:signed>/", mailed.voice, name="voice"),
    path("feedback/<str:signed>/", feedback.mailed, name="feedback"),
]
