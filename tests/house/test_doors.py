"""Every address of the house, tried as nobody, as a stranger of another node, as a member and as a steward."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, resolve, reverse

from betterpie.events import actions as events
from betterpie.members import actions as members
from betterpie.projects import actions as projects
from betterpie.promises import actions as promises
from betterpie.referrals import actions as referrals
from betterpie.trust.models import Evidence, Feedback, Merging
from tests.conftest import Cast, SignIn
from tests.pacts.test_pacts import in_force
from tests.referrals.test_referral_pages import sent
from tests.trust.test_reviews import asked

OPEN_IN_A_NODE = {"members:who"}
"""What anybody may see of a node."""
OPEN_SPACES = {"members_open", "referrals_open", "promises_open", "events_open", "pacts_open", "trust_open", "projects_open", "notices"}
"""Addresses that are themselves the key: a token, a code or a signature."""
STEWARDS = (
    "steward",
    "guests",
    "invit",
    "withdrawal",
    "claim",
    "settings",
    "rules_edit",
    "stewardship",
    "neighbors",
    "gaps",
    "occasion",
    "agreement",
    "link_end",
)


PAGE_OF = {
    "people:end_session": "people:me",
    "people:end_other_sessions": "people:me",
    "notices:wishes": "people:me",
    "referrals_open:call": "referrals_open:customer",
    "referrals_open:verdict": "referrals_open:customer",
    "referrals_open:ending": "referrals_open:customer",
    "members_open:bring": "members_open:join",
    "promises:keep": "promises:list",
    "promises:thank": "promises:list",
    "promises:let_off": "promises:list",
    "trust:reply": "trust:line",
    "trust:ask": "trust:line",
    "trust:answer": "trust:review",
    "trust:speak": "trust:review",
    "trust_steward:word": "trust:review",
    "trust_steward:detail": "trust_steward:desk",
    "trust_steward:part": "trust_steward:seats",
    "referrals:thanks": "referrals:referral",
    "imports:all_pairs": "imports:pairs",
    "imports:trades": "imports:batch",
    "imports:application": "imports:batch",
    "members:tier": "members:business",
    "members:acting": "week:home",
    "members:claim": "members:steward",
    "members:agreement": "members:neighbors",
    "events:answer": "events:one",
    "pacts:answer": "pacts:pact",
    "pacts:end": "pacts:pact",
    "pacts:count": "pacts:pact",
    "pacts:settle": "pacts:pact",
    "events:call_off": "events:one",
    "events:notes": "events:one",
    "events:promise": "events:one",
    "partners:later": "partners:list",
    "partners:occasion_end": "partners:occasions",
    "projects:ask": "projects:project",
    "projects:leave": "projects:project",
    "projects:hand_over": "projects:project",
    "projects:input_end": "projects:project",
    "projects:step_end": "projects:project",
    "projects:lasting_end": "projects:project",
    "projects:note": "projects:project",
    "projects:note_end": "projects:project",
    "projects:begin": "projects:project",
    "projects:ask_anew": "projects:deal",
    "projects:close": "projects:project",
    "projects:more": "projects:project",
    "projects:reopen": "projects:project",
    "projects:start": "projects:project",
    "projects:call_off": "projects:project",
    "projects:draw": "projects:deal",
    "projects:sign": "projects:paper",
    "projects:money_list": "projects:money",
    "projects:line_end": "projects:money",
    "projects:tap": "projects:money",
    "projects:tap_end": "projects:money",
    "projects:draw_sheets": "projects:money",
    "projects:approve": "projects:sheet",
    "projects:learned": "projects:sheet",
    "projects:paid": "projects:sheet",
}
"""The addresses that take a form alone, and the page that each form stands on."""


@dataclass(frozen=True)
class Address:
    """One address: its name, its path filled with what exists, and whether it lies within a node."""

    name: str
    path: str
    in_node: bool


def addresses(fill: dict[str, dict[str, Any]]) -> Iterator[Address]:
    """Every named address, filled in: by its room's values first, then by those that hold for all."""
    for name, params in _named(get_resolver()):
        space = name.partition(":")[0] if ":" in name else ""
        values = {param: fill.get(space, {}).get(param, fill[""].get(param)) for param in params}
        path = reverse(name, kwargs=values)
        yield Address(name, path, path.startswith("/bixby/"))


def _named(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, tuple[str, ...]]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            if pattern.name:
                yield f"{prefix}{pattern.name}", _params(f"{prefix}{pattern.name}")
        else:
            yield from _named(pattern, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix)


def _params(name: str) -> tuple[str, ...]:
    space, _colon, last = name.rpartition(":")
    resolver = get_resolver()
    if space:
        resolver = resolver.namespace_dict[space][1]
    (choices, *_rest) = next(iter(resolver.reverse_dict.getlist(last)))
    params = list(choices[0][1])
    if space:
        params += [param for param in get_resolver().namespace_dict[space][1].pattern.converters if param not in params]
    return tuple(params)


@pytest.fixture
def fill(cast: Cast, now: datetime) -> dict[str, dict[str, Any]]:
    """Something behind every address: a referral, a project and a promise of the trainer's, her seat, the steward's lists."""
    review = asked(cast, now)
    line = Evidence.objects.get(entry=review.entry, place=review.place)
    merging = Merging.objects.create(node=cast.node.pk, gone=cast.rival.pk, into=cast.trainer.pk, at=now, parted_at=now)
    referral = sent(cast, now)
    promise = promises.make("Poster", of=cast.trainer, due_at=now + timedelta(days=4000), by=None, at=now)
    project = projects.propose("Puppy evenings", of=cast.trainer, by=None, at=now)
    pact = in_force(cast, now)
    coffee = events.ask(cast.vet, cast.trainer, times=[now + timedelta(days=4000)], by=None, at=now + timedelta(days=3990))
    return {
        "": {"node": "bixby", "pk": cast.trainer.pk, "do": "called", "token": "x", "signed": "x", "code": cast.node.join_code, "nudge": 1},
        "referrals": {"pk": referral.pk},
        "referrals_open": {"token": referral.token},
        "promises": {"pk": promise.pk},
        "projects": {"pk": project.pk, "number": 1, "row": 1},
        "pacts": {"pk": pact.pk, "member": cast.vet.pk},
        "events": {"pk": coffee.pk, "member": cast.vet.pk},
        "notices": {"node": cast.node.pk},
        "trust": {"pk": line.pk, "review": review.pk, "feedback": Feedback.objects.filter(by=cast.trainer).values_list("pk", flat=True)[0]},
        "trust_steward": {"review": review.pk, "gone": cast.guest.pk, "pair": merging.pk},
    } | {"members": {"person": cast.ortiz.pk, "invitation": 1}}


def test_every_address_within_a_node_is_shut_to_strangers(cast: Cast, fill: dict[str, dict[str, Any]], as_person: SignIn) -> None:
    nobody, stranger = Client(), as_person(cast.stranger)
    seen: dict[str, list[int]] = {}
    within = [address for address in addresses(fill) if address.in_node and address.name not in OPEN_IN_A_NODE]
    for address in within:
        answers = [getattr(browser, method)(address.path) for browser in (nobody, stranger) for method in ("get", "post")]
        seen[address.name] = [answer.status_code for answer in answers]
        if answers[0].status_code == 302:
            assert answers[0].headers["Location"].startswith("/account/login/"), address
    wrong = {name: codes for name, codes in seen.items() if not (set(codes[:2]) <= {302, 405} and set(codes[2:]) <= {404, 405})}
    assert wrong == {}
    assert len(within) > 25


def test_a_member_does_not_find_what_is_the_stewards(cast: Cast, fill: dict[str, dict[str, Any]], as_person: SignIn) -> None:
    member = as_person(cast.maya)
    codes = {
        address.name: {getattr(member, method)(address.path).status_code for method in ("get", "post")}
        for address in addresses(fill)
        if address.in_node and "/steward/" in address.path
    }
    assert {name: found for name, found in codes.items() if not found <= {404, 405}} == {}
    assert len(codes) > 10


def test_nothing_breaks_for_those_who_may(cast: Cast, fill: dict[str, dict[str, Any]], as_person: SignIn) -> None:
    for who in (cast.maya, cast.steward):
        for address in addresses(fill):
            if address.in_node:
                assert as_person(who).get(address.path).status_code in {200, 302, 404}, (who, address)


def test_whoever_reloads_what_came_after_a_form_is_led_to_the_page_of_the_form(
    cast: Cast, fill: dict[str, dict[str, Any]], now: datetime, as_person: SignIn
) -> None:
    members.name_steward(cast.node, email=cast.maya.email, by=cast.steward, at=now)
    maya, led, refused = as_person(cast.maya), {}, []
    for address in addresses(fill):
        answer = maya.get(address.path)
        refused += [address.name] if answer.status_code == 405 else []
        if address.name in PAGE_OF:
            here, page = resolve(address.path), resolve(urlsplit(answer.headers["Location"]).path)
            assert page.kwargs.items() <= here.kwargs.items(), address
            led[address.name] = page.view_name
    assert (led, refused) == (PAGE_OF, [])


def test_a_page_that_takes_a_form_alone_refuses_other_ways_of_asking(cast: Cast, now: datetime) -> None:
    page = reverse("referrals_open:call", args=[sent(cast, now).token])
    assert (Client().head(page).status_code, Client().put(page).status_code, Client().delete(page).status_code) == (302, 405, 405)


def test_what_opens_by_a_key_stays_shut_without_it(fill: dict[str, dict[str, Any]], db: None) -> None:
    for address in addresses(fill | {"referrals_open": {"token": "guessed"}, "": fill[""] | {"code": "guessed"}}):
        if (address.name.partition(":")[0] in OPEN_SPACES and "x" in address.path) or "guessed" in address.path:
            for method in ("get", "post"):
                assert getattr(Client(), method)(address.path).status_code in {302, 400, 403, 404, 405, 410}, address


def test_a_name_that_is_no_node_is_not_there(cast: Cast, as_person: SignIn) -> None:
    with pytest.raises(NoReverseMatch):
        reverse("week:home", args=["no node"])
    assert as_person(cast.maya).get("/nowhere/").status_code == 404


def test_a_customer_who_stopped_cannot_be_reached_by_her_old_link(cast: Cast, now: datetime) -> None:
    referral = sent(cast, now)
    referrals.stop(referral, at=now)
    page = Client().get(reverse("referrals_open:customer", args=[referral.token]))
    assert (page.status_code, "555-0142" in page.content.decode()) == (200, False)
