"""The addresses of promises."""

from django.urls import path

from betterpie.promises import views

app_name = "promises"
urlpatterns = [
    path("", views.listing, name="list"),
    path("new/", views.new, name="new"),
    path("<int:pk>/keeping/", views.keep, name="keep"),
    path("<int:pk>/thanks/", views.thank, name="thank"),
    path("<int:pk>/letting-off/", views.let_off, name="let_off"),
    path("<int:pk>/excuse/", views.excuse, name="excuse"),
]
