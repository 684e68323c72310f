"""The gallery's addresses; only for development and tests."""

from django.urls import path

from betterpie.ui import views

app_name = "ui"
urlpatterns = [
    path("", views.gallery, name="gallery"),
    path("<slug:page>/", views.sample, name="sample"),
]
