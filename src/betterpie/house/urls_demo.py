"""The addresses that exist in the demo only."""

from django.urls import path

from betterpie.house import views_demo

urlpatterns = [path("<int:pk>/", views_demo.become, name="demo_become"), path("", views_demo.characters, name="demo")]
