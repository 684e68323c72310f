"""A wrong setting stops the start with a sentence, and production refuses to run open."""

import re
from pathlib import Path

import pytest

from betterpie.house import settings as house
from tests.house.conftest import Builder

SECRET = "a-secret-of-our-own-that-is-long-enough-to-be-one"
PRODUCTION = {"BETTERPIE_MODE": "production", "BETTERPIE_URL": "https://pie.example.org", "BETTERPIE_SECRET": SECRET}

WRONG = {
    "a mode there isn't": ({"BETTERPIE_MODE": "live"}, "BETTERPIE_MODE is set to 'live'. It can be: local, demo, production."),
    "a flag that is neither": ({"BETTERPIE_DEBUG": "perhaps"}, "BETTERPIE_DEBUG is set to 'perhaps', which is not a bool"),
    "an address that is none": ({"BETTERPIE_URL": "pie.example.org"}, "It should look like https://pie.example.org"),
    "a database there isn't": ({"DATABASE_URL": "mysql://here/pie"}, "DATABASE_URL must begin with sqlite:// or postgresql://"),
    "a database that cannot be read": ({"DATABASE_URL": "postgresql://u:p@[here/pie"}, "DATABASE_URL cannot be read"),
    "a mail server of another sort": ({"BETTERPIE_MAIL": "pigeon://coop"}, "BETTERPIE_MAIL should be console:"),
    "a mail port there isn't": ({"BETTERPIE_MAIL": "smtp://post:99999"}, "BETTERPIE_MAIL names a port that there is not"),
    "a language nobody wrote": ({"BETTERPIE_LANGUAGE": "tlh"}, "BETTERPIE_LANGUAGE is set to 'tlh'. It can be: en, es."),
    "a time zone there isn't": ({"BETTERPIE_TIME_ZONE": "Mars/Base"}, "It should look like America/Los_Angeles"),
    "a currency there isn't": ({"BETTERPIE_CURRENCY": "PIE"}, "It should be a currency's three letters, such as USD."),
    "a number that is none": ({"BETTERPIE_UPLOAD_LIMIT_MB": "much"}, "BETTERPIE_UPLOAD_LIMIT_MB is set to 'much'"),
    "a number too small": ({"BETTERPIE_UPLOAD_LIMIT_MB": "0"}, "BETTERPIE_UPLOAD_LIMIT_MB should be 1 or more."),
    "a founder who is none": (
        {"BETTERPIE_FOUNDERS": "ana@example.com, Maya"},
        "BETTERPIE_FOUNDERS names 'maya'. It should be mail addresses",
    ),
    "no invitations at all": ({"BETTERPIE_INVITATIONS_A_DAY": "0"}, "BETTERPIE_INVITATIONS_A_DAY should be 1 or more."),
    "a log there isn't": ({"BETTERPIE_LOG": "LOUD"}, "BETTERPIE_LOG is set to 'LOUD'. It can be: WARNING, INFO, DEBUG, ERROR."),
    "a home that is no folder": ({"BETTERPIE_HOME": "/dev/null/pie"}, "BETTERPIE_HOME is /dev/null/pie, where nothing can be written"),
    "the secret everybody knows": ({"BETTERPIE_MODE": "production"}, "In production BETTERPIE_SECRET must be your own"),
    "a short secret": (PRODUCTION | {"BETTERPIE_SECRET": "short"}, "In production BETTERPIE_SECRET must be your own"),
    "debugging in public": (PRODUCTION | {"BETTERPIE_DEBUG": "yes"}, "In production BETTERPIE_DEBUG must be off."),
    "any host": (PRODUCTION | {"BETTERPIE_HOSTS": "*"}, "In production BETTERPIE_HOSTS must name its hosts"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_said_in_a_sentence(installation: Builder, case: str) -> None:
    settings, sentence = WRONG[case]
    answer = installation().type("check", **settings)
    assert (answer.returncode, "Traceback" in answer.stderr) == (1, False)
    assert answer.stderr.startswith("Betterpie cannot start: ")
    assert sentence in answer.stderr


def test_production_runs_with_a_secret_an_address_and_nothing_else(installation: Builder) -> None:
    script = "from django.conf import settings as s; print(s.DEBUG, s.SESSION_COOKIE_SECURE, s.ALLOWED_HOSTS[-1], s.IS_DEMO)"
    answer = installation().type("shell", "--no-imports", "-c", script, **PRODUCTION)
    assert (answer.stdout, answer.stderr) == ("False True pie.example.org False\n", "")


def test_up_says_the_same_sentence_and_gives_up(installation: Builder) -> None:
    answer = installation().type("up", "--port", "0", BETTERPIE_MODE="live")
    assert (answer.returncode, "Traceback" in answer.stderr) == (1, False)
    assert "BETTERPIE_MODE is set to 'live'" in answer.stderr


def test_the_reference_lists_every_setting_and_no_other() -> None:
    read = set(re.findall(r'"((?:BETTERPIE_|DATABASE_)[A-Z_]+)"', Path(house.__file__).read_text()))
    page = Path(__file__).parents[2] / "docs/reference/settings.md"
    assert {line.split("`")[1] for line in page.read_text().splitlines() if line.startswith("| `")} == read
