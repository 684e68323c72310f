"""Backups: everything in one file, taken while the house runs, and brought back.

Owns the file's form for both engines. SQLite is copied by its own backup call; PostgreSQL's tables are copied out in one snapshot. A
restore checks the file whole before it touches anything, keeps what was there aside, and brings older tables up to date.
"""

from betterpie.house.backups.making import last, make
from betterpie.house.backups.restoring import restore

__all__ = ["last", "make", "restore"]
