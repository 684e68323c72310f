"""The addresses of referrals for those who have a seat."""

from django.urls import path

from betterpie.referrals.views import giving, pages, steps

app_name = "referrals"
urlpatterns = [
    path("", pages.listing, name="list"),
    path("new/", giving.new, name="new"),
    path("<int:pk>/", pages.referral, name="referral"),
    path("<int:pk>/card/", pages.card, name="card"),
    path("<int:pk>/thanks/", steps.thanks, name="thanks"),
    path("<int:pk>/<slug:do>/", steps.step, name="step"),
]
