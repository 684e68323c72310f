"""The addresses of trust for members."""

from django.urls import path

from betterpie.trust.views import cases, feedback, mine, stewarding

app_name = "trust"
urlpatterns = [
    path("", mine.mine, name="mine"),
    path("how/", stewarding.how, name="how"),
    path("lines/<int:pk>/", mine.line, name="line"),
    path("lines/<int:pk>/reply/", mine.reply, name="reply"),
    path("lines/<int:pk>/review/", mine.ask, name="ask"),
    path("reviews/<int:review>/", cases.page, name="review"),
    path("reviews/<int:review>/answer/", cases.answer, name="answer"),
    path("reviews/<int:review>/voice/", cases.speak, name="speak"),
    path("feedback/<int:feedback>/", feedback.page, name="feedback"),
]
