"""The addresses of members for those who have a seat."""

from django.urls import path

from betterpie.members.views import businesses, directory, nodes, people, rules, stewarding

app_name = "members"
urlpatterns = [
    path("who/", directory.who, name="who"),
    path("members/", directory.directory, name="directory"),
    path("members/new/", businesses.new, name="new"),
    path("members/<int:pk>/", businesses.business, name="business"),
    path("members/<int:pk>/edit/", businesses.edit, name="edit"),
    path("members/<int:pk>/tier/", businesses.tier, name="tier"),
    path("members/<int:pk>/departure/", businesses.departure, name="departure"),
    path("members/<int:pk>/invitation/", stewarding.invite, name="invite"),
    path("members/<int:pk>/people/", people.people, name="people"),
    path("members/<int:pk>/people/<int:person>/removal/", people.removal, name="removal"),
    path("members/<int:pk>/helpers/<int:invitation>/withdrawal/", people.helper_withdrawal, name="helper_withdrawal"),
    path("seat/", businesses.acting, name="acting"),
    path("rules/", rules.rules, name="rules"),
    path("steward/", stewarding.steward, name="steward"),
    path("steward/guests/", stewarding.guests, name="guests"),
    path("steward/invitations/", stewarding.invitations, name="invitations"),
    path("steward/invitations/all/", stewarding.invite_all, name="invite_all"),
    path("steward/invitations/<int:pk>/withdrawal/", stewarding.withdrawal, name="withdrawal"),
    path("steward/claims/<int:pk>/answer/", stewarding.claim, name="claim"),
    path("steward/settings/", nodes.arrange, name="settings"),
    path("steward/rules/", rules.edit, name="rules_edit"),
    path("steward/stewards/", nodes.stewards, name="stewards"),
    path("steward/stewards/<int:pk>/end/", nodes.stewardship_end, name="stewardship_end"),
    path("steward/neighbors/", nodes.neighbors, name="neighbors"),
    path("steward/neighbors/<int:pk>/agreement/", nodes.agreement, name="agreement"),
    path("steward/neighbors/<int:pk>/end/", nodes.link_end, name="link_end"),
    path("steward/poster/", nodes.poster, name="poster"),
    path("steward/poster/code/", nodes.new_code, name="new_code"),
]
