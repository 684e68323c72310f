"""Every address of the house. What begins with a name is a node."""

from django.conf import settings
from django.urls import include, path

from betterpie.house import views

urlpatterns = [
    path("", views.home, name="home"),
    path("health/", views.health, name="health"),
    path("favicon.ico", views.favicon),
    path("language/", include("django.conf.urls.i18n")),
    path("account/", include("betterpie.people.urls_account")),
    path("people/", include("betterpie.people.urls")),
    path("c/", include("betterpie.referrals.urls_open")),
    path("in/", include("betterpie.promises.urls_open")),
    path("in/", include("betterpie.trust.urls_open")),
    path("in/", include("betterpie.projects.urls_open")),
    path("in/", include("betterpie.events.urls_open")),
    path("in/", include("betterpie.pacts.urls_open")),
    path("u/", include("betterpie.notices.urls")),
    path("", include("betterpie.members.urls_open")),
    path("<slug:node>/promises/", include("betterpie.promises.urls")),
    path("<slug:node>/pacts/", include("betterpie.pacts.urls")),
    path("<slug:node>/one-to-ones/", include("betterpie.events.urls")),
    path("<slug:node>/projects/", include("betterpie.projects.urls")),
    path("<slug:node>/referrals/", include("betterpie.referrals.urls")),
    path("<slug:node>/trust/", include("betterpie.trust.urls")),
    path("<slug:node>/steward/trust/", include("betterpie.trust.urls_steward")),
    path("<slug:node>/imports/", include("betterpie.members.urls_imports")),
    path("<slug:node>/steward/mail/", include("betterpie.notices.urls_steward")),
    path("<slug:node>/", include("betterpie.week.urls")),
    path("<slug:node>/", include("betterpie.partners.urls")),
    path("<slug:node>/", include("betterpie.members.urls")),
]

if settings.IS_DEMO:
    urlpatterns.insert(0, path("demo/", include("betterpie.house.urls_demo")))
if settings.IS_DEMO or settings.DEBUG:
    urlpatterns.insert(0, path("ui/gallery/", include("betterpie.ui.urls")))
