"""Every page of members as its reader sees it: whole, and to nobody else."""

import pytest
from django.test import Client

from betterpie.members import actions
from betterpie.members.models import Claim, Invitation, NodeLink, Steward
from tests.conftest import NOW, Cast, SignIn

MEMBER_PAGES = (
    "members/",
    "members/{vet}/",
    "members/{trainer}/",
    "members/{guest}/",
    "members/{vet}/edit/",
    "members/{vet}/people/",
    "rules/",
)
STEWARD_PAGES = (
    "members/new/",
    "members/{guest}/invitation/",
    "members/{guest}/departure/",
    "members/{guest}/edit/",
    "steward/",
    "steward/guests/",
    "steward/invitations/",
    "steward/invitations/all/",
    "steward/invitations/{invitation}/withdrawal/",
    "steward/settings/",
    "steward/rules/",
    "steward/stewards/",
    "steward/stewards/{steward}/end/",
    "steward/neighbors/",
    "steward/neighbors/{link}/end/",
    "steward/poster/",
    "steward/poster/code/",
)


@pytest.fixture
def pages(cast: Cast) -> dict[str, int]:
    """What stands in the addresses: an open invitation, a link that was asked for, a claim."""
    invitation = actions.invite(cast.guest, email="cheese@example.com", by=cast.steward, at=NOW)
    link = actions.ask_link(cast.node, cast.other_node, at=NOW)
    return {
        "vet": cast.vet.pk,
        "trainer": cast.trainer.pk,
        "guest": cast.guest.pk,
        "invitation": invitation.pk,
        "link": link.pk,
        "steward": Steward.objects.get(node=cast.node).pk,
    }


@pytest.mark.parametrize("page", MEMBER_PAGES)
def test_a_member_sees_the_page_and_a_stranger_does_not(page: str, pages: dict[str, int], cast: Cast, as_person: SignIn) -> None:
    url = f"/bixby/{page.format(**pages)}"
    assert as_person(cast.ortiz).get(url).status_code == 200
    assert as_person(cast.stranger).get(url).status_code == 404
    answer = as_person(None).get(url)
    assert (answer.status_code, answer["Location"]) == (302, f"/account/login/?next={url}")


@pytest.mark.parametrize("page", STEWARD_PAGES)
def test_a_steward_sees_the_page_and_a_member_does_not(page: str, pages: dict[str, int], cast: Cast, as_person: SignIn) -> None:
    url = f"/bixby/{page.format(**pages)}"
    assert as_person(cast.steward).get(url).status_code == 200
    assert as_person(cast.ortiz).get(url).status_code == 404
    assert as_person(cast.stranger).get(url).status_code == 404
    assert as_person(None).get(url).status_code == 302


def test_looking_at_a_page_changes_nothing(pages: dict[str, int], cast: Cast, as_person: SignIn) -> None:
    client = as_person(cast.steward)
    for page in STEWARD_PAGES:
        client.get(f"/bixby/{page.format(**pages)}")
    assert Invitation.objects.get().state == Invitation.State.OPEN
    assert (NodeLink.objects.count(), Steward.objects.filter(node=cast.node).count(), Claim.objects.count()) == (1, 1, 0)


def test_the_street_sees_who_joined_and_no_mail_address(cast: Cast, client: Client) -> None:
    page = client.get("/bixby/who/").content.decode()
    assert "Bluff Park Vet" in page
    assert "Veterinarian" in page
    assert "Knolls Cheese" not in page
    assert "@" not in page
    actions.arrange(cast.node, is_listed=False)
    assert client.get("/bixby/who/").status_code == 404


def test_a_helper_of_one_business_cannot_touch_another(pages: dict[str, int], cast: Cast, as_person: SignIn) -> None:
    client = as_person(cast.ortiz)
    for page in ("members/{trainer}/edit/", "members/{trainer}/people/", "members/{trainer}/departure/", "members/{guest}/departure/"):
        assert client.get(f"/bixby/{page.format(**pages)}").status_code == 404
    assert client.post(f"/bixby/members/{cast.trainer.pk}/tier/", {"tier": "networking"}).status_code == 404
