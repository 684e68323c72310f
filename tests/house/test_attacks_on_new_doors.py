"""What came later, as somebody meets it who means no good: files, mails, seats made one, forms sent twice."""

import csv
import tracemalloc
from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes
from functools import partial
from io import BytesIO, StringIO
from time import sleep
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import get_language

from betterpie.house.warmth import warm
from betterpie.members import actions as members
from betterpie.notices import actions as notices
from betterpie.notices.actions.mails import mail
from betterpie.partners import queries as partners
from betterpie.projects import actions as projects
from betterpie.projects import imports
from betterpie.projects.models import Project, Tap
from betterpie.trust import actions as trust
from betterpie.trust.models import Merging
from betterpie.ui.messages import Message
from tests.conftest import Cast, SignIn
from tests.house.test_attacks import at_once
from tests.partners.test_occasions import WALK, sent
from tests.projects.conftest import Club, agree, answer_all, club, shops
from tests.projects.test_project_pages import there
from tests.projects.test_settlement import settled, worked
from tests.trust.test_seats import gone

__all__ = ["club", "shops", "worked"]

DAY = timedelta(days=1)


def blown_up(size: int) -> bytes:
    """A packed file whose first part is little as it lies there, and `size` bytes once unpacked."""
    kept = BytesIO()
    with ZipFile(kept, "w", compression=ZIP_DEFLATED) as target:
        target.writestr("mimetype", imports.OPEN[0].encode() + bytes(size))
    return kept.getvalue()


def torn() -> bytes:
    """A packed file whose first part is told to be packed and is not."""
    kept = BytesIO()
    with ZipFile(kept, "w", compression=ZIP_STORED) as target:
        target.writestr("mimetype", "not packed at all")
    content = bytearray(kept.getvalue())
    for mark, place in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        content[content.index(mark) + place] = ZIP_DEFLATED
    return bytes(content)


def test_a_small_file_that_would_unpack_to_much_is_not_unpacked() -> None:
    bomb = blown_up(20_000_000)
    assert len(bomb) < 100_000
    tracemalloc.start()
    try:
        with pytest.raises(projects.Refused):
            imports.kind_of(bomb)
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()


def test_a_torn_file_is_refused_in_a_sentence() -> None:
    with pytest.raises(projects.Refused, match=r"can be kept here\."):
        imports.kind_of(torn())


def test_nobody_writes_a_part_of_a_mail_of_her_own(db: None, now: datetime) -> None:
    before = notices.post(Message(subject="A word", opening="x"), email="maya@example.com", node=1, kind="tests.Kind", key="7:1", at=now)
    assert before is not None
    # Whoever reckons out under which name the next letter is kept knew what divides its parts.
    words = f"Hello\n--=={before.key}-0\nContent-Type: text/html\n\n<a href='https://evil.example/'>Sign in again</a>\n"
    before.text = words
    parts = message_from_bytes(mail(before).message().as_bytes())
    assert [part.get_content_type() for part in parts.walk()] == ["multipart/alternative", "text/plain", "text/html"]


def test_the_language_of_whoever_looked_in_first_does_not_stay(db: None) -> None:
    before = get_language()
    warm()
    assert get_language() == before


def occasion_of(cast: Cast, as_person: SignIn, **more: str) -> Any:
    """What a steward gets who sends the lantern walk with something else in it."""
    return as_person(cast.steward).post(reverse("partners:occasion", args=["bixby"]), sent(WALK, **more))


def test_a_form_that_claims_to_be_huge_is_not_laid_out(cast: Cast, as_person: SignIn) -> None:
    page = occasion_of(cast, as_person, **{"steps-TOTAL_FORMS": "1000000000"})
    assert (page.status_code, len(page.context["steps"].forms) < 100) == (422, True)


def test_what_a_steward_writes_runs_in_no_other_stewards_spreadsheet(cast: Cast, as_person: SignIn) -> None:
    tricks = {"name": '=HYPERLINK("//evil.example")', "people": "@SUM(1)", "steps-0-sign": "+1", "steps-1-source": "-2+3"}
    assert occasion_of(cast, as_person, **tricks).status_code == 302
    written = next(one for one in partners.own_occasions(cast.node.pk) if one.name == tricks["name"])
    stella, url = as_person(cast.steward), reverse("partners:occasions_file", args=["bixby"])
    file = stella.get(url).content
    cells = [cell for row in csv.reader(StringIO(file.decode("utf-8-sig"))) for cell in row]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))] == []
    assert stella.post(url, {"file": SimpleUploadedFile("a.csv", file)}).status_code == 302
    assert partners.own_occasions(cast.node.pk)[-1] == written


def test_an_occasion_is_called_what_one_reads(cast: Cast, as_person: SignIn) -> None:
    assert occasion_of(cast, as_person, name="\u200b").status_code == 422
    assert occasion_of(cast, as_person, name="the \u202elantern\u202c walk").status_code == 302
    assert [one.name for one in partners.own_occasions(cast.node.pk)] == ["the lantern walk"]


def test_a_steward_washes_no_name_of_her_own(cast: Cast, now: datetime, as_person: SignIn) -> None:
    left = gone(cast, now)
    members.take_on(cast.rival, person=cast.steward, at=now)
    merge = partial(trust.merge, left, into=cast.rival, reason="The same.", at=now + 3 * DAY)
    with pytest.raises(trust.Refused, match="another steward"):
        merge(by=cast.steward)
    page = as_person(cast.steward).post(
        reverse("trust_steward:merge", args=["bixby", left.pk]), {"into": cast.rival.pk, "reason": "The same."}
    )
    assert (page.status_code, "another steward" in page.content.decode(), Merging.objects.count()) == (422, True, 0)
    made = merge(by=cast.ortiz)
    with pytest.raises(trust.Refused, match="another steward"):
        trust.part(made, by=cast.steward, at=now + 4 * DAY)
    assert Merging.objects.get().parted_at is None


def test_nor_by_way_of_a_seat_between(cast: Cast, now: datetime) -> None:
    left = gone(cast, now)
    first = trust.merge(left, into=cast.rival, reason="The same.", by=cast.ortiz, at=now + 3 * DAY)
    members.leave(cast.rival, by=None, at=now + 4 * DAY)
    cast.rival.refresh_from_db()
    trust.merge(cast.rival, into=cast.vet, reason="Moved on.", by=None, at=now + 5 * DAY)
    members.take_on(cast.vet, person=cast.steward, at=now + 5 * DAY)
    with pytest.raises(trust.Refused, match="another steward"):
        trust.part(first, by=cast.steward, at=now + 6 * DAY)
    assert Merging.objects.filter(parted_at=None).count() == 2


def test_where_nothing_is_to_count_she_takes_her_own_second_seat_off_the_list(cast: Cast, now: datetime) -> None:
    members.take_on(cast.rival, person=cast.steward, at=now)
    made = trust.merge(cast.guest, into=cast.rival, reason="The same shop.", by=cast.steward, at=now)
    trust.part(made, by=cast.steward, at=now + DAY)
    assert Merging.objects.get().parted_at == now + DAY


def test_a_project_begun_again_twice_is_begun_once(worked: Club, now: datetime, as_person: SignIn) -> None:
    settled(worked, now)
    for person in (worked.people[2], worked.people[2], worked.people[1]):
        assert as_person(person).post(there("again", worked), {"name": "Autumn", "ends_on": ""}).status_code in (302, 422)
    assert Project.objects.filter(before=worked.project).count() == 1


def test_who_was_taken_out_of_it_begins_again_all_the_same(worked: Club, now: datetime) -> None:
    settled(worked, now)
    begin = partial(projects.again, worked.project, name="Autumn", ends_on=None, by=None, at=now)
    first = begin(of=worked.cheese)
    projects.leave(first, Club(first, worked.cheese, worked.wine, worked.flowers, worked.people).partner(2), by=None, at=now)
    assert begin(of=worked.wine).manager == worked.wine


def two_at_work(club: Club, now: datetime) -> tuple[Club, Club]:
    """The club settled, and two projects of the same three under way."""
    settled(club, now)
    return at_work(club, "Autumn", now), at_work(club, "Winter", now)


def at_work(club: Club, name: str, now: datetime) -> Club:
    """The club once more, agreed and under way."""
    begun = projects.again(club.project, of=club.cheese, name=name, ends_on=None, by=None, at=now)
    found = replace(club, project=begun)
    agree(found, now)
    projects.start(begun, at=now)
    return found


@pytest.mark.django_db(transaction=True)
def test_what_comes_in_is_shared_in_one_project_however_fast_one_is(worked: Club, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    autumn, winter = two_at_work(worked, now)
    write = Tap.objects.get_or_create

    def slowly(**fields: Any) -> Any:
        sleep(0.3)  # both have looked by then
        return write(**fields)

    monkeypatch.setattr(Tap.objects, "get_or_create", slowly)
    share = partial(projects.tap, thing="campaign:7", what="Spring cards")
    deeds = [partial(share, one.project, one.partner(1)) for one in (autumn, winter)]
    assert at_once(*deeds) == ["done", "refused"]
    assert Tap.objects.count() == 1


def test_who_left_a_project_may_share_in_another(worked: Club, now: datetime) -> None:
    autumn, winter = two_at_work(worked, now)
    projects.tap(autumn.project, autumn.partner(2), thing="campaign:7", what="Spring cards")
    projects.reopen(autumn.project, by=None, at=now)
    projects.leave(autumn.project, autumn.partner(2), by=None, at=now)
    answer_all(autumn, now)
    agree(autumn, now)
    assert projects.tap(winter.project, winter.partner(2), thing="campaign:7", what="Spring cards").pk
