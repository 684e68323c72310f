"""The words by which members are found: one row for each word of a member, in the order in which prefixes are looked up."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models.sql.compiler import SQLCompiler

from betterpie.members.models.nodes import Node
from betterpie.members.models.seats import Member
from betterpie.rows.queries import Given

if TYPE_CHECKING:
    Lookup = models.Lookup[Any]
else:
    Lookup = models.Lookup  # takes no type argument at run time


@models.CharField.register_lookup
class Begins(Lookup):
    """Whether a word begins with some letters, as a range of bytes that an index answers on SQLite and PostgreSQL alike.

    LIKE would read the whole index on SQLite, and on PostgreSQL wherever the database sorts by a language.
    """

    lookup_name = "begins"
    last = "\U0010ffff"

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """The range as SQLite compares text: byte by byte."""
        return self._range(compiler, connection, above=">=", below="<")

    def as_postgresql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """The same with the operators of varchar_pattern_ops, which compare bytes whatever the database's language."""
        return self._range(compiler, connection, above="~>=~", below="~<~")

    def _range(self, compiler: SQLCompiler, connection: Any, *, above: str, below: str) -> tuple[str, tuple[Any, ...]]:
        word, word_values = self.process_lhs(compiler, connection)
        letters, letter_values = self.process_rhs(compiler, connection)
        ends = [Given(value.name, ending=self.last) if isinstance(value, Given) else f"{value}{self.last}" for value in letter_values]
        return f"({word} {above} {letters} AND {word} {below} {letters})", (*word_values, *letter_values, *word_values, *ends)


class Word(models.Model):
    """A word by which a member is found in its node's directory: from name, trade, services, place. Weight 3 is the name."""

    node = models.ForeignKey(Node, models.CASCADE, related_name="+", db_index=False)
    word = models.CharField(max_length=32)
    member = models.ForeignKey(Member, models.CASCADE, related_name="words")
    weight = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["node", "word", "member"],
                name="found_once_by_a_word",
                opclasses=["int8_ops", "varchar_pattern_ops", "int8_ops"],
            )
        ]

    def __str__(self) -> str:
        return self.word
