"""Finds out in which encoding a text file is written, and reads it line by line."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from typing import BinaryIO

from django.utils.translation import gettext as _

from betterpie.members.imports.tables import Unreadable

_CHUNK = 1 << 16
_SAMPLE = 64_000
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What files in North America and Europe are seen in. cp1252 stands first: it is what Windows' "CSV" means there.
_LIKELY = ["cp1252", "mac_roman", "cp1250", "cp1251", "shift_jis", "gb18030", "big5"]
_MUCH_TIDIER = 0.1


def encoding_of(file: BinaryIO) -> str:
    """The encoding of a whole file: by its byte order mark, by its zero bytes, by being valid UTF-8, or by how tidy it reads."""
    file.seek(0)
    head = file.read(_SAMPLE)
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    if wide := _utf16_by_zeros(head):
        return wide
    first_wrong = _first_wrong_byte(file)
    return "utf-8" if first_wrong is None else _by_tidiness(file, first_wrong)


def lines(file: BinaryIO, encoding: str, *, longest: int) -> Iterator[str]:
    """The lines of a file with their ends, in memory bound by the longest one allowed. Zero bytes and unreadable ones don't stop it."""
    file.seek(0)
    text = io.TextIOWrapper(file, encoding, errors="replace", newline="")
    try:
        while line := text.readline(longest + 1):
            if len(line) > longest:
                raise Unreadable(_("One line of this file is longer than any list’s line, so it is probably not a list."))
            yield line.replace("\0", "")
    finally:
        text.detach()


def _utf16_by_zeros(head: bytes) -> str:
    """UTF-16 without a mark: nearly every other byte of plain English is zero, on one side only."""
    pairs = len(head) // 2
    if pairs < 2:
        return ""
    odd, even = head[1::2].count(0), head[0::2].count(0)
    if odd > 0.4 * pairs and even < 0.05 * pairs:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 * pairs and odd < 0.05 * pairs else ""


def _first_wrong_byte(file: BinaryIO) -> int | None:
    """Where the file stops being UTF-8, or None where it never does. Reads it once, in pieces."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    file.seek(0)
    at = 0
    while True:
        chunk = file.read(_CHUNK)
        pending = len(decoder.getstate()[0])
        try:
            decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            return max(0, at - pending + error.start)
        if not chunk:
            return None
        at += len(chunk)


def _by_tidiness(file: BinaryIO, around: int) -> str:
    """The likely encoding in which the text around a byte reads tidiest; cp1252 unless another is clearly tidier."""
    from charset_normalizer import from_bytes  # heavy, and hardly ever needed: not kept in memory by every process

    file.seek(max(0, around - _SAMPLE // 2))
    sample = file.read(_SAMPLE)
    found = {match.encoding: match.chaos for match in from_bytes(sample, cp_isolation=_LIKELY, threshold=0.5)}
    best = min(found, key=lambda name: found[name], default="cp1252")
    return best if found.get(best, 1) + _MUCH_TIDIER < found.get("cp1252", 1) else "cp1252"
