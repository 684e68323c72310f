"""Small files beside the log: told by their content, handed only to partners, gone with the line."""

from datetime import datetime
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from betterpie.projects import actions, imports, queries
from betterpie.projects.actions import Upload, planning
from betterpie.projects.models import FILE_MOST, File, LogLine
from tests.conftest import Cast, SignIn
from tests.projects.conftest import Club
from tests.projects.test_project_pages import there, words

PDF = b"%PDF-1.7\n\x00 menu"


def packed(*names: str, mimetype: str = "") -> bytes:
    """A packed file with these parts."""
    kept = BytesIO()
    with ZipFile(kept, "w") as target:
        for name in names:
            target.writestr(name, "<x/>")
        if mimetype:
            target.writestr("mimetype", mimetype)
    return kept.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, "application/pdf"),
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"\xff\xd8\xff\xe0....", "image/jpeg"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        ("Plan für Montag\n1. Käse".encode(), "text/plain"),
        (b"date,what,amount\n", "text/plain"),
        (packed("[Content_Types].xml", "word/document.xml"), imports.IN_ZIP["word/document.xml"]),
        (packed("[Content_Types].xml", "xl/workbook.xml"), imports.IN_ZIP["xl/workbook.xml"]),
        (packed("content.xml", mimetype=imports.OPEN[1]), imports.OPEN[1]),
    ],
)
def test_a_file_is_what_is_in_it(content: bytes, kind: str) -> None:
    assert imports.kind_of(content) == kind


@pytest.mark.parametrize(
    "content",
    [
        b"", b"MZ\x90\x00program", b"<html><script>", b" \n<svg onload=x>", b"\xef\xbb\xbf<html>", b"{\\rtf1 x}", b"PK\x03\x04broken",
        packed("word/document.xml", "word/vbaProject.bin"), packed("evil.exe"), packed("x", mimetype="text/html"), b"GIF89a\x01\x00",
        b"\xff\xfex",
    ],
)  # fmt: skip
def test_other_files_are_refused(content: bytes) -> None:
    with pytest.raises(actions.Refused, match=r"without macros can be kept here\."):
        imports.kind_of(content)


@pytest.mark.parametrize(
    ("name", "kind", "kept"),
    [
        ("menu.pdf", "application/pdf", "menu.pdf"),
        ("menu.exe", "application/pdf", "menu.exe.pdf"),
        ("C:\\Users\\Kim\\My Menu.PDF", "application/pdf", "My Menu.PDF"),
        ("../../etc/passwd", "text/plain", "passwd.txt"),
        ("photo\r\n.JPEG", "image/jpeg", "photo.JPEG"),
        ("", "image/png", "file.png"),
        ("..", "image/png", "file.png"),
        (".pdf", "application/pdf", "pdf.pdf"),
    ],
)
def test_a_name_is_one_line_and_ends_as_its_kind_does(name: str, kind: str, kept: str) -> None:
    assert imports.name_of(name, kind) == kept


def test_a_partner_lays_a_file_down_and_another_takes_it_home(club: Club, as_person: SignIn) -> None:
    kim, will = as_person(club.people[1]), as_person(club.people[2])
    kim.post(there("note", club), {"words": "The menu", "link": "", "file": SimpleUploadedFile("menu.pdf", PDF, "text/html")})
    line = LogLine.objects.get()
    assert "menu.pdf" in words(will.get(there("project", club)).content)
    answer = will.get(reverse("projects:file", args=[club.project.node.slug, club.project.pk, line.pk]))
    assert b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined]  # a streamed answer, which the client's type leaves out
    heads = ("Content-Type", "Content-Disposition", "X-Content-Type-Options", "Content-Security-Policy", "Cache-Control")
    assert [answer.headers[head] for head in heads] == [
        "application/pdf", 'attachment; filename="menu.pdf"', "nosniff", "sandbox; default-src 'none'", "private, no-store",
    ]  # fmt: skip


def test_nobody_else_gets_it_and_only_who_wrote_takes_it_away(club: Club, cast: Cast, now: datetime, as_person: SignIn) -> None:
    line = actions.note(club.project, club.cheese, words="The menu", file=Upload(name="m.pdf", kind="application/pdf", content=PDF), at=now)
    file = reverse("projects:file", args=[cast.node.slug, club.project.pk, line.pk])
    end = reverse("projects:note_end", args=[cast.node.slug, club.project.pk, line.pk])
    assert as_person(cast.maya).get(file).status_code == 404
    assert as_person(cast.steward).get(file).status_code == 302  # to her own desk
    assert as_person(club.people[2]).post(end).status_code == 404
    as_person(club.people[1]).post(end)
    assert (LogLine.objects.count(), File.objects.count()) == (0, 0)
    assert as_person(club.people[2]).get(file).status_code == 404


def test_what_is_no_file_for_here_is_said_and_nothing_is_written(club: Club, as_person: SignIn) -> None:
    client = as_person(club.people[1])
    for content, sentence in ((b"MZ\x90\x00", "without macros can be kept here."), (b"%PDF-" + bytes(FILE_MOST), "at most 2 MB")):
        page = client.post(there("note", club), {"words": "Look", "link": "", "file": SimpleUploadedFile("a.pdf", content)}, follow=True)
        assert sentence in words(page.content)
    assert LogLine.objects.count() == 0


def test_the_files_of_a_project_have_a_bound(club: Club, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "FILES_MOST", 3 * len(PDF) - 1)
    menu = Upload(name="m.pdf", kind="application/pdf", content=PDF)
    for words_ in ("The menu", "The menu, without nuts"):
        actions.note(club.project, club.cheese, words=words_, file=menu, at=now)
    with pytest.raises(actions.Refused, match=r"Take one away first\."):
        actions.note(club.project, club.cheese, words="The menu", file=menu, at=now)
    with pytest.raises(actions.Refused, match=r"can't be empty\."):
        actions.note(club.project, club.cheese, words="The menu", file=Upload(name="m.txt", kind="text/plain", content=b""), at=now)
    assert (LogLine.objects.count(), File.objects.count()) == (2, 2)
    with pytest.raises(IntegrityError), transaction.atomic():
        File.objects.create(line=LogLine.objects.all()[0], name="x", kind="text/plain", size=FILE_MOST + 1, content=b"x")


def test_who_is_forgotten_takes_her_files_along(club: Club, now: datetime) -> None:
    menu = Upload(name="m.pdf", kind="application/pdf", content=PDF)
    actions.note(club.project, club.cheese, words="The menu", file=menu, at=now)
    actions.note(club.project, club.wine, words="The wine", file=menu, at=now)
    actions.forget(members=[club.cheese.pk])
    assert [(row.words, row.file.name) for row in queries.plan(club.project).log] == [("The wine", "m.pdf")]
    assert File.objects.count() == 1
