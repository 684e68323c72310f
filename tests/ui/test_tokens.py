"""The colours can be read: every pair of ink and ground that the parts use, by day and by night."""

import re
from pathlib import Path

import pytest

import betterpie.ui

STYLES = Path(betterpie.ui.__file__).parent / "static/ui"
BASE = (STYLES / "base.css").read_text()

WORDS = [
    *[
        (ink, ground)
        for ink in ("ink", "soft", "cherry-ink", "leaf-ink", "sky-ink", "warn-ink")
        for ground in ("paper", "card", "side", "field")
    ],
    *[(f"{hue}-ink", f"{hue}-pale") for hue in ("cherry", "crust", "leaf", "sky", "warn")],
    *[("on", fill) for fill in ("cherry", "cherry-deep", "leaf", "sky")],
    *[("ink", ground) for ground in ("crust-pale", "leaf-pale", "sky-pale", "warn-pale")],
]
LINES = [*[("edge", ground) for ground in ("paper", "card", "field")], *[("cherry", ground) for ground in ("paper", "card", "field")]]


def tokens(mode: int) -> dict[str, str]:
    """The colours by day (0) or by night (1): the plain ones, overlaid by those that light-dark() gives."""
    plain = dict(re.findall(r"--([a-z-]+): (#[0-9A-F]{6});", BASE.split("@supports")[0]))
    return plain | {name: pair[mode] for name, *pair in re.findall(r"--([a-z-]+): light-dark\((#[0-9A-F]{6}), (#[0-9A-F]{6})\)", BASE)}


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21, as WCAG 2.2 defines it."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """The relative luminance of an sRGB colour (WCAG 2.2)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_black_on_white_is_twenty_one() -> None:
    assert round(contrast("#000000", "#FFFFFF"), 2) == 21


@pytest.mark.parametrize("mode", [0, 1], ids=["day", "night"])
def test_every_ink_can_be_read_on_its_ground(mode: int) -> None:
    colours = tokens(mode)
    assert {
        f"{ink} on {ground}": round(contrast(colours[ink], colours[ground]), 2)
        for ink, ground in WORDS
        if contrast(colours[ink], colours[ground]) < 4.5
    } == {}


@pytest.mark.parametrize("mode", [0, 1], ids=["day", "night"])
def test_every_edge_of_a_field_can_be_seen(mode: int) -> None:
    colours = tokens(mode)
    assert {f"{line} on {ground}" for line, ground in LINES if contrast(colours[line], colours[ground]) < 3} == set()


def test_the_letter_on_every_face_can_be_read() -> None:
    faces = re.findall(r"--face: (#[0-9A-F]{6})", (STYLES / "parts.css").read_text())
    assert (len(faces), [face for face in faces if contrast(face, "#FFFFFF") < 4.5]) == (8, [])


def test_browsers_without_light_dark_get_the_light_page() -> None:
    plain = dict(re.findall(r"--([a-z-]+): (#[0-9A-F]{6});", BASE.split("@supports")[0]))
    by_day = dict(re.findall(r"--([a-z-]+): light-dark\((#[0-9A-F]{6}),", BASE))
    assert {name: plain.get(name) for name in by_day} == by_day
