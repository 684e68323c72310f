"""Reads what somebody pasted: cells copied from a table, or lines like "Joe's Garage, 562 555 0101, 12 Main St, Long Beach, CA 90802"."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from itertools import islice

from betterpie.kernel.listings import columns
from betterpie.members.imports.delimited import open_delimited
from betterpie.members.imports.tables import Limits, Row, Table

HEADER = ["Business name", "Phone", "E-mail", "Website", "Address"]
_EMAIL = re.compile(r"\S+@\S+\.[A-Za-z]{2,}")
_WEB = re.compile(r"(?:https?://|www\.)\S+|\b[a-z0-9-]+\.(?:com|org|net|biz|info|shop|us)\b(?:/\S*)?", re.IGNORECASE)
_PHONE = re.compile(
    r"(?:(?:phone|tel|ph|cell|mobile)\b[.:]?\s*)?(?:\+?1[\s.-]?)?\(?[2-9]\d{2}\)?[\s./-]{0,3}[2-9]\d{2}[\s.-]{0,2}\d{4}\b", re.IGNORECASE
)
_BULLET = re.compile(r"^\s*(?:[-*•·–—]|\d{1,3}[.)])\s+")
_PART = re.compile(r"\s*(?:[,;|\t]|\s[-–—]\s)\s*")


def open_pasted(text: str, limits: Limits) -> Table:
    """A table from pasted text: as cells where it has headings or tabs, as blocks where blank lines part addresses, as lines otherwise."""
    lines = text.splitlines()
    if _is_table(text, limits):
        return open_delimited(io.BytesIO(text.encode("utf-8", "replace")), "utf-8", limits)
    blocks = _blocks(lines)
    entries = blocks if _are_addresses(blocks) else [(at, [line]) for at, line in enumerate(lines, start=1) if line.strip()]

    def rows() -> Iterator[Row]:
        yield Row(0, list(HEADER))
        for number, block in entries:
            yield Row(number, _cells(block))

    return Table("pasted lines", rows)


def _is_table(text: str, limits: Limits) -> bool:
    lines = [line for line in text.splitlines() if line.strip()][:50]
    if lines and sum("\t" in line for line in lines) > 0.6 * len(lines):
        return True
    table = open_delimited(io.BytesIO(text.encode("utf-8", "replace")), "utf-8", limits)
    head = [row.cells for row in islice(table.rows(), 50)]
    found = columns.find_header(head)
    return found is not None and len(head[found]) > 1


def _blocks(lines: Sequence[str]) -> list[tuple[int, list[str]]]:
    """Runs of lines that blank lines part, each with the number of its first line."""
    blocks: list[tuple[int, list[str]]] = []
    fresh = True
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            fresh = True
            continue
        if fresh:
            blocks.append((number, []))
        blocks[-1][1].append(line)
        fresh = False
    return blocks


def _are_addresses(blocks: Sequence[tuple[int, list[str]]]) -> bool:
    """Whether blocks are entries of several lines: short ones, each beginning with a bare name and never with two phones."""
    if len(blocks) < 2 or any(len(block) > 7 for _, block in blocks):
        return False
    bare = sum(not _PHONE.search(block[0]) and "," not in block[0] for _, block in blocks)
    single = all(sum(bool(_PHONE.search(line)) for line in block) <= 2 for _, block in blocks)
    return single and bare >= 0.8 * len(blocks) and sum(len(block) for _, block in blocks) >= 2 * len(blocks)


def _cells(block: Sequence[str]) -> list[str]:
    """Name, phone, e-mail, web and address out of the lines of one entry."""
    text = _BULLET.sub("", "\n".join(line.strip() for line in block))
    emails, text = _taken(_EMAIL, text)
    webs, text = _taken(_WEB, text)
    phones, text = _taken(_PHONE, text)
    parts = [part for line in text.split("\n") for part in _PART.split(line) if re.search(r"\w", part)]
    return [parts[0].strip(" :.") if parts else "", " ::: ".join(phones), " ::: ".join(emails), next(iter(webs), ""), ", ".join(parts[1:])]


def _taken(what: re.Pattern[str], text: str) -> tuple[list[str], str]:
    return [found.strip(" ,;") for found in what.findall(text)], what.sub(" ", text)
