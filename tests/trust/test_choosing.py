"""Whom to send a customer to: who suits the need comes first, trust breaks ties and warns, and never leads."""

from datetime import datetime

from django.urls import reverse

from betterpie.house import work
from betterpie.members.models import Member
from betterpie.referrals import queries as referrals
from betterpie.trust import actions as trust
from betterpie.trust.models import Standing
from tests.conftest import Cast, SignIn
from tests.trust.scenes import DAY, broken, kept, neighbors


def known(cast: Cast, member: Member, *, is_good: bool, at: datetime) -> None:
    """Enough is known of a member: four promises to each of three neighbors, kept or broken."""
    for to in (cast.vet, *Member.objects.filter(business__name__startswith="Shop")):
        for _time in range(4):
            if is_good:
                kept(member, to=to, at=at)
            else:
                broken(member, to=to, at=at)
    work.once(at + 2 * DAY)


def suited(cast: Cast, need: str, at: datetime) -> list[tuple[str, str]]:
    """Who suits, with what is said of her."""
    return [(one.member.business.name, one.caution) for one in referrals.suited(need, giver=cast.vet, at=at)]


def alike(cast: Cast) -> None:
    """The rival says of herself what the trainer says."""
    business = cast.rival.business
    business.services, business.blurb = cast.trainer.business.services, cast.trainer.business.blurb
    business.save()


def test_between_two_who_suit_alike_the_one_who_can_be_counted_on_comes_first(cast: Cast, now: datetime) -> None:
    alike(cast)
    neighbors(cast, 3)
    before = [name for name, _caution in suited(cast, "dog trainer", now)]
    last = {"Maya's Good Dogs": cast.trainer, "Seaside Canine": cast.rival}[before[1]]
    known(cast, last, is_good=True, at=now)
    assert [name for name, _caution in suited(cast, "dog trainer", now + 2 * DAY)] == [before[1], before[0]]


def test_who_suits_better_comes_first_however_little_is_known_of_her(cast: Cast, now: datetime) -> None:
    neighbors(cast, 3)
    known(cast, cast.rival, is_good=True, at=now)
    assert suited(cast, "puppy classes in the evenings", now + 2 * DAY)[0] == ("Maya's Good Dogs", "")


def test_a_bad_record_warns_the_giver_in_a_sentence_and_hides_nobody(cast: Cast, now: datetime, as_person: SignIn) -> None:
    neighbors(cast, 3)
    known(cast, cast.trainer, is_good=False, at=now)
    at = now + 2 * DAY
    caution = dict(suited(cast, "puppy classes in the evenings", at))["Maya's Good Dogs"]
    assert caution == "Not everything went as agreed lately. Ask first whether they have the time."
    page = as_person(cast.ortiz).get(reverse("referrals:new", args=["bixby"]), {"need": "puppy classes"}).content.decode()
    assert "Ask first whether they have the time" in page
    chosen = as_person(cast.ortiz).get(reverse("referrals:new", args=["bixby"]), {"to": cast.trainer.pk}).content.decode()
    assert "Ask first whether they have the time" in chosen
    trust.change(cast.node, reason="We talk.", detail="nothing", by=None, at=at)
    assert dict(suited(cast, "puppy classes in the evenings", at))["Maya's Good Dogs"] == ""


def test_while_it_is_too_early_nothing_is_said(cast: Cast, now: datetime) -> None:
    broken(cast.trainer, to=cast.vet, at=now)
    work.once(now + 2 * DAY)
    assert Standing.objects.get(member=cast.trainer.pk).value < 0
    assert dict(suited(cast, "puppy classes in the evenings", now + 2 * DAY))["Maya's Good Dogs"] == ""
