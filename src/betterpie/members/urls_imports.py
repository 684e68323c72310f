"""The addresses of lists on their way in."""

from django.urls import path

from betterpie.members.views import batches

app_name = "imports"
urlpatterns = [
    path("", batches.lists, name="lists"),
    path("<int:pk>/", batches.batch, name="batch"),
    path("<int:pk>/columns/", batches.columns, name="columns"),
    path("<int:pk>/troubles/", batches.troubles, name="troubles"),
    path("<int:pk>/troubles.csv", batches.troubles_file, name="troubles_file"),
    path("<int:pk>/pairs/", batches.pairs, name="pairs"),
    path("<int:pk>/pairs/all/", batches.all_pairs, name="all_pairs"),
    path("<int:pk>/trades/", batches.trades, name="trades"),
    path("<int:pk>/application/", batches.application, name="application"),
    path("<int:pk>/undoing/", batches.undoing, name="undoing"),
    path("<int:pk>/removal/", batches.removal, name="removal"),
]
