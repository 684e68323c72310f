"""The deal read from its figures: ways to split, whether they hold, what would break them, and how far they are known."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import inf
from typing import Any

from betterpie.kernel.sharing import (
    Answered,
    NoSolution,
    Room,
    Uncertified,
    below_alone,
    from_answers,
    in_cents,
    nucleolus,
    pie,
    room_of_shapley,
    who_would_walk,
)
from betterpie.projects.models import Figure, Kind, Partner, Project

Shares = dict[int, int]
"""Minor units by partner's number."""
STEADY_UP_TO = 15
"""Partners up to which the split that is hardest to leave is worked out while somebody waits."""
TRIED_UP_TO = 12
"""Partners up to which every group is tried: whether it would walk, whether two groups would do better, what would break the split."""
CLOSE_ENOUGH = 10
"""Percent of an equal part of the extra: nobody cares about less, so no more questions are asked."""
EVERYTHING = 10_000
"""All of it, in hundredths of a percent."""
Rule = Project.Rule


@dataclass(frozen=True, kw_only=True)
class Way:
    """One way to split: what each gets in all, and beyond going alone; or why there is none."""

    rule: str
    shares: Shares = field(default_factory=dict)
    extras: Shares = field(default_factory=dict)
    trouble: str = ""


@dataclass(frozen=True, kw_only=True)
class Break:
    """The number on which the split hangs most: beyond `limit` somebody would walk."""

    figure: Figure
    limit: int
    is_below: bool
    walkers: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Deal:
    """Everything that the deal page tells. Partners are numbers; amounts are minor units."""

    numbers: tuple[int, ...]
    answered: Answered
    figures: Mapping[tuple[str, str], Figure]
    ways: Mapping[str, Way]
    rule: str

    @cached_property
    def alone(self) -> Shares:
        """What each would make alone."""
        return {number: self.figures[Kind.ALONE, str(number)].amount for number in self.numbers}

    @cached_property
    def apart(self) -> int:
        """All of that."""
        return sum(self.alone.values())

    @cached_property
    def together(self) -> int:
        """What all would make together."""
        return self.figures[Kind.TOGETHER, ""].amount

    @property
    def gain(self) -> int:
        """What working together adds; below 0 it takes away."""
        return self.together - self.apart

    @property
    def way(self) -> Way:
        """The way that is chosen."""
        return self.ways[self.rule]

    @cached_property
    def walkers(self) -> tuple[tuple[int, ...], int]:
        """The group nearest to walking away from the chosen split, and what it would gain by it (above 0: it would)."""
        if not self.way.shares:
            return (), 0
        if not self.is_tried:
            return max((((number,), self.alone[number] - self.way.shares[number]) for number in self.numbers), key=lambda one: one[1])
        found = who_would_walk(self.answered.game, self.way.shares, most=1)
        group, gain = next(iter(found.items()), (frozenset(), 0.0))
        return tuple(sorted(int(str(number)) for number in group)), round(gain)

    @property
    def is_tried(self) -> bool:
        """Whether they are few enough for every group to be tried; of more, only each alone is."""
        return len(self.numbers) <= TRIED_UP_TO

    @property
    def holds(self) -> bool:
        """Whether nobody, alone or in a group, would do better by walking away from the chosen split; rounding is nothing."""
        return bool(self.way.shares) and self.walkers[1] <= len(self.numbers)

    @cached_property
    def below(self) -> Shares:
        """Who would get less than alone by the chosen split, and by how much."""
        if not self.way.shares:
            return {}
        return {int(str(number)): round(gap) for number, gap in below_alone(self.answered.game, self.way.shares).items() if round(gap) > 0}

    @cached_property
    def spread(self) -> Shares:
        """How far each one's fair share may be off, when the figures are as far off as they may be."""
        offs = {question_of(row, self.numbers): float(row.spread) for row in self.figures.values()}
        return {int(str(number)): round(off) for number, off in self.answered.spread(offs).items()}

    @property
    def is_close_enough(self) -> bool:
        """Whether the shares are known better than anybody cares about."""
        part = abs(self.gain) / len(self.numbers)
        return max(self.spread.values()) * 100 <= CLOSE_ENOUGH * part

    @cached_property
    def doubt(self) -> Figure:
        """The figure whose doubt makes the shares the least certain: the one to ask about again."""

        def weight(row: Figure) -> float:
            slopes = self.answered.slopes[question_of(row, self.numbers)]
            return max(abs(slope) for slope in slopes.values()) * row.spread

        return max(self.figures.values(), key=weight)

    @cached_property
    def breaks(self) -> Break | None:
        """The figure nearest to where the fair split stops holding, if it holds now; None where nothing near would break it."""
        if self.rule != Rule.FAIR or not self.holds or not self.is_tried:
            return None
        found: tuple[float, Figure, float] | None = None
        for row in self.figures.values():
            room = room_of_shapley(self.answered.game, self.answered.moves[question_of(row, self.numbers)])
            for step in _feared(row, room):
                near = abs(step) / max(abs(row.amount), 1)
                if step not in (inf, -inf) and near <= 1 and (found is None or near < found[0]):
                    found = (near, row, step)
        return self._break(found[1], found[2]) if found else None

    @cached_property
    def misfits(self) -> list[tuple[Figure, int]]:
        """Figures that contradict the others, and by how much each is above them."""
        by_question = {question_of(row, self.numbers): row for row in self.figures.values()}
        return [(by_question[asked], round(off)) for asked, off in self.answered.misfits.items() if abs(off) >= 1]

    @cached_property
    def burdens(self) -> Shares:
        """Partners without whom the others would do better than with them, and by how much (the loss is below what she makes alone)."""
        losses = self.answered.game.losses
        gaps = {number: round(self.alone[number] - losses[number]) for number in self.numbers}
        return {number: gap for number, gap in gaps.items() if gap > 0}

    @cached_property
    def best_two(self) -> tuple[tuple[int, ...], tuple[int, ...], int] | None:
        """Two groups that would do better side by side than all together, and by how much; None where all together is best."""
        if not self.is_tried:
            return None
        found = pie(self.answered.game)
        if found.best_two is None or found.gain_over_two >= -1:
            return None
        one, other = (tuple(sorted(int(str(number)) for number in group)) for group in found.best_two)
        return one, other, round(-found.gain_over_two)

    def _break(self, row: Figure, step: float) -> Break:
        past = step + (1 if step >= 0 else -1) * max(2.0, abs(step) * 0.01)
        moved = changed(self.figures, {(row.kind, row.about): round(row.amount + past)})
        beyond = _answered(moved.values(), self.numbers)
        group = next(iter(who_would_walk(beyond.game, beyond.shapley, most=1)), frozenset())
        return Break(figure=row, limit=round(row.amount + step), is_below=step < 0, walkers=tuple(sorted(int(str(n)) for n in group)))


def deal(project: Project, partners: Iterable[Partner], figures: Iterable[Figure], *, hours: Mapping[int, int], rule: str = "") -> Deal:
    """The deal of these partners by these figures. Refuses, with SharingError, what tells no game: fewer than two, numbers missing."""
    them = list(partners)
    numbers = tuple(partner.number for partner in them)
    known = {(row.kind, row.about): row for row in figures if _is_about(row, numbers)}
    answered = _answered(known.values(), numbers)
    ways = _ways(answered, them, hours, bound=project.has_bound_hands)
    chosen = rule or project.rule
    return Deal(numbers=numbers, answered=answered, figures=known, ways=ways, rule=chosen if chosen in ways else next(iter(ways)))


def changed(figures: Mapping[tuple[str, str], Figure], amounts: Mapping[tuple[str, str], int]) -> dict[tuple[str, str], Figure]:
    """The same figures with other amounts, unsaved: for playing."""
    return {
        key: Figure(pk=row.pk, project_id=row.project_id, kind=row.kind, about=row.about, amount=amounts.get(key, row.amount),
                    spread=row.spread, measured=row.measured, version=row.version)
        for key, row in figures.items()
    }  # fmt: skip


def _feared(row: Figure, room: Room) -> tuple[float, ...]:
    """The way in which people fear that a number turns out: less together, less lost without one, more alone or without the rest."""
    if row.kind in (Kind.TOGETHER, Kind.LOSS):
        return (-room.down,)
    return (room.up,) if row.kind in (Kind.ALONE, Kind.GROUP) else (-room.down, room.up)


def question_of(row: Figure, numbers: tuple[int, ...]) -> tuple[str, frozenset[Any]]:
    """What a figure is about, as the kernel asks."""
    return row.kind, frozenset(numbers) if row.kind == Kind.TOGETHER else about(row)


def about(row: Figure) -> frozenset[int]:
    """The numbers of the partners that a figure is about."""
    return frozenset(int(part) for part in row.about.split("-") if part)


def bound_ways(partners: Iterable[Partner], hours: Mapping[int, int]) -> dict[str, Way]:
    """Ways to split everything without knowing a figure, in hundredths of a percent: for rivals, who are asked for none."""
    them = list(partners)
    numbers = [partner.number for partner in them]
    ways = {Rule.EQUAL: _way(Rule.EQUAL, in_cents(dict.fromkeys(numbers, EVERYTHING / len(numbers)), EVERYTHING), {})}
    whole = sum(hours.get(number, 0) for number in numbers)
    if whole:
        ways[Rule.HOURS] = _way(Rule.HOURS, in_cents({n: EVERYTHING * hours.get(n, 0) / whole for n in numbers}, EVERYTHING), {})
    else:
        ways[Rule.HOURS] = Way(rule=Rule.HOURS, trouble="hours")
    ways[Rule.OWN] = _own(them, EVERYTHING, {})
    return {str(rule): way for rule, way in ways.items()}


def _is_about(row: Figure, numbers: tuple[int, ...]) -> bool:
    return about(row) <= set(numbers)


def _answered(figures: Iterable[Figure], numbers: tuple[int, ...]) -> Answered:
    # With two, what would be lost without one is known from the rest; asking for it could only contradict.
    told = {question_of(row, numbers): row.amount for row in figures if len(numbers) > 2 or row.kind != Kind.LOSS}
    ordered = {
        ("alone", frozenset([number])): told.pop(("alone", frozenset([number])))
        for number in numbers
        if ("alone", frozenset([number])) in told
    }
    return from_answers(ordered | told)


def _ways(answered: Answered, partners: list[Partner], hours: Mapping[int, int], *, bound: bool) -> dict[str, Way]:
    alone = {int(str(number)): round(amount) for number, amount in answered.game.alone.items()}
    together = round(answered.game.together)
    gain, numbers = together - sum(alone.values()), list(alone)
    ways: dict[str, Way] = {}
    if not bound:
        ways[Rule.FAIR] = _way(Rule.FAIR, in_cents(_plain(answered.shapley), together), alone)
        ways[Rule.STEADY] = _steady(answered, alone, together)
    whole = sum(hours.get(number, 0) for number in numbers)
    if whole:
        by_hours = {number: alone[number] + gain * hours.get(number, 0) / whole for number in numbers}
        ways[Rule.HOURS] = _way(Rule.HOURS, in_cents(by_hours, together), alone)
    else:
        ways[Rule.HOURS] = Way(rule=Rule.HOURS, trouble="hours")
    ways[Rule.EQUAL] = _way(Rule.EQUAL, in_cents({number: alone[number] + gain / len(numbers) for number in numbers}, together), alone)
    ways[Rule.OWN] = _own(partners, together, alone)
    return {str(rule): way for rule, way in ways.items()}


def _steady(answered: Answered, alone: Shares, together: int) -> Way:
    if len(alone) > STEADY_UP_TO:
        return Way(rule=Rule.STEADY, trouble="many")
    try:
        return _way(Rule.STEADY, in_cents(_plain(nucleolus(answered.game)), together), alone)
    except NoSolution:
        return Way(rule=Rule.STEADY, trouble="shrinks")
    except Uncertified:
        return Way(rule=Rule.STEADY, trouble="unproved")


def _own(partners: list[Partner], together: int, alone: Shares) -> Way:
    parts = {partner.number: partner.own_part for partner in partners}
    if None in parts.values() or sum(part or 0 for part in parts.values()) != EVERYTHING:
        return Way(rule=Rule.OWN, trouble="own")
    return _way(Rule.OWN, in_cents({number: together * (part or 0) / EVERYTHING for number, part in parts.items()}, together), alone)


def _way(rule: str, shares: Shares, alone: Shares) -> Way:
    return Way(rule=rule, shares=shares, extras={number: share - alone.get(number, 0) for number, share in shares.items()})


def _plain(shares: Mapping[Any, float]) -> dict[int, float]:
    return {int(str(number)): share for number, share in shares.items()}
