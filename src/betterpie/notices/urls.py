"""The addresses of notices."""

from django.urls import path

from betterpie.notices import views

app_name = "notices"
urlpatterns = [
    path("wishes/<int:node>/", views.wishes, name="wishes"),
    path("<str:signed>/", views.stop, name="stop"),
]
