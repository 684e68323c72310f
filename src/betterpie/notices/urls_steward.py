"""The addresses of notices on the steward's desk."""

from django.urls import path

from betterpie.notices import views

app_name = "mail"
urlpatterns = [
    path("", views.unreached, name="unreached"),
    path("sending/", views.sending, name="sending"),
]
