"""The addresses of referrals."""

from django.urls import URLPattern

app_name = "referrals_open"
urlpatterns: list[URLPattern] = []
