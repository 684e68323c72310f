"""`betterpie`: everything that a host types."""

import os
import sys
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import TextIO

WORDS = {
    "up": "run the product: the web pages and the worker",
    "work": "run the worker alone",
    "migrate": "bring the tables up to date",
    "doctor": "say what is wrong with this installation, and what to do",
    "backup": "write everything into one file, while it runs",
    "restore": "bring a backup back, into an empty or a set-aside database",
    "export": "take one group away whole, as one file",
    "import-node": "bring up a group that was exported elsewhere",
    "street": "lay the demo street",
    "person": "make somebody steward of a group, when nobody can get in",
}
SPELLED = {"import-node": "import_node"}
"""Words that no Python module can be called by."""


def main(words: Sequence[str] | None = None) -> int:
    """Do what the words on the command line say. Returns the exit code: 0 when it was done."""
    given = list(sys.argv[1:] if words is None else words)
    if not given or given[0] in {"help", "-h", "--help"}:
        _say(_overview(), sys.stdout)
        return 0
    if given[0] in {"--version", "version"}:
        from importlib.metadata import version

        _say(f"Betterpie {version('betterpie')}", sys.stdout)
        return 0
    if given[0] == "up":
        from betterpie.house.up import up

        return up(given[1:])
    return _manage(given[0], given[1:])


def _manage(word: str, rest: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "betterpie.house.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import get_commands, load_command_class
    from django.db import DatabaseError

    try:
        django.setup()
        name = SPELLED.get(word, word)
        known = get_commands()
        if name not in known:
            _say(_unknown(word, known))
            return 2
        app = known[name]
        command = load_command_class(app, name) if isinstance(app, str) else app
        command.run_from_argv(["betterpie", name, *rest])
    except ImproperlyConfigured as trouble:
        _say(f"Betterpie cannot start: {trouble}")
        return 1
    except DatabaseError as trouble:
        _say(f"The database does not do what was asked: {str(trouble).strip()}\n`betterpie doctor` says more.")
        return 1
    except OSError as trouble:
        _say(f"Betterpie cannot do that: {trouble}")
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _overview() -> str:
    width = max(map(len, WORDS)) + 2
    lines = [f"  {word:<{width}}{what}" for word, what in WORDS.items()]
    more = "`betterpie WORD --help` says more of each. Django's own commands work too, such as `betterpie shell`."
    return "\n".join(["Betterpie: betterpie WORD ...", "", *lines, "", more])


def _unknown(word: str, known: Iterable[str]) -> str:
    near = get_close_matches(word, [*WORDS, *known], n=1)
    guess = f" Did you mean '{near[0]}'?" if near else ""
    return f"Betterpie doesn't know the word '{word}'.{guess}\n\n{_overview()}"


def _say(sentence: str, where: TextIO | None = None) -> None:
    (where or sys.stderr).write(sentence + "\n")


if __name__ == "__main__":
    sys.exit(main())
