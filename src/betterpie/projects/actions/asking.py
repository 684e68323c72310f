"""The few numbers that a deal needs: asked of each in private, shown when all have answered."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import isfinite

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from betterpie.projects import queries
from betterpie.projects.actions.base import Refused, ask_all, check_circle, only_draft, tell_all, touch
from betterpie.projects.facts import AnswersIn
from betterpie.projects.models import Answer, Figure, Kind, Partner, Project, Sure

LARGEST = 10**12
"""Minor units: ten thousand million. More is a slip of the finger."""
PATIENCE = timedelta(days=2)
"""How long people have before they are asked for their numbers again."""
ROUND_OF = {Kind.ALONE: 1, Kind.TOGETHER: 1, Kind.LOSS: 1, Kind.PAIR: 2, Kind.GROUP: 3}


@dataclass(frozen=True, kw_only=True)
class Reply:
    """One number: what it is about, how much, and how sure she is (in percent that it may be off)."""

    kind: str
    about: str
    amount: int
    sure: int = Sure.ROUGHLY


@transaction.atomic
def begin_asking(project: Project, *, by: int | None, at: datetime) -> None:
    """Tell all partners that a few numbers are asked of them.

    Refuses fewer than two, rivals, who are asked for none, and asking again within two days.
    """
    only_draft(project)
    if len(queries.partners(project)) < 2:
        raise Refused(_("Making something together takes at least two. Whom would you like to ask?"))
    if project.has_rivals:
        raise Refused(_("Two of you serve the same need, so nobody is asked for figures. Choose how to split below."))
    check_circle(project)
    if Project.objects.filter(pk=project.pk, asked_at__gt=at - PATIENCE).exists():
        raise Refused(_("Everybody was asked already. Give them two days."))
    ask_all(project, by=by, at=at)


@transaction.atomic
def answer(project: Project, partner: Partner, replies: Iterable[Reply], *, is_last: bool = True, by: int | None, at: datetime) -> None:
    """Write down what `partner` answers; with `is_last`, that she is through with this round. When all are, it closes by itself.

    Refuses numbers that are none, an amount alone below nothing, and answers once the round is closed.
    """
    only_draft(project)
    project.refresh_from_db(fields=["round", "round_closed_at", "has_rivals"])
    if not project.is_asking:
        raise Refused(_("The numbers are in already. Change the one that all work with instead."))
    for reply in replies:
        _check(project, reply)
        Answer.objects.update_or_create(
            partner=partner, kind=reply.kind, about=reply.about, defaults={"amount": reply.amount, "sure": Sure(reply.sure), "at": at}
        )
    if is_last:
        Partner.objects.filter(pk=partner.pk).update(answered_round=project.round)
        if all(one.answered_round >= project.round for one in queries.partners(project)):
            close_round(project, by=by, at=at)


@transaction.atomic
def close_round(project: Project, *, by: int | None, at: datetime) -> None:
    """Stop asking, and let all see all answers.

    Refuses while nobody said what all make together, or somebody not what she makes alone; and where rivals came of partners meanwhile.
    """
    only_draft(project)
    check_circle(project)
    partners = queries.partners(project)
    asked = [kind for kind, since in ROUND_OF.items() if since <= project.round]
    answers = list(Answer.objects.filter(partner__in=partners, kind__in=asked))
    if project.round == Project.Round.BASICS:
        alone = {row.about for row in answers if row.kind == Kind.ALONE}
        missing = [partner.member.business.name for partner in partners if str(partner.number) not in alone]
        if missing:
            raise Refused(_("Still missing: what %(names)s would make alone.") % {"names": ", ".join(missing)})
        if not any(row.kind == Kind.TOGETHER for row in answers):
            raise Refused(_("Still missing: what all would make together."))
    if not Project.objects.filter(pk=project.pk, round_closed_at=None).update(round_closed_at=at):
        raise Refused(_("The numbers are in already."))
    project.round_closed_at = at
    _take_means(project, answers)
    touch(project)
    tell_all(project, AnswersIn, by=by, at=at)


@transaction.atomic
def ask_more(project: Project, *, by: int | None, at: datetime) -> None:
    """Ask the next question: the pairs, then the groups. What is known stays."""
    only_draft(project)
    project.refresh_from_db(fields=["round", "round_closed_at"])
    if project.round_closed_at is None or project.round >= Project.Round.GROUPS:
        raise Refused(_("There is nothing more to ask now."))
    project.round, project.round_closed_at = Project.Round(project.round + 1), None
    project.save(update_fields=["round", "round_closed_at"])
    ask_all(project, by=by, at=at)


@transaction.atomic
def settle_on(project: Project, figure: Figure, *, amount: int, seen: int) -> None:
    """Let all work with `amount` from now on. `seen` is the version she saw: a number that somebody changed meanwhile is refused."""
    only_draft(project)
    _check(project, Reply(kind=figure.kind, about=figure.about, amount=amount))
    changed = Figure.objects.filter(pk=figure.pk, version=seen).update(amount=amount, version=F("version") + 1)
    if not changed:
        raise Refused(_("Somebody changed this number while you were looking. Please look again."))
    touch(project)


def _check(project: Project, reply: Reply) -> None:
    amount = reply.amount
    if isinstance(amount, bool) or not isinstance(amount, (int, float)) or not isfinite(amount) or int(amount) != amount:
        raise Refused(_("Please write an amount, like 250."))
    if abs(amount) > LARGEST:
        raise Refused(_("Please write an amount between nothing and ten billion."))
    if reply.kind == Kind.ALONE and amount < 0:
        raise Refused(_("Alone one can always do nothing, so that is at least 0."))
    if ROUND_OF[Kind(reply.kind)] > project.round:
        raise Refused(_("That is not asked yet."))


def _take_means(project: Project, answers: list[Answer]) -> None:
    """One number for each question: the mean of the answers, half as wide as they are apart and as unsure as they are."""
    said: dict[tuple[str, str], list[Answer]] = {}
    for row in answers:
        said.setdefault((row.kind, row.about), []).append(row)
    there = set(Figure.objects.filter(project=project).values_list("kind", "about"))
    for (kind, about), rows in said.items():
        # Of those asked about a pair most say nothing special; a group is as good as whoever knows it best says.
        if (kind, about) in there or (not any(row.amount for row in rows) and kind in (Kind.PAIR, Kind.GROUP)):
            continue
        low = min(row.amount - abs(row.amount) * row.sure // 100 for row in rows)
        high = max(row.amount + abs(row.amount) * row.sure // 100 for row in rows)
        mean = round(sum(row.amount for row in rows) / len(rows))
        Figure.objects.create(project=project, kind=kind, about=about, amount=mean, spread=(high - low) // 2)
