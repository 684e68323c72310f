"""Spanish: no sentence is missing, what is filled in is filled in everywhere, and no page or letter falls back into English."""

import ast
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import polib
import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import override
from django.utils.translation.template import templatize

import betterpie
from betterpie.house import work
from betterpie.kernel import vocabulary
from betterpie.people.models import Person
from betterpie.promises import actions as promises
from betterpie.referrals import actions as referrals
from betterpie.ui.formats import ago, due, money, when
from tests.conftest import Cast, SignIn
from tests.referrals.test_referral_pages import given, sent

PACKAGE = Path(betterpie.__file__).parent
CATALOGUE = PACKAGE / "locale/es/LC_MESSAGES/django.po"
MEND = "run bin/words"
GALLERY = ("ui/views.py", "ui/templates/ui/gallery/")
PLACES = re.compile(r"%\(\w+\)[sd]|\{\w+\}|%%|</?b>")
KEYWORDS = dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop", "lazy", "ngettext", "ngettext_lazy"), 0)
KEYWORDS |= dict.fromkeys(("pgettext", "pgettext_lazy"), 1)
"""What marks a sentence, and at which place it stands."""
MONDAY = datetime.fromisoformat("2026-03-09T07:05:00-07:00")


@pytest.fixture(scope="module")
def words() -> polib.POFile:
    """The Spanish catalogue."""
    return polib.pofile(str(CATALOGUE))


def test_every_sentence_has_its_spanish(words: polib.POFile) -> None:
    assert [each.msgid for each in words if each.fuzzy or not each.translated()] == [], MEND


def test_every_sentence_of_the_code_is_in_the_catalogue(words: polib.POFile) -> None:
    known = {each.msgid for each in words if not each.obsolete}
    assert sorted(set(said_in_python()) - known) == [], MEND
    assert sorted(set(said_in_templates()) - known) == [], MEND


def test_what_is_filled_in_is_filled_in_in_both(words: polib.POFile) -> None:
    for each in words:
        many = each.msgstr_plural.get(1, each.msgstr)
        assert sorted(PLACES.findall(many)) == sorted(PLACES.findall(each.msgid_plural or each.msgid)), each.msgid
        one = each.msgstr_plural.get(0, "")
        assert set(PLACES.findall(one)) <= set(PLACES.findall(each.msgid_plural)), each.msgid


def test_nothing_is_shouted_and_nobody_is_called_usted(words: polib.POFile) -> None:
    said = [text for each in words for text in (each.msgstr, *each.msgstr_plural.values())]
    assert [text for text in said if re.search(r"[!¡]|\bustede?s?\b", text)] == []


def test_the_compiled_catalogue_is_the_written_one(words: polib.POFile) -> None:
    assert CATALOGUE.with_suffix(".mo").read_bytes() == words.to_binary(), MEND


def test_every_trade_has_a_spanish_name_of_its_own() -> None:
    rows = (Path(vocabulary.__file__).parent / "trades.csv").read_text(encoding="utf-8").splitlines()
    names = [row.rpartition(",")[2] for row in rows[1:]]
    assert (len(names), len(set(names)), "" in names) == (len(vocabulary.trades()), len(names), False)


def test_times_and_amounts_are_said_in_spanish(now: datetime) -> None:
    later = now + timedelta(days=3)
    with override("es"):
        said = [when(later, now=now), due(later, now=now), ago(now - timedelta(hours=2), now=now), money(115000), number_format(5.6, 1)]
    assert [text.replace("\u202f", " ") for text in said] == [
        "el viernes, 10:00 a.m.",
        "a más tardar el viernes, 10:00 a.m.",
        "hace 2 horas",
        "$1,150",
        "5.6",
    ]


OPEN_PAGES = (
    "/",
    "/account/login/",
    "/account/signup/",
    "/nothing/x/y/z/",
    "/join/{code}/",
    "{customer}",
    "{customer}others/",
    "{sent}",
)
MEMBER_PAGES = (
    "", "members/", "members/?q=toilet", "members/{trainer}/", "members/{vet}/edit/", "members/{vet}/people/", "rules/", "story/",
    "referrals/", "referrals/?way=given", "referrals/new/?need=dog+trainer", "referrals/{referral}/", "promises/", "promises/new/",
    "trust/", "trust/how/", "partners/", "partners/{trainer}/", "one-to-ones/", "one-to-ones/new/{trainer}/", "pacts/",
    "projects/", "projects/new/",
)  # fmt: skip
STEWARD_PAGES = (
    "steward/",
    "steward/guests/",
    "steward/invitations/",
    "steward/settings/",
    "steward/stewards/",
    "steward/poster/",
    "steward/trust/",
    "steward/trust/policy/",
    "steward/gaps/",
    "steward/occasions/",
    "steward/occasions/one/?name=a+new+dog",
    "imports/",
)


def test_open_pages_say_nothing_in_english(words: polib.POFile, cast: Cast, now: datetime) -> None:
    names = {
        "code": cast.node.join_code,
        "customer": reverse("referrals_open:customer", args=[given(cast, now).token]),
        "sent": reverse("referrals_open:customer", args=[sent(cast, now).token]),
    }
    for page in OPEN_PAGES:
        looked = look(Client(), page.format(**names))
        assert (page, 'lang="es"' in looked, english(words, seen(looked))) == (page, True, [])
    assert len(english(words, seen(look(Client(), names["customer"], language="en")))) > 9


def test_members_pages_say_nothing_in_english(words: polib.POFile, cast: Cast, now: datetime, as_person: SignIn) -> None:
    referral = sent(cast, now)
    referrals.accept(referral, by=None, at=now)
    promises.make("Colgar el cartel", of=cast.vet, due_at=now + timedelta(days=2), by=None, at=now)
    names = {"trainer": cast.trainer.pk, "vet": cast.vet.pk, "referral": referral.pk}
    for person, pages in ((cast.ortiz, MEMBER_PAGES), (cast.maya, ("", "promises/")), (cast.steward, STEWARD_PAGES)):
        browser = as_person(person)
        for page in pages:
            looked = look(browser, f"/bixby/{page.format(**names)}")
            assert (page, 'lang="es"' in looked, english(words, seen(looked))) == (page, True, [])
    assert english(words, seen(look(as_person(cast.ortiz), "/people/me/"))) == []


def test_letters_are_written_in_the_readers_language(words: polib.POFile, cast: Cast) -> None:
    Person.objects.update(language="es")
    type(cast.node).objects.update(language="es")
    cast.node.refresh_from_db()
    for member in (cast.vet, cast.trainer):
        member.node.refresh_from_db()
    referral = sent(cast, MONDAY - timedelta(days=3))
    promises.make("Colgar el cartel", of=cast.trainer, due_at=MONDAY + timedelta(hours=30), by=None, at=MONDAY - timedelta(days=3))
    work.once(MONDAY - timedelta(days=3))
    work.once(MONDAY)
    referrals.win(referral, worth=30000, by=None, at=MONDAY)
    work.once(MONDAY + timedelta(minutes=5))
    subjects = {letter.subject for letter in mail.outbox}
    assert {"Bluff Park Vet te envía a Priya", "Bluff Park Vet te sugiere Maya's Good Dogs"} <= subjects
    assert any("esta semana" in subject for subject in subjects)
    for letter in mail.outbox:
        assert (letter.subject, english(words, [letter.subject, *str(letter.body).splitlines()])) == (letter.subject, [])


def test_a_visitor_changes_the_language_at_the_foot_of_the_page(cast: Cast, now: datetime) -> None:
    page = reverse("referrals_open:customer", args=[given(cast, now).token])
    browser = Client()
    assert "Español" in look(browser, page, language="en")
    answer = browser.post("/language/setlang/", {"language": "es", "next": page})
    assert (answer.status_code, answer["Location"]) == (302, page)
    assert 'lang="es"' in look(browser, page, language="en")


def look(browser: Client, page: str, *, language: str = "es-MX,es;q=0.9,en;q=0.5") -> str:
    """A page as a browser that prefers `language` gets it."""
    return browser.get(page, headers={"accept-language": language}).content.decode()


def english(words: polib.POFile, said: list[str]) -> list[str]:
    """What of `said` is an English sentence of the catalogue, or holds a longer one."""
    exact, whole, within = set(), [], []
    for text in {text for each in words for text in (each.msgid, each.msgid_plural) if text and not _is_kept(each, text)}:
        pieces = [re.escape(piece) for piece in PLACES.split(text)]
        count = len(re.findall(r"[A-Za-z]{2,}", PLACES.sub(" ", text)))
        if len(pieces) == 1:
            exact.add(text)
        elif count > 1:
            whole.append(".+?".join(pieces))
        if count > 3:
            within.append(".+?".join(piece for piece in pieces if piece.strip()))
    is_whole, holds = re.compile("|".join(whole)), re.compile("|".join(within))
    return [text for text in said if text in exact or is_whole.fullmatch(text) or holds.search(text)]


def _is_kept(each: polib.POEntry, text: str) -> bool:
    """Whether Spanish says the same, as with a name."""
    return text in (each.msgstr, *each.msgstr_plural.values())


def seen(page: str) -> list[str]:
    """The texts of a page that somebody reads or hears."""
    reader = _Reader()
    reader.feed(page)
    return reader.texts


class _Reader(HTMLParser):
    """Gathers texts; those within an element that is in another language are left out."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._silent = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self._silent and (tag in ("script", "style") or (tag != "html" and dict(attrs).get("lang") not in (None, "es"))):
            self._silent = tag
        self.texts += [value for name, value in attrs if name in ("placeholder", "aria-label", "title", "alt", "content") and value]

    def handle_endtag(self, tag: str) -> None:
        if tag == self._silent:
            self._silent = ""

    def handle_data(self, data: str) -> None:
        text = " ".join(data.split())
        if text and not self._silent:
            self.texts.append(text)


def said_in_python() -> Iterator[str]:
    """Every marked sentence of the code."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if not path.relative_to(PACKAGE).as_posix().startswith(GALLERY):
            yield from _marked(path.read_text(encoding="utf-8"))


def said_in_templates() -> Iterator[str]:
    """Every marked sentence of the templates."""
    call = re.compile(r"\b(n?p?gettext|_)\(((?:u?'(?:[^'\\]|\\.)*'|u?\"(?:[^\"\\]|\\.)*\"|[\w, .])+)\)")
    for path in sorted(PACKAGE.rglob("templates/**/*.*")):
        if not path.relative_to(PACKAGE).as_posix().startswith(GALLERY):
            source = templatize(path.read_text(encoding="utf-8"), origin=str(path))
            for found in call.finditer(source):
                yield from _marked(found.group())


def _marked(source: str) -> Iterator[str]:
    """Read as Python, because what finds words for the catalogue doesn't look into f-strings: there a sentence would be lost."""
    for node in ast.walk(ast.parse(source)):
        name = getattr(node.func, "id", getattr(node.func, "attr", "")) if isinstance(node, ast.Call) else ""
        if isinstance(node, ast.Call) and name in KEYWORDS:
            sentence = node.args[KEYWORDS[name]]
            if isinstance(sentence, ast.Constant):
                yield sentence.value
