"""The addresses of one-to-ones."""

from django.urls import path

from betterpie.events.views import one_to_ones

app_name = "events"
urlpatterns = [
    path("", one_to_ones.listing, name="list"),
    path("new/<int:member>/", one_to_ones.new, name="new"),
    path("<int:pk>/", one_to_ones.one, name="one"),
    path("<int:pk>/answer/", one_to_ones.answer, name="answer"),
    path("<int:pk>/ending/", one_to_ones.call_off, name="call_off"),
    path("<int:pk>/agenda/", one_to_ones.agenda, name="agenda"),
    path("<int:pk>/notes/", one_to_ones.notes, name="notes"),
    path("<int:pk>/promise/", one_to_ones.promise, name="promise"),
    path("<int:pk>/appointment.ics", one_to_ones.appointment, name="appointment"),
]
