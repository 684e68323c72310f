"""The addresses of a promise for the reader of a mail."""

from django.urls import path

from betterpie.promises import views

app_name = "promises_open"
urlpatterns = [
    path("promise/<str:signed>/", views.end, name="end"),
    path("promise-told/<str:signed>/", views.mailed_let_off, name="let_off"),
]
