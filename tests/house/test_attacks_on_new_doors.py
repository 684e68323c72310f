"""What came later, as somebody meets it who means no good: files, mails, seats made one, forms sent twice."""

import tracemalloc
from datetime import datetime
from email import message_from_bytes
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest
from django.utils.translation import get_language

from betterpie.house.warmth import warm
from betterpie.notices import actions as notices
from betterpie.notices.actions.mails import mail
from betterpie.projects import actions as projects
from betterpie.projects import imports
from betterpie.ui.messages import Message


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
