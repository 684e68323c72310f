"""The addresses of partners."""

from django.urls import path

from betterpie.partners import views

app_name = "partners"
urlpatterns = [
    path("partners/", views.listing, name="list"),
    path("partners/<int:pk>/", views.pair, name="pair"),
    path("partners/card/", views.card, name="card"),
    path("partners/nudges/<int:nudge>/later/", views.later, name="later"),
    path("steward/gaps/", views.gaps, name="gaps"),
    path("steward/occasions/", views.occasions, name="occasions"),
    path("steward/occasions/one/", views.occasion, name="occasion"),
    path("steward/occasions/one/end/", views.occasion_end, name="occasion_end"),
    path("steward/occasions/file/", views.occasions_file, name="occasions_file"),
]
