"""The addresses of projects for the reader of a mail."""

from django.urls import path

from betterpie.projects.views import papers, settling

app_name = "projects_open"
urlpatterns = [path("paper/<str:signed>/", papers.mailed, name="paper"), path("sheet/<str:signed>/", settling.mailed, name="sheet")]
