"""Questions compiled once answer as querysets do, again and again; counters and changes meet what they should."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F, Q
from django.test.utils import CaptureQueriesContext

from betterpie.members.models import Business, BusinessTrade, Member, Node
from betterpie.notices.models import Wish
from betterpie.promises import actions as promises
from betterpie.promises.models import Promise
from betterpie.referrals.models import Pair
from betterpie.rows.actions import Change, lay_once, raise_counts, take_out
from betterpie.rows.queries import ALL, Given, Question, Several, give_along
from tests.conftest import NOW, Cast

SEATS = Question(lambda: Member.objects.filter(node=Given("node"), pk__in=Several("ids")).select_related("node", "business").order_by("pk"))
NAMES = Question(lambda: Member.objects.filter(node=Given("node")).order_by("pk").values_list("business__name", flat=True))
DUE = Question(lambda: Promise.objects.filter(due_at__gte=Given("since")).order_by("pk").values_list("what", "due_at"))


def test_a_question_gives_the_rows_that_its_queryset_gives(cast: Cast) -> None:
    ids = [cast.vet.pk, cast.trainer.pk, cast.outsider.pk]
    asked = SEATS(node=cast.node.pk, ids=ids)
    same = list(Member.objects.filter(node=cast.node, pk__in=ids).select_related("node", "business").order_by("pk"))
    assert asked == same
    assert [values(row) + values(row.node) + values(row.business) for row in asked] == [
        values(row) + values(row.node) + values(row.business) for row in same
    ]


def test_rows_come_whole_so_that_nothing_is_asked_for_later(cast: Cast) -> None:
    (row,) = SEATS(node=cast.node.pk, ids=[cast.vet.pk])
    with CaptureQueriesContext(connection) as asked:
        assert (row.node.name, row.business.name) == ("Bixby Knolls", "Bluff Park Vet")
    assert len(asked) == 0


def test_a_question_can_be_asked_again_with_other_values(cast: Cast) -> None:
    assert [row.pk for row in SEATS(node=cast.node.pk, ids=[cast.vet.pk])] == [cast.vet.pk]
    assert [row.pk for row in SEATS(node=cast.other_node.pk, ids=[cast.vet.pk, cast.outsider.pk])] == [cast.outsider.pk]
    assert [row.pk for row in SEATS(node=cast.node.pk, ids=(cast.vet.pk, cast.trainer.pk))] == [cast.vet.pk, cast.trainer.pk]


def test_none_of_several_has_no_answer_and_asks_nothing(cast: Cast) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert SEATS(node=cast.node.pk, ids=[]) == []
    assert len(asked) == 0


def test_a_question_asks_the_database_each_time(cast: Cast) -> None:
    before = NAMES(node=cast.node.pk)
    Business.objects.filter(pk=cast.vet.business_id).update(name="Bluff Park Animal Clinic")
    assert NAMES(node=cast.node.pk) == ["Bluff Park Animal Clinic", *before[1:]]


def test_the_first_is_none_where_there_is_none(cast: Cast) -> None:
    assert NAMES.first(node=cast.node.pk) == "Bluff Park Vet"
    assert NAMES.first(node=0) is None


def test_times_go_in_and_come_out_as_times(cast: Cast) -> None:
    due_at = NOW + timedelta(hours=3)
    promises.make("Call back", of=cast.vet, due_at=due_at, by=None, at=NOW)
    assert DUE(since=due_at) == [("Call back", due_at)]
    assert DUE(since=due_at + timedelta(microseconds=1)) == []


def test_what_is_given_cannot_become_sql(cast: Cast) -> None:
    by_slug = Question(lambda: Node.objects.filter(slug=Given("slug")).values_list("name", flat=True))
    assert by_slug(slug="bixby' OR '1'='1") == []
    assert by_slug(slug="%s") == []
    assert by_slug(slug="bixby") == ["Bixby Knolls"]


def test_a_value_may_stand_in_several_places_and_in_annotations(cast: Cast) -> None:
    either = Question(
        lambda: (
            Member.objects.filter(Q(pk=Given("pk")) | Q(business=Given("pk"), node=Given("node")))
            .annotate(hours=F("answer_hours") + Given("more"))
            .order_by("pk")
        )
    )
    (found,) = either(pk=cast.vet.pk, node=0, more=5)
    assert (found.pk, getattr(found, "hours", None)) == (cast.vet.pk, cast.vet.answer_hours + 5)


def test_prefetching_is_refused() -> None:
    question = Question(lambda: Business.objects.prefetch_related("trades"))
    ALL.remove(question)  # it must not be in the way when all are compiled
    with pytest.raises(TypeError, match="without prefetching"):
        question()


def test_belongings_hang_where_prefetching_hangs_them(cast: Cast) -> None:
    shops = [cast.vet.business, cast.trainer.business]
    give_along(shops, "trades", BusinessTrade.objects.filter(business__in=shops), by="business_id")
    with CaptureQueriesContext(connection) as asked:
        assert [shop.trade_slugs for shop in shops] == [["veterinarian"], ["dog_trainer"]]
    assert len(asked) == 0


def test_counters_begin_and_go_on_and_others_stay(cast: Cast) -> None:
    key = {"giver_id": cast.vet.pk, "receiver_id": cast.trainer.pk}
    raise_counts(Pair, key=key, more={"sent": 1})
    raise_counts(Pair, key=key, more={"sent": 2, "worth": 500})
    raise_counts(Pair, key={**key, "receiver_id": cast.rival.pk}, more={"won": 1})
    counted = Pair.objects.filter(giver=cast.vet).order_by("pk").values_list("receiver", "sent", "won", "worth")
    assert list(counted) == [(cast.trainer.pk, 3, 0, 500), (cast.rival.pk, 0, 1, 0)]


def test_a_change_meets_the_rows_that_it_names_and_says_how_many(cast: Cast) -> None:
    slower = Change(lambda: Member.objects.filter(pk=Given("pk"), left_at=None), answer_hours=F("answer_hours") + Given("more"))
    assert slower(pk=cast.vet.pk, more=2) == 1
    assert slower(pk=0, more=2) == 0
    cast.vet.refresh_from_db()
    cast.trainer.refresh_from_db()
    assert (cast.vet.answer_hours, cast.trainer.answer_hours) == (6, 4)


def test_a_row_is_laid_once_and_a_second_like_it_leaves_the_transaction_whole(cast: Cast) -> None:
    wishes = [Wish(node=cast.node.pk, email="maya@example.com", stop=stop, at=NOW) for stop in ("week", "week", "steps")]
    assert [lay_once(wish) for wish in wishes] == [True, False, True]
    assert list(Wish.objects.order_by("pk").values_list("pk", "stop")) == [(wishes[0].pk, "week"), (wishes[2].pk, "steps")]


def test_a_row_is_taken_out_once(cast: Cast) -> None:
    trade = BusinessTrade.objects.get(business=cast.vet.business)
    assert (take_out(trade), take_out(trade)) == (True, False)


def values(row: Member | Node | Business) -> list[object]:
    """Every column of a row."""
    return [getattr(row, field.attname) for field in row._meta.concrete_fields]
