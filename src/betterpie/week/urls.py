"""The addresses of the week and of stories."""

from django.urls import path

from betterpie.week import views

app_name = "week"
urlpatterns = [
    path("", views.home, name="home"),
    path("story/", views.story, name="story"),
    path("members/<int:pk>/story/", views.story, name="story_of"),
]
