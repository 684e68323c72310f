"""From the idea to who takes part and what goes in."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, Sum
from django.utils.translation import gettext as _

from betterpie.journal import actions as journal
from betterpie.journal.facts import MemberId
from betterpie.members.models import Member
from betterpie.projects import queries
from betterpie.projects.actions.base import Refused, circle, ids, lock, only_draft, refuse_twice, touch
from betterpie.projects.facts import PartnerAsked, PartnerLeft, ProjectProposed
from betterpie.projects.models import FILE_MOST, MOST, Answer, Figure, File, Input, Lasting, LogLine, Partner, Project, Sheet, Step
from betterpie.projects.models.shapes import BY_SLUG
from betterpie.promises import actions as promises
from betterpie.rows.actions import hold

EVENING = time(18, 0)
MOMENT = timedelta(minutes=10)
"""How long the same words are one line of the log that was sent twice; later they are said again."""
FILES_MOST = 20_000_000
"""Bytes of all files of a project."""


@transaction.atomic
def propose(
    name: str, *, of: Member, idea: str = "", shape: str = "", ends_on: date | None = None, by: int | None, at: datetime
) -> Project:
    """Begin a project that `of` manages. A ready shape brings its steps and what will last, to be changed at will.

    Refuses an end that has passed, and one of the same name that she has begun and that is not agreed.
    """
    if ends_on is not None and ends_on < at.astimezone(of.node.zone).date():
        raise Refused(_("That day has passed already. When will it be over?"))
    hold(of)
    if Project.objects.filter(manager=of, name=name, state=Project.State.DRAFT).exists():  # a form sent twice begins it once
        raise Refused(_("You have begun “%(name)s” already. You find it among your projects.") % {"name": name})
    project = Project.objects.create(
        node_id=of.node_id, name=name, idea=idea, shape=shape, currency=of.node.currency, manager=of, ends_on=ends_on, made_at=at
    )
    first = seat(project, of, number=1, at=at)
    journal.record(ProjectProposed(node=project.node_id, project=project.pk, manager=MemberId(of.pk)), by=by, at=at)
    if shape in BY_SLUG:
        _lay(project, first, at=at)
    return project


@transaction.atomic
def ask(project: Project, member: Member, *, by: int | None, at: datetime) -> Partner:
    """Ask `member` to take part. Refuses those of another group, guests, who is in already, and more than a deal can hold.

    All numbers are asked anew: what all make together is another thing now.
    """
    only_draft(project)
    if member.node_id != project.node_id or member.left_at is not None or member.is_guest:
        raise Refused(_("Only members of this group can take part."))
    partners = queries.partners(project)
    if any(partner.member_id == member.pk for partner in partners):
        raise Refused(_("%(name)s is in already.") % {"name": member.business.name})
    if len(partners) >= MOST:
        raise Refused(_("A deal holds up to %(most)d partners. Let one stand for several, or make two projects.") % {"most": MOST})
    last = Partner.objects.filter(project=project).aggregate(last=Max("number"))["last"] or 0
    partner = seat(project, member, number=last + 1, at=at)
    _circle_changed(project)
    journal.record(PartnerAsked(**ids(project, partner)), by=by, at=at)
    return partner


@transaction.atomic
def leave(project: Project, partner: Partner, *, by: int | None, at: datetime) -> None:
    """Take part no longer. Her open promises here are no longer needed; what she laid out stays written down. Refuses the manager.

    From a deal that stands nobody just leaves: it is opened again first, so that the others sign what changes.
    """
    only_draft(project)
    if partner.member_id == project.manager_id:
        raise Refused(_("Whoever manages can't leave. Hand the project over first, or call it off."))
    if not Partner.objects.filter(pk=partner.pk, left_at=None).update(left_at=at):
        raise Refused(_("She takes part no longer."))
    for model in (Input, Step):
        for row in model.objects.filter(partner=partner).select_related("promise"):
            if row.promise is not None:
                promises.release(row.promise, at=at)
    Input.objects.filter(partner=partner).delete()
    Step.objects.filter(partner=partner).delete()
    Lasting.objects.filter(owner=partner).update(owner=None)
    _circle_changed(project)
    journal.record(PartnerLeft(**ids(project, partner)), by=by, at=at)


@transaction.atomic
def hand_over(project: Project, to: Partner, *, by: int | None, at: datetime) -> None:
    """Let another partner manage."""
    only_draft(project)
    Project.objects.filter(pk=project.pk).update(manager=to.member)
    project.manager = to.member
    touch(project)


@transaction.atomic
def describe(project: Project, *, name: str, idea: str, ends_on: date | None, manager_pay: int, if_off: str) -> None:
    """Change the words, the end, what managing is paid, and what happens if it is called off. Refuses paying for it below nothing."""
    only_draft(project)
    if manager_pay < 0:
        raise Refused(_("Managing can't cost the one who does it."))
    fields = {"name": name, "idea": idea, "ends_on": ends_on, "manager_pay": manager_pay, "if_off": Project.IfOff(if_off)}
    changed = (project.manager_pay, project.if_off) != (manager_pay, if_off)
    Project.objects.filter(pk=project.pk).update(**fields)
    for name_, value in fields.items():
        setattr(project, name_, value)
    if changed:
        touch(project)


@transaction.atomic
def put_in(
    project: Project,
    partner: Partner,
    *,
    kind: str,
    what: str,
    amount: int | None = None,
    otherwise: str = "",
    due_at: datetime,
    at: datetime,
) -> Input:
    """Write down what `partner` will put in. It becomes a promise once all have signed.

    Refuses money and hours without an amount, an audience from a regulated trade, whose customers nobody may pay for, and the same twice.
    """
    only_draft(project)
    if due_at < at:
        raise Refused(_("That time has passed already. When will it be?"))
    if kind in (Input.Kind.MONEY, Input.Kind.HOURS) and not amount:
        raise Refused(_("How much? A number helps to share fairly."))
    if kind == Input.Kind.AUDIENCE and partner.is_regulated:
        raise Refused(_("The law of your trade lets nobody pay for customers you send. So they can't be part of a deal."))
    refuse_twice(Input.objects.filter(partner=partner, kind=kind, what=what, amount=amount or None, due_at=due_at))
    row = Input.objects.create(
        project=project, partner=partner, kind=Input.Kind(kind), what=what, amount=amount or None, otherwise=otherwise, due_at=due_at,
        is_regulated=partner.is_regulated,
    )  # fmt: skip
    touch(project)
    return row


@transaction.atomic
def take_back(project: Project, row: Input) -> None:
    """Strike out an input."""
    only_draft(project)
    row.delete()
    touch(project)


@transaction.atomic
def plan_step(project: Project, partner: Partner, *, planner: Partner, what: str, due_at: datetime, by: int | None, at: datetime) -> Step:
    """Plan who does what by when. Once the deal stands it is a promise at once, so that each plans for herself alone.

    Before, what is planned for another sets back the paper that is out: by signing she promises it.
    """
    lock(project)
    if not project.is_draft and planner.pk != partner.pk:
        raise Refused(_("The deal stands, so this would be a promise. Ask her to write it down herself."))
    if project.is_over:
        raise Refused(_("This project is over."))
    if due_at < at:
        raise Refused(_("That time has passed already. When will it be?"))
    refuse_twice(Step.objects.filter(partner=partner, what=what, due_at=due_at))
    step = Step.objects.create(project=project, partner=partner, what=what, due_at=due_at)
    if not project.is_draft:
        promise_it(project, step, by=by, at=at)
    elif planner.pk != partner.pk:
        touch(project)
    return step


@transaction.atomic
def strike_step(project: Project, step: Step, *, at: datetime) -> None:
    """Drop a step; if it was promised already, nothing is owed any more."""
    if step.promise is not None:
        if not step.promise.is_open:
            raise Refused(_("This one has ended already."))
        promises.release(step.promise, at=at)
    step.delete()


@transaction.atomic
def will_last(project: Project, *, what: str, owner: Partner | None) -> Lasting:
    """Agree whose something will be afterwards; no owner means everybody's."""
    only_draft(project)
    refuse_twice(Lasting.objects.filter(project=project, what=what, owner=owner))
    row = Lasting.objects.create(project=project, what=what, owner=owner)
    touch(project)
    return row


@transaction.atomic
def will_not_last(project: Project, row: Lasting) -> None:
    """Strike out what was to last."""
    only_draft(project)
    row.delete()
    touch(project)


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A file as somebody laid it down: its name, its kind as told from its content, and what is in it."""

    name: str
    kind: str
    content: bytes


@transaction.atomic
def note(project: Project, member: Member, *, words: str, link: str = "", file: Upload | None = None, at: datetime) -> LogLine:
    """Write something down for the others, with a small file where there is one.

    Refuses nothing at all, what she wrote down a moment ago, and more files than fit.
    """
    if not words.strip():
        raise Refused(_("What would you like to write down?"))
    lock(project)  # two files at once would each see room for one
    lately = LogLine.objects.filter(project=project, member=member, at__gt=at - MOMENT)
    last = lately.order_by("-at", "-pk").values_list("words", "link", "file__name").first()
    if last == (words.strip(), link, file.name if file else None):
        raise Refused(_("You wrote that down already."))
    line = LogLine.objects.create(project=project, member=member, words=words.strip(), link=link, at=at)
    if file is not None:
        _lay_beside(line, project, file)
    return line


@transaction.atomic
def take_down(line: LogLine) -> None:
    """Take a line of the log away, with its file."""
    line.delete()


@transaction.atomic
def forget(*, members: Collection[int]) -> None:
    """Take away what was written for these members in their own words, beside what all signed."""
    LogLine.objects.filter(member__in=members).delete()
    Sheet.objects.filter(partner__member__in=members).update(learned="")


def _lay_beside(line: LogLine, project: Project, file: Upload) -> None:
    kept = File.objects.filter(line__project=project).aggregate(sum=Sum("size"))["sum"] or 0
    size = len(file.content)
    if not 0 < size <= FILE_MOST:
        raise Refused(_("A file may have up to %(most)d MB, and can't be empty.") % {"most": FILE_MOST // 1_000_000})
    if kept + size > FILES_MOST:
        raise Refused(_("This project's files have %(most)d MB already. Take one away first.") % {"most": FILES_MOST // 1_000_000})
    File.objects.create(line=line, name=file.name, kind=file.kind, size=size, content=file.content)


def promise_it(project: Project, row: Input | Step, *, by: int | None, at: datetime) -> None:
    """Make a promise of an input or a step, to whoever manages. What was to be there already is promised for tomorrow."""
    member = row.partner.member
    to = project.manager if project.manager_id != member.pk else None
    row.promise = promises.make(row.what, of=member, to=to, due_at=max(row.due_at, at + timedelta(days=1)), by=by, at=at)
    row.save(update_fields=["promise"])


def seat(project: Project, member: Member, *, number: int, own_part: int | None = None, at: datetime) -> Partner:
    """Make `member` a partner by this number."""
    regulated = member.business.is_regulated
    return Partner.objects.create(project=project, member=member, number=number, own_part=own_part, is_regulated=regulated, joined_at=at)


def _circle_changed(project: Project) -> None:
    """Who takes part changed: numbers are asked anew, and those given before rivals came in are forgotten."""
    partners = queries.partners(project)
    rivals, regulated = circle(partners)
    for partner in partners:
        if partner.member.business.is_regulated and not partner.is_regulated:  # since she was asked
            Partner.objects.filter(pk=partner.pk).update(is_regulated=True)
            Input.objects.filter(partner=partner, kind=Input.Kind.AUDIENCE).delete()
    own = Answer.objects.filter(partner__project=project)
    (own if rivals else own.exclude(kind="alone", partner__left_at=None)).delete()
    Figure.objects.filter(project=project).delete()
    Partner.objects.filter(project=project).update(answered_round=0)
    fields: dict[str, Any] = {"has_rivals": rivals, "has_regulated": regulated, "round": Project.Round.BASICS, "round_closed_at": None,
        "asked_at": None}  # fmt: skip
    if (rivals or regulated) and project.rule in (Project.Rule.FAIR, Project.Rule.STEADY):
        fields["rule"] = Project.Rule.EQUAL
    Project.objects.filter(pk=project.pk).update(**fields)
    for name, value in fields.items():
        setattr(project, name, value)
    touch(project)


def _lay(project: Project, first: Partner, *, at: datetime) -> None:
    """What usually belongs to this shape: its steps before the end, and what will be there afterwards."""
    shape, zone = BY_SLUG[project.shape], project.node.zone
    end = project.ends_on or (at + timedelta(days=60)).astimezone(zone).date()
    for days, what in shape.steps:
        due_at = datetime.combine(end - timedelta(days=days), EVENING, zone)
        if due_at > at:
            Step.objects.create(project=project, partner=first, what=str(what), due_at=due_at)
    for what in shape.lasts:
        Lasting.objects.create(project=project, what=str(what))
