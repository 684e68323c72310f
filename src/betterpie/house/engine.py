"""Picks the SQLite that Django will use."""

import importlib.util
import sys


def prefer_bundled_sqlite() -> None:
    """Let `import sqlite3` find the newer SQLite that pysqlite3 brings, where its wheel exists.

    SQLite 3.7.0 to 3.51.2 can, very rarely, damage a WAL database when two connections write and checkpoint at the same
    moment (sqlite.org/wal.html#walresetbug); distributions still ship such versions.
    """
    if importlib.util.find_spec("pysqlite3") is None:
        return
    import pysqlite3
    import pysqlite3.dbapi2

    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2
