"""The addresses of members for those who have no seat yet."""

from django.urls import path

from betterpie.members.views import invitations, joining, nodes

app_name = "members_open"
urlpatterns = [
    path("start/", nodes.start, name="start"),
    path("i/<str:token>/", invitations.invitation, name="invitation"),
    path("join/<slug:code>/", joining.join, name="join"),
    path("join/<slug:code>/new/", joining.new, name="new"),
    path("join/<slug:code>/<int:pk>/", joining.shop, name="shop"),
    path("join/<slug:code>/business/<int:pk>/", joining.bring, name="bring"),
]
