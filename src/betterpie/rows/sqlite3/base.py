"""How a transaction begins and ends on SQLite."""

from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base

from betterpie.rows.sqlite3.pen import Pen, TooLong


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to SQLite that holds the pen from the beginning of a transaction to its end."""

    _pen: Pen | None = None

    def _start_transaction_under_autocommit(self) -> None:
        """Take the pen. Refuses, as SQLite does, when the connection's timeout has passed."""
        if self._pen is None and not self.is_in_memory_db():
            self._pen = Pen(str(self.settings_dict["NAME"]))
        if self._pen is not None:
            try:
                self._pen.take(within=float(self.settings_dict["OPTIONS"].get("timeout", 5)))
            except TooLong as trouble:
                raise OperationalError("database is locked") from trouble
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # Django's stubs leave it out
        except BaseException:
            self._lay_down()
            raise

    def _commit(self) -> Any:
        answer = super()._commit()  # type: ignore[misc]  # Django's stubs leave it out
        self._lay_down()  # not before it is on the disk; a commit that fails is rolled back
        return answer

    def _rollback(self) -> Any:
        try:
            return super()._rollback()  # type: ignore[misc]  # Django's stubs leave it out
        finally:
            self._lay_down()

    def _close(self) -> Any:
        try:
            return super()._close()  # type: ignore[misc]  # Django's stubs leave it out
        finally:
            if self._pen is not None:
                self._pen.throw_away()
                self._pen = None

    def _lay_down(self) -> None:
        if self._pen is not None:
            self._pen.lay_down()
