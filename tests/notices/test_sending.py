"""The outbox and a real mail server."""

import logging
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives

from betterpie.notices import actions, queries
from betterpie.notices.actions import mails, sending
from betterpie.notices.models import Letter
from betterpie.notices.queries import Unreached
from betterpie.people.models import Person
from betterpie.ui.messages import Action, Message
from tests.conftest import Cast
from tests.notices.conftest import Postbox


def put(email: str, at: datetime, *, node: int | None = 1, stop: str = "", kind: str = "tests.Kind", thing: int | None = None) -> Letter:
    """A letter in the outbox."""
    message = Message(
        subject="Call Priya",
        opening="She waits.",
        actions=(Action(label="I called", url="http://localhost:8000/x/", is_main=True),),
        stop=stop,
    )
    letter = actions.post(message, email=email, node=node, kind=kind, key=f"{email}:{at.isoformat()}", thing=thing, at=at)
    assert letter is not None
    return letter


def state(letter: Letter) -> tuple[str, int]:
    """How a letter stands: sent, given up or waiting, and after how many tries."""
    letter.refresh_from_db()
    return ("sent" if letter.sent_at else "given up" if letter.given_up_at else "waits", letter.tries)


def test_letters_go_out_once_over_one_line(db: None, now: datetime, postbox: Postbox) -> None:
    for name in ("maya", "ana", "sam"):
        put(f"{name}@example.com", now)
    assert actions.send_due(at=now) == 3
    assert actions.send_due(at=now + timedelta(days=1)) == 0
    assert (postbox.readers, postbox.connections) == (["maya@example.com", "ana@example.com", "sam@example.com"], 1)


def test_a_sent_letter_keeps_no_words_and_a_customers_address_neither(cast: Cast, now: datetime, postbox: Postbox) -> None:
    to_maya, to_priya = put("maya@example.com", now), put("priya@example.com", now)
    actions.send_due(at=now)
    kept = [Letter.objects.values("email", "subject", "text", "html", "trouble").get(pk=letter.pk) for letter in (to_maya, to_priya)]
    assert kept == [{"email": email, "subject": "", "text": "", "html": "", "trouble": ""} for email in ("maya@example.com", "")]


def test_a_letter_to_be_stopped_says_how_and_one_that_answers_does_not(db: None, now: datetime, postbox: Postbox) -> None:
    put("maya@example.com", now, stop="nudges")
    put("ana@example.com", now)
    actions.send_due(at=now)
    stoppable, plain = postbox.mails
    assert stoppable["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    url = str(stoppable["List-Unsubscribe"]).strip(" <>")
    assert url.startswith("http://localhost:8000/u/")
    assert url in body(stoppable, "plain")
    assert url.replace("&", "&amp;") in body(stoppable, "html")
    assert (plain["List-Unsubscribe"], plain["List-Unsubscribe-Post"]) == (None, None)
    assert stoppable["Auto-Submitted"] == "auto-generated"


def test_one_refused_reader_holds_nobody_back_and_is_given_up_after_the_third_no(cast: Cast, now: datetime, postbox: Postbox) -> None:
    postbox.to_recipient = lambda address: "550 No such user here" if address == "gone@example.com" else None
    node = cast.node.pk
    gone, maya = put("gone@example.com", now, node=node), put("maya@example.com", now, node=node)
    assert actions.send_due(at=now) == 1
    assert (state(gone), state(maya)) == (("waits", 1), ("sent", 1))
    at = now
    for _try in range(2):
        at = Letter.objects.get(pk=gone.pk).due_at
        actions.send_due(at=at)
    assert state(gone) == ("given up", 3)
    assert actions.send_due(at=at + timedelta(days=30)) == 0
    since = Letter.objects.get(pk=gone.pk).given_up_at
    assert since is not None
    trouble = "SMTPRecipientsRefused({'gone@example.com': (550, b'No such user here')})"
    assert queries.unreached(node) == [Unreached(email="gone@example.com", since=since, letters=1, trouble=trouble)]
    assert queries.unreached(cast.other_node.pk) == []


def test_a_reader_who_is_put_off_is_tried_ten_times_ever_more_slowly(db: None, now: datetime, postbox: Postbox) -> None:
    postbox.to_recipient = lambda _address: "451 Come back later"
    letter = put("maya@example.com", now)
    pauses, at = [], now
    while state(letter)[0] == "waits":
        actions.send_due(at=at)
        letter.refresh_from_db()
        pauses.append(round((letter.due_at - at).total_seconds() / 60))
        at = letter.due_at
    assert (pauses, state(letter)) == ([1, 2, 4, 8, 16, 32, 64, 128, 256, 512], ("given up", 10))
    assert queries.outbox(at=at) == {"due": 0, "troubled": 0, "given_up": 1}

    postbox.to_recipient = lambda _address: None
    assert actions.try_again(at=at) == 1
    assert actions.send_due(at=at) == 1
    assert (postbox.readers, state(letter)) == (["maya@example.com"], ("sent", 1))


def test_a_line_that_is_cut_after_each_letter_is_opened_anew(db: None, now: datetime, postbox: Postbox) -> None:
    letters = [put(f"{name}@example.com", now) for name in ("maya", "ana", "sam")]
    postbox.to_mail = hang_up_once(postbox)
    sent = actions.send_due(at=now)
    assert sent == 2
    assert [state(letter) for letter in letters] == [("waits", 1), ("sent", 1), ("sent", 1)]
    assert actions.send_due(at=now + timedelta(minutes=2)) == 1
    assert sorted(postbox.readers) == ["ana@example.com", "maya@example.com", "sam@example.com"]
    assert postbox.connections == 3


def hang_up_once(postbox: Postbox) -> Any:
    """The server answers the first mail with goodbye and hangs up; it has not taken the mail."""
    calls: list[EmailMessage] = []

    def answer(mail: EmailMessage) -> str | None:
        calls.append(mail)
        return "421 Goodbye" if len(calls) == 1 else None

    return answer


def test_with_no_server_all_wait_and_none_is_counted_as_tried(db: None, now: datetime, smtp: Any, caplog: pytest.LogCaptureFixture) -> None:
    letters = [put(f"{name}@example.com", now) for name in ("maya", "ana")]
    later = put("sam@example.com", now + timedelta(hours=1))
    with caplog.at_level(logging.CRITICAL, logger=sending.__name__):
        for minutes in (0, 1, 2, 3):
            assert actions.send_due(at=now + timedelta(minutes=minutes)) == 0
    assert [state(letter) for letter in (*letters, later)] == [("waits", 0)] * 3
    for letter in letters:
        assert now + timedelta(minutes=5) <= letter.due_at < now + timedelta(minutes=6)
        assert letter.trouble.startswith("the mail server took no letters: ConnectionRefusedError")
    assert later.trouble == ""


def test_a_server_that_refuses_our_own_address_makes_all_wait(db: None, now: datetime, postbox: Postbox) -> None:
    postbox.to_sender = lambda _address: "550 We do not relay for you"
    letters = [put(f"{name}@example.com", now) for name in ("maya", "ana")]
    assert actions.send_due(at=now) == 0
    assert [state(letter) for letter in letters] == [("waits", 0)] * 2
    postbox.to_sender = lambda _address: None
    assert actions.send_due(at=now + timedelta(minutes=3)) == 2


def test_a_letter_that_breaks_while_it_is_made_holds_nobody_back(db: None, now: datetime, postbox: Postbox) -> None:
    broken, maya = put("ana@example.com", now), put("maya@example.com", now)
    Letter.objects.filter(pk=broken.pk).update(subject="two\nlines")
    assert actions.send_due(at=now) == 1
    assert (state(broken), state(maya)) == (("waits", 1), ("sent", 1))
    assert "BadHeaderError" in Letter.objects.get(pk=broken.pk).trouble


def test_a_letter_that_somebody_else_is_sending_is_left_alone_until_the_claim_runs_out(db: None, now: datetime, postbox: Postbox) -> None:
    letter = put("maya@example.com", now)
    Letter.objects.filter(pk=letter.pk).update(claimed_at=now, tries=1)
    assert actions.send_due(at=now + timedelta(minutes=5)) == 0
    assert actions.send_due(at=now + timedelta(minutes=5, seconds=1)) == 1


def test_two_who_read_the_same_outbox_send_each_letter_once(db: None, now: datetime, postbox: Postbox) -> None:
    letter = put("maya@example.com", now)
    mine, theirs = ([Letter.objects.get(pk=letter.pk)] for _reader in range(2))
    ours, too_late = (sending._claimed(letters, at=now) for letters in (mine, theirs))
    assert (list(ours), list(too_late)) == (mine, [])
    with sending.Line() as line:
        line.ready()
        assert sending._send(ours[0], line=line, at=now)
    assert actions.send_due(at=now + timedelta(days=1)) == 0
    assert postbox.readers == ["maya@example.com"]


def test_a_claim_bears_the_moment_it_was_made_and_is_given_back_when_other_work_has_its_turn(
    db: None, now: datetime, postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = iter(range(0, 100, 2))
    monkeypatch.setattr(sending, "monotonic", lambda: next(seconds))
    claims: list[datetime | None] = []
    send = sending.Line.send

    def watch(line: sending.Line, mail: EmailMultiAlternatives) -> None:
        claims.append(Letter.objects.get(email=mail.to[0], sent_at=None).claimed_at)
        send(line, mail)

    monkeypatch.setattr(sending.Line, "send", watch)
    letters = [put(f"{name}@example.com", now) for name in ("maya", "ana", "sam", "stella")]
    assert actions.send_due(at=now) == 2  # after ten seconds other work has its turn
    assert claims == [now + timedelta(seconds=4)] * 2
    assert [state(letter) for letter in letters] == [("sent", 1), ("sent", 1), ("waits", 0), ("waits", 0)]
    assert [letter.claimed_at for letter in letters[2:]] == [None, None]
    assert actions.send_due(at=now) == 2
    assert postbox.readers == ["maya@example.com", "ana@example.com", "sam@example.com", "stella@example.com"]


def test_when_the_line_breaks_down_those_claimed_along_are_given_back(
    db: None, now: datetime, postbox: Postbox, caplog: pytest.LogCaptureFixture
) -> None:
    letters = [put(f"{name}@example.com", now) for name in ("maya", "ana", "sam")]
    postbox.to_sender = lambda _address: "550 We know you not"
    with caplog.at_level(logging.CRITICAL, logger=sending.__name__):
        assert actions.send_due(at=now) == 0
    assert [(*state(letter), letter.claimed_at) for letter in letters] == [("waits", 0, None)] * 3


def test_one_that_was_tried_before_is_claimed_alone_so_that_its_neighbors_are_not_blamed(db: None, now: datetime) -> None:
    fresh = [put(f"{number}@example.com", now) for number in range(sending.TOGETHER + 1)]
    tried = put("tried@example.com", now)
    tried.tries = 1
    assert sending._parts([fresh[0], tried, *fresh[1:]]) == [fresh[:-1], fresh[-1:], [tried]]


def test_a_mail_reads_as_django_would_have_written_it(cast: Cast, now: datetime) -> None:
    letter = put("maya@example.com", now, node=cast.node.pk, stop="steps")
    letter.subject, letter.calendar = "Priya wartet: für Sie, " + "immer noch, " * 12, "BEGIN:VCALENDAR"
    quick, plain = mails.mail(letter).message(), EmailMultiAlternatives.message(mails.mail(letter))
    for place, part in enumerate(each for each in plain.walk() if each.is_multipart()):
        part.set_boundary([each for each in quick.walk() if each.is_multipart()][place].get_boundary())
    del quick["Date"], plain["Date"]
    assert quick.as_bytes() == plain.as_bytes()
    assert b"Auto-Submitted: auto-generated" in quick.as_bytes()


def test_a_letter_that_takes_the_process_down_each_time_is_given_up(db: None, now: datetime, postbox: Postbox) -> None:
    letter = put("maya@example.com", now)
    Letter.objects.filter(pk=letter.pk).update(tries=sending.LAST_TRY, claimed_at=now)
    assert actions.send_due(at=now + timedelta(hours=1)) == 0
    assert (state(letter), postbox.mails) == (("given up", 11), [])


def test_a_room_that_cannot_take_note_does_not_send_the_letter_again(
    cast: Cast, now: datetime, postbox: Postbox, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(_pk: int, *, at: datetime) -> None:
        Person.objects.create_user("half@example.com")
        raise OSError("no")

    monkeypatch.setitem(sending.AFTER_SENDING, "tests.Kind", ("node", fails))
    from betterpie.journal.models import Entry

    letter = put("maya@example.com", now, thing=Entry.objects.latest("pk").pk)
    with caplog.at_level(logging.CRITICAL, logger=sending.__name__):
        assert actions.send_due(at=now) == 1
        assert actions.send_due(at=now + timedelta(days=1)) == 0
    assert (postbox.readers, state(letter)) == (["maya@example.com"], ("sent", 1))
    assert letter.trouble == "sent, but its room could not be told: OSError('no')"
    assert not Person.objects.filter(email="half@example.com").exists()


def test_what_was_sent_long_ago_is_cleared_out(db: None, now: datetime, postbox: Postbox) -> None:
    put("maya@example.com", now)
    actions.send_due(at=now)
    assert actions.clear_out(at=now + timedelta(days=89)) == 0
    assert actions.clear_out(at=now + timedelta(days=91)) == 1
    assert not Letter.objects.exists()


def test_an_address_that_was_reached_since_is_no_longer_unreached(cast: Cast, now: datetime, postbox: Postbox) -> None:
    node = cast.node.pk
    letter = put("maya@example.com", now, node=node)
    Letter.objects.filter(pk=letter.pk).update(given_up_at=now, trouble="no")
    assert [each.email for each in queries.unreached(node)] == ["maya@example.com"]
    put("maya@example.com", now + timedelta(days=1), node=node)
    actions.send_due(at=now + timedelta(days=1))
    assert queries.unreached(node) == []


def body(mail: EmailMessage, kind: str) -> str:
    """One of the two parts of a mail."""
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())
