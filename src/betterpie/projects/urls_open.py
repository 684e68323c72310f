"""The addresses of projects for the reader of a mail."""

from django.urls import path

from betterpie.projects.views import papers

app_name = "projects_open"
urlpatterns = [path("paper/<str:signed>/", papers.mailed, name="paper")]
