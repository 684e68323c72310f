"""The steward's pages of trust: whom to call, what others see, and how the group weighs."""

from datetime import datetime

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from betterpie.house import work
from betterpie.kernel.trust import DEFAULT
from betterpie.trust import actions as trust
from betterpie.trust import queries
from betterpie.trust.actions import reviews
from betterpie.trust.models import Evidence, PolicyChange, Standing
from betterpie.trust.panels.kinds import KINDS, STEPS
from betterpie.trust.queries.paths import OPENS_AT
from tests.conftest import Cast, SignIn
from tests.trust.scenes import DAY, broken, kept, neighbors

DESK = "trust_steward:desk"
POLICY = "trust_steward:policy"


def url(name: str) -> str:
    """An address in Bixby."""
    return reverse(name, args=["bixby"])


def filled(cast: Cast, **changed: str) -> dict[str, str]:
    """The form of weights as it stands, with some fields written anew."""
    policy = queries.policy_of(cast.node.pk)
    data = {f"weight-{kind}": str(rule.weight) for kind, rule in policy.kinds.items()}
    data |= {f"months-{kind}": str(round(rule.half_life / (365 / 12))) for kind, rule in policy.kinds.items() if rule.half_life}
    data |= {f"step-{step}": str(points) for step, points in queries.steps_of(cast.node.pk).items()}
    return data | {"reason": "We talked it over."} | changed


def test_a_call_is_suggested_with_its_reasons_and_a_friendly_beginning(cast: Cast, as_person: SignIn) -> None:
    now = datetime.now(tz=cast.node.zone)
    kept(cast.rival, to=cast.vet, at=now - 4 * DAY, times=4)
    broken(cast.trainer, to=cast.vet, at=now - 3 * DAY)
    work.once(now)
    page = as_person(cast.steward).get(url(DESK))
    assert [(member.pk, [line.kind for line in lines]) for member, lines, _begin in page.context["calls"]] == [
        (cast.trainer.pk, ["broken"])
    ]
    words = page.content.decode()
    assert "how are things at Maya" in words
    assert "Seaside Canine" not in words
    assert f"{Standing.objects.get(member=cast.trainer.pk).value:+.1f}".replace("-", "−") not in words


@pytest.mark.parametrize("rows", [1, 3])
def test_the_desk_asks_the_database_as_often_for_three_as_for_one(
    cast: Cast, as_person: SignIn, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    now = datetime.now(tz=cast.node.zone)
    for member in neighbors(cast, rows):
        broken(member, to=cast.vet, at=now - 3 * DAY)
        work.once(now)
        reviews.ask(Evidence.objects.get(about=member.pk, kind="broken"), of=member, why="x", by=None, at=now)
    browser = as_person(cast.steward)
    with django_assert_num_queries(10):
        page = browser.get(url(DESK))
    assert (len(page.context["calls"]), len(page.context["reviews"])) == (rows, rows)


def test_what_others_see_is_chosen_with_a_reason_that_everybody_reads(cast: Cast, as_person: SignIn) -> None:
    stella = as_person(cast.steward)
    stella.post(url("trust_steward:detail"), {"detail": "number", "reason": ""})
    stella.post(url("trust_steward:detail"), {"detail": "everything", "reason": "x"})
    assert not PolicyChange.objects.exists()
    stella.post(url("trust_steward:detail"), {"detail": "number", "reason": "We know each other."})
    assert queries.change_of(cast.node.pk).detail == "number"
    assert "We know each other." in as_person(cast.maya).get(url("trust:how")).content.decode()


def test_a_look_at_what_it_would_move_changes_nothing(cast: Cast, now: datetime, as_person: SignIn) -> None:
    for to in (cast.vet, *neighbors(cast, 3)):
        kept(cast.trainer, to=to, at=now)
    work.once(now + 2 * DAY)
    page = as_person(cast.steward).post(url(POLICY), filled(cast, **{"weight-kept": "0.25", "look": "1", "reason": "Just looking."}))
    assert (page.status_code, PolicyChange.objects.count()) == (200, 0)
    ((name, by),) = page.context["moved"]
    assert (name, by < 0) == ("Maya's Good Dogs", True)


def test_weights_half_lives_and_steps_are_changed_with_a_reason(cast: Cast, as_person: SignIn) -> None:
    stella = as_person(cast.steward)
    answer = stella.post(url(POLICY), filled(cast, **{"weight-kept": "2", "months-praise": "12", "step-lend": "2.5"}))
    assert answer.headers["Location"] == url("trust:how")
    change = queries.change_of(cast.node.pk)
    assert (change.kinds, change.steps["lend"]) == ({"kept": {"weight": 2.0}, "praise": {"half_life": 365.0}}, 2.5)
    how = as_person(cast.maya).get(url("trust:how")).content.decode()
    assert "We talked it over." in how
    assert "from +2.5, taken carefully" in how
    stella.post(url(POLICY), filled(cast, reason="Back.", **{"weight-kept": "1", "months-praise": "24"}))
    assert queries.change_of(cast.node.pk).kinds == {}


@pytest.mark.parametrize(
    "wrong",
    [{"weight-kept": "5"}, {"weight-kept": "0.1"}, {"months-kept": "200"}, {"step-lend": "6"}, {"weight-kept": "nan"}, {"reason": ""}],
)
def test_what_goes_too_far_is_refused_and_what_was_typed_stays(cast: Cast, as_person: SignIn, wrong: dict[str, str]) -> None:
    page = as_person(cast.steward).post(url(POLICY), filled(cast, **wrong))
    assert (page.status_code, PolicyChange.objects.count()) == (422, 0)
    assert all(f'value="{value}"' in page.content.decode() for value in wrong.values() if value)


@pytest.mark.parametrize("rows", [1, 3])
def test_how_it_is_weighed_asks_the_database_as_often_for_three_as_for_one(
    cast: Cast, now: datetime, as_person: SignIn, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(rows):
        trust.change(cast.node, reason=f"Reason {number}", by=None, at=now)
    browser = as_person(cast.maya)
    with django_assert_num_queries(8):
        browser.get(url("trust:how"))


def test_members_and_strangers_do_not_find_what_is_the_stewards(cast: Cast, as_person: SignIn) -> None:
    for name in (DESK, POLICY):
        assert [as_person(who).get(url(name)).status_code for who in (cast.maya, cast.stranger, None)] == [404, 404, 302]
    assert as_person(cast.maya).post(url(POLICY), filled(cast, **{"weight-kept": "2"})).status_code == 404
    assert not PolicyChange.objects.exists()


def test_no_more_calls_are_suggested_than_fit_into_an_evening(cast: Cast, as_person: SignIn) -> None:
    now = datetime.now(tz=cast.node.zone)
    for number, member in enumerate(neighbors(cast, 7)):
        for _time in range(2 if number < 6 else 1):
            broken(member, to=cast.vet, at=now - (3 if number < 5 else 30) * DAY)
    work.once(now)
    page = as_person(cast.steward).get(url(DESK))
    assert [member.business.name for member, _lines, _begin in page.context["calls"]] == [f"Shop {number}" for number in range(5)]
    assert [member.business.name for member, _lines, _begin in page.context["others"]] == ["Shop 5", "Shop 6"]


def test_every_kind_of_deed_and_every_step_has_its_words() -> None:
    assert (set(KINDS), set(STEPS)) == (set(DEFAULT.kinds), set(OPENS_AT))
