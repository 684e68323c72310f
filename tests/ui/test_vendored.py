"""What was not made here is what its manifest says, with its licence beside it."""

import hashlib
import re
import tomllib
from pathlib import Path

import betterpie.ui
from betterpie.ui.templatetags.ui import icons

STATIC = Path(betterpie.ui.__file__).parent / "static/ui"
MANIFEST = tomllib.loads((STATIC / "VENDORED.toml").read_text())
OURS = {
    "base.css",
    "frame.css",
    "parts.css",
    "print.css",
    "betterpie.js",
    "mark.svg",
    "betterpie.webmanifest",
    "apple-touch-icon.png",
    "mark-512.png",
}


def test_every_vendored_file_is_the_one_that_was_vendored() -> None:
    found = {entry["path"]: hashlib.sha256((STATIC / entry["path"]).read_bytes()).hexdigest() for entry in MANIFEST["file"]}
    assert found == {entry["path"]: entry["sha256"] for entry in MANIFEST["file"]}


def test_every_licence_lies_beside_its_file() -> None:
    needed = {"OFL-1.1": "SIL OPEN FONT LICENSE", "ISC": "ISC License"}
    assert all(needed[entry["licence"]] in (STATIC / entry["licence_file"]).read_text() for entry in MANIFEST["file"])


def test_no_file_is_there_that_is_neither_ours_nor_named() -> None:
    named = {entry[key] for entry in MANIFEST["file"] for key in ("path", "licence_file")} | {"VENDORED.toml"}
    assert {str(path.relative_to(STATIC)) for path in STATIC.rglob("*") if path.is_file()} == OURS | named


def test_every_drawn_icon_is_named_with_its_origin() -> None:
    assert icons() == {*MANIFEST["icons"], "mark"}


def test_the_mark_in_the_sprite_is_the_mark_of_the_favicon() -> None:
    def shapes(text: str) -> list[str]:
        return re.findall(r'fill="#[0-9A-F]{6}"', text)

    symbol = re.search(r'<symbol id="mark".*?</symbol>', (STATIC / "icons.svg").read_text())
    assert symbol
    assert shapes(symbol[0]) == shapes((STATIC / "mark.svg").read_text())
