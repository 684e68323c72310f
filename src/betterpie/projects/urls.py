"""The addresses of projects."""

from django.urls import path

from betterpie.projects.views import deals, pages, papers, planning, playing, settling, sketching

app_name = "projects"
urlpatterns = [
    path("", pages.listing, name="list"),
    path("new/", pages.new, name="new"),
    path("play/", sketching.play, name="play"),
    path("<int:pk>/", pages.project, name="project"),
    path("<int:pk>/partners/", planning.ask, name="ask"),
    path("<int:pk>/partners/<int:number>/leaving/", planning.leave, name="leave"),
    path("<int:pk>/partners/<int:number>/managing/", planning.hand_over, name="hand_over"),
    path("<int:pk>/terms/", planning.edit, name="edit"),
    path("<int:pk>/inputs/", planning.input_new, name="input_new"),
    path("<int:pk>/inputs/<int:row>/end/", planning.input_end, name="input_end"),
    path("<int:pk>/steps/", planning.step_new, name="step_new"),
    path("<int:pk>/steps/<int:row>/end/", planning.step_end, name="step_end"),
    path("<int:pk>/lasting/", planning.lasting_new, name="lasting_new"),
    path("<int:pk>/lasting/<int:row>/end/", planning.lasting_end, name="lasting_end"),
    path("<int:pk>/log/", planning.note, name="note"),
    path("<int:pk>/asking/", deals.begin, name="begin"),
    path("<int:pk>/asking/end/", deals.close, name="close"),
    path("<int:pk>/asking/more/", deals.more, name="more"),
    path("<int:pk>/questions/", deals.questions, name="questions"),
    path("<int:pk>/deal/", deals.deal, name="deal"),
    path("<int:pk>/deal/numbers/<int:row>/", deals.figure, name="figure"),
    path("<int:pk>/deal/rule/", deals.rule, name="rule"),
    path("<int:pk>/deal/allowance/", deals.allowance, name="allowance"),
    path("<int:pk>/what-if/", playing.what_if, name="what_if"),
    path("<int:pk>/paper/", papers.paper, name="paper"),
    path("<int:pk>/paper/drawing/", papers.draw, name="draw"),
    path("<int:pk>/paper/signature/", papers.sign, name="sign"),
    path("<int:pk>/paper/reopening/", papers.reopen, name="reopen"),
    path("<int:pk>/start/", planning.start, name="start"),
    path("<int:pk>/finish/", planning.finish, name="finish"),
    path("<int:pk>/money/", settling.money, name="money"),
    path("<int:pk>/money/list/", settling.money_list, name="money_list"),
    path("<int:pk>/money/<int:row>/end/", settling.line_end, name="line_end"),
    path("<int:pk>/sheets/drawing/", settling.draw, name="draw_sheets"),
    path("<int:pk>/sheets/", settling.sheet, name="sheet"),
    path("<int:pk>/sheets/approval/", settling.approve, name="approve"),
    path("<int:pk>/sheets/withdrawal/", settling.withdraw, name="withdraw"),
    path("<int:pk>/sheets/learned/", settling.learned, name="learned"),
    path("<int:pk>/sheets/payments/<int:row>/", settling.paid, name="paid"),
    path("<int:pk>/calling-off/", planning.call_off, name="call_off"),
]
