"""The addresses of trust for stewards."""

from django.urls import path

from betterpie.trust.views import cases, seats, stewarding

app_name = "trust_steward"
urlpatterns = [
    path("", stewarding.desk, name="desk"),
    path("detail/", stewarding.detail, name="detail"),
    path("policy/", stewarding.policy, name="policy"),
    path("seats/", seats.listing, name="seats"),
    path("seats/<int:gone>/", seats.merge, name="merge"),
    path("seats/pairs/<int:pair>/end/", seats.part, name="part"),
    path("reviews/<int:review>/word/", cases.word, name="word"),
]
