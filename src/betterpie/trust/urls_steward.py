"""The addresses of trust for stewards."""

from django.urls import path

from betterpie.trust.views import cases, stewarding

app_name = "trust_steward"
urlpatterns = [
    path("", stewarding.desk, name="desk"),
    path("detail/", stewarding.detail, name="detail"),
    path("policy/", stewarding.policy, name="policy"),
    path("reviews/<int:review>/word/", cases.word, name="word"),
]
