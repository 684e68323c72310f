"""Questions that a process compiles once and asks often.

Django makes the SQL of a queryset anew each time it is asked, which for a wide question costs several times what the database needs
to answer it. A `Question` keeps the SQL; only what stands in `Given` and `Several` changes from one asking to the next.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import itemgetter
from typing import Any, Generic, TypeVar, cast

from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.models import Expression, Model, QuerySet
from django.db.models.query import FlatValuesListIterable, ModelIterable, ValuesListIterable, get_related_populators
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row")
Converter = Callable[..., Any]
Converters = tuple[Converter | str, ...]
"""The functions through which a column's value goes; a name is one of the connection's own."""


class Given(Expression):
    """Stands in a question's queryset for one value, given by this name at each asking; `ending` is put behind a text.

    Not for None, which SQL asks for in other words.
    """

    def __init__(self, name: str, *, ending: str = "") -> None:
        super().__init__()
        self.name, self.ending = name, ending

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Any:
        """A place for the value."""
        return "%s", [self]

    def resolve_expression(self, *args: Any, **kwargs: Any) -> "Given":
        """Itself: there is nothing to look up."""
        return self

    def get_source_expressions(self) -> list[Any]:
        """None."""
        return []


class Several(Given):
    """Stands behind `__in` for any number of values. Asked with none of them, a question has no answer."""

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Any:
        """A place for the values, which is widened to as many as there are."""
        return f"({self.mark})", [self]

    @property
    def mark(self) -> str:
        """What stands in the SQL until it is known how many there are."""
        return f":{self.name}:"


class Question(Generic[Row]):
    """What `build` asks, compiled at the first asking. `build` makes a queryset of rows or of `values_list`, without prefetching.

    >>> MEMBERS = Question(lambda: Member.objects.filter(node=Given("node"), pk__in=Several("ids")).select_related("business"))
    >>> MEMBERS(node=1, ids=[3, 4])
    """

    def __init__(self, build: Callable[[], QuerySet[Any, Row]]) -> None:
        self.build = build
        self._compiled: dict[str, _Compiled] = {}
        ALL.append(self)

    def __call__(self, **given: Any) -> list[Row]:
        """The rows, as the queryset would give them."""
        return self.compiled().ask(given)

    def compiled(self) -> "_Compiled":
        """Its SQL for the database in use."""
        compiled = self._compiled.get(connection.vendor)
        if compiled is None:
            compiled = self._compiled[connection.vendor] = _compile(self.build())
        return compiled

    def first(self, **given: Any) -> Row | None:
        """The first row; None where there is none. The question itself says in which order, and that one is enough."""
        return next(iter(self(**given)), None)


ALL: list[Question[Any]] = []
"""Every question that was made."""


def compile_all() -> None:
    """Compile what was made already, so that nobody waits for it at the first asking."""
    for question in ALL:
        question.compiled()


def give_along(owners: Sequence[Model], name: str, belongings: Iterable[Model], *, by: str) -> None:
    """Hang `belongings` on their owners' related manager `name`, as prefetching does. `by` holds the owner's key."""
    of: dict[Any, list[Model]] = {}
    for one in belongings:
        of.setdefault(getattr(one, by), []).append(one)
    for owner in owners:
        known = cast(Any, getattr(owner, name).model._default_manager.all())
        known._result_cache, known._prefetch_done = of.get(owner.pk, []), True
        owner.__dict__.setdefault("_prefetched_objects_cache", {})[name] = known


def fill(sql: str, places: Iterable[Any], given: dict[str, Any]) -> tuple[str, list[Any]] | None:
    """The SQL and its values, once it is known what is given; None where one of several has no value, and nothing can fit."""
    values: list[Any] = []
    for place in places:
        if isinstance(place, Several):
            several = [_plain(value) for value in given[place.name]]
            if not several:
                return None
            sql = sql.replace(place.mark, ", ".join(["%s"] * len(several)), 1)
            values += several
        else:
            values.append(_plain(given[place.name], place.ending) if isinstance(place, Given) else place)
    return sql, values


@dataclass(frozen=True)
class _Compiled:
    """The SQL of a question, what stands at each of its places, and what becomes of a row."""

    sql: str
    places: tuple[Any, ...]
    converters: tuple[tuple[int, Converters, Any], ...]
    finish: Callable[[Sequence[Any]], Any]

    def ask(self, given: dict[str, Any]) -> list[Any]:
        """Run it with these values."""
        filled = fill(self.sql, self.places, given)
        if filled is None:
            return []
        with connection.cursor() as cursor:
            cursor.execute(*filled)
            rows: Iterable[Sequence[Any]] = cursor.fetchall()
        return [self.finish(row) for row in (self._converted(rows) if self.converters else rows)]

    def _converted(self, rows: Iterable[Sequence[Any]]) -> Iterator[list[Any]]:
        here = connections[connection.alias]
        converters = [
            (place, [getattr(here.ops, one) if isinstance(one, str) else one for one in several], expression)
            for place, several, expression in self.converters
        ]
        for row in map(list, rows):
            for place, several, expression in converters:
                value = row[place]
                for convert in several:
                    value = convert(value, expression, here)
                row[place] = value
            yield row


def _compile(queryset: QuerySet[Any, Any]) -> _Compiled:
    compiler = queryset.query.get_compiler(connection=connections[connection.alias])
    sql, places = compiler.as_sql()
    found = compiler.get_converters([expression for expression, _sql, _alias in compiler.select[: compiler.col_count]])
    converters = ((place, tuple(map(_unbound, several)), expression) for place, (several, expression) in found.items())
    return _Compiled(sql=sql, places=tuple(places), converters=tuple(converters), finish=_finish(queryset, compiler))


def _finish(queryset: QuerySet[Any, Any], compiler: SQLCompiler) -> Callable[[Sequence[Any]], Any]:
    """What makes of a row of the database what the queryset would have made of it."""
    kind = queryset._iterable_class
    if kind is FlatValuesListIterable:
        return itemgetter(0)
    if kind is ValuesListIterable:
        return tuple
    if kind is not ModelIterable or cast(Any, queryset)._prefetch_related_lookups:
        raise TypeError("A question is asked for rows or for values_list, without prefetching.")
    return _Builder(compiler).build


class _Builder:
    """Makes a row of a model, with those that were selected along with it, as `ModelIterable` does."""

    def __init__(self, compiler: SQLCompiler) -> None:
        info = compiler.klass_info
        assert info is not None
        self.model: type[Model] = info["model"]
        self.start, self.end = info["select_fields"][0], info["select_fields"][-1] + 1
        self.names = [column[0].target.attname for column in compiler.select[self.start : self.end]]
        self.related = cast(Any, get_related_populators)(info, compiler.select, connection.alias)
        self.annotated = tuple((compiler.annotation_col_map or {}).items())

    def build(self, row: Sequence[Any]) -> Model:
        """The model's row."""
        one = self.model.from_db(connection.alias, self.names, row[self.start : self.end])
        for related in self.related:
            related.populate(row, one)
        for name, place in self.annotated:
            setattr(one, name, row[place])
        return one


def _unbound(convert: Converter) -> Converter | str:
    """A converter's name where it belongs to a connection, which may be another one at the next asking."""
    return convert.__name__ if isinstance(getattr(convert, "__self__", None), BaseDatabaseOperations) else convert


def _plain(value: Any, ending: str = "") -> Any:
    """A value as the database's driver takes it."""
    if ending:
        return f"{value}{ending}"
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value
