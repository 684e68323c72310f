"""Readers of foreign files: a file in, rows of text with their line numbers out.

Owns what a list can be written in (CSV and its kin, spreadsheets, spreadsheets that are really XML, address books, pasted lines) and the
sentences that refuse what is no list. It never guesses what a column means and never writes to the database.
"""

from betterpie.members.imports.reading import read, read_pasted
from betterpie.members.imports.tables import DEFAULT_LIMITS, Limits, Row, Table, Unreadable

__all__ = ["DEFAULT_LIMITS", "Limits", "Row", "Table", "Unreadable", "read", "read_pasted"]
