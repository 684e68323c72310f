"""The addresses of members."""

from django.urls import URLPattern

app_name = "members_open"
urlpatterns: list[URLPattern] = []
