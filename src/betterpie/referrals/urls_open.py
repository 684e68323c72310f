"""The addresses of referrals for those who don't sign in: the customer by her private link, the receiver from her mail."""

from django.urls import path

from betterpie.referrals.views import customers, mailed

app_name = "referrals_open"
urlpatterns = [
    path("step/<str:signed>/", mailed.step, name="step"),
    path("<str:token>/", customers.customer, name="customer"),
    path("<str:token>/call/", customers.call, name="call"),
    path("<str:token>/others/", customers.others, name="others"),
    path("<str:token>/verdict/", customers.verdict, name="verdict"),
    path("<str:token>/ending/", customers.ending, name="ending"),
    path("<str:token>/qr.svg", customers.qr, name="qr"),
]
