"""Projects and what stands on their pages."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum

from betterpie.members.models import BusinessTrade, Member, Node
from betterpie.members.queries import with_reader
from betterpie.projects.models import (
    Agreement,
    Answer,
    Figure,
    Input,
    Kind,
    Lasting,
    Line,
    LogLine,
    Partner,
    Payment,
    Project,
    Settlement,
    Sheet,
    Signature,
    Step,
    Tap,
)
from betterpie.rows.queries import Given, Question


def of(pk: int, *, member: Member) -> Project | None:
    """A project in which `member` takes part, or took part in and still has a sheet; None for everybody else."""
    rows = Project.objects.filter(pk=pk, node=member.node_id, partners__member=member, partners__left_at=None)
    return rows.select_related("node", "manager__business").first()


def whole(pk: int) -> Project | None:
    """A project for letters and signed links."""
    return Project.objects.filter(pk=pk).select_related("node", "manager__business", "manager__node").first()


def listing(member: Member) -> QuerySet[Project]:
    """The projects of `member`, the newest first, with who takes part."""
    return (
        Project.objects.filter(partners__member=member, partners__left_at=None)
        .select_related("manager__business")
        .prefetch_related(_with_partners())
        .order_by("-made_at")
    )


def together(one: int, other: int) -> int:
    """How many projects the two have begun together, or brought to an end."""
    begun = Project.objects.filter(state__in=[Project.State.UNDER_WAY, Project.State.DONE, Project.State.SETTLED])
    return begun.filter(partners__member=one, partners__left_at=None).filter(partners__member=other, partners__left_at=None).count()


def asking(node: Node) -> QuerySet[Project]:
    """Projects whose partners are being asked and have not all answered: those a steward may want to help along."""
    waiting = Q(partners__left_at=None, partners__answered_round__gte=1)
    return (
        Project.objects.filter(node=node, state=Project.State.DRAFT, has_rivals=False, round_closed_at=None)
        .annotate(answered=Count("partners", filter=waiting))
        .filter(answered__gt=0)
        .order_by("made_at")
    )


def partners(project: Project) -> list[Partner]:
    """Those who take part, by number, with trades."""
    rows = Partner.objects.filter(project=project, left_at=None).select_related("member__business", "member__node")
    return list(rows.prefetch_related("member__business__trades").order_by("number"))


def everybody(project: Project) -> list[Partner]:
    """The same, with those who left."""
    return list(Partner.objects.filter(project=project).select_related("member__business", "member__node").order_by("number"))


def partner(project: Project, member: Member) -> Partner | None:
    """The seat of `member` in `project`."""
    return Partner.objects.filter(project=project, member=member, left_at=None).select_related("member__business").first()


def mailed(pk: int, *, reader: int) -> Partner | None:
    """The seat for which `reader` got a mail, as long as she acts for it (0: its own address, as long as nobody does)."""
    return next(iter((_MAILED if reader else _MAILED_TO_NOBODY)(pk=pk, reader=reader)), None)


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A project that waits for a word of a partner's: her numbers, her yes to a paper, or her yes to a sheet."""

    partner: Partner
    what: str
    number: int = 0
    row: int = 0


def waiting(member: Member) -> list[Waiting]:
    """What waits in projects for `member`, in one question."""
    found = []
    for one in _WAITING(member=member.pk):
        project, paper, sheet = one.project, getattr(one, "paper", None), getattr(one, "sheet", None)
        if paper is not None and not getattr(one, "has_signed", False):
            found.append(Waiting(partner=one, what="paper", number=project.deal_version, row=paper))
        elif sheet is not None:
            found.append(Waiting(partner=one, what="sheet", row=sheet))
        elif paper is None and project.is_asking and one.answered_round < project.round and getattr(one, "has_others", False):
            found.append(Waiting(partner=one, what="numbers", number=project.round))
    return found


@dataclass(frozen=True, kw_only=True)
class Along:
    """What comes along when a project is done again: who stays in it, who is no longer there, and whether its numbers do."""

    stay: list[Partner]
    gone: list[Partner]
    has_rivals: bool
    has_numbers: bool


def along(old: Project) -> Along:
    """What would come along from `old` now. Its numbers only where the same partners are in and none are rivals by now."""
    before = partners(old)
    stay = [one for one in before if one.member.left_at is None and not one.member.is_guest]
    gone = [one for one in before if one not in stay]
    has_rivals = bool(bound(one.member for one in stay)[0])
    has_numbers = not gone and not has_rivals and Figure.objects.filter(project=old).exists()
    return Along(stay=stay, gone=gone, has_rivals=has_rivals, has_numbers=has_numbers)


def is_from_before(project: Project) -> bool:
    """Whether its numbers came from last time: they are in, and nobody was asked for them since."""
    if project.before_id is None or project.round_closed_at is None:
        return False
    return not Answer.objects.filter(partner__project=project, kind__in=[Kind.ALONE, Kind.TOGETHER]).exists()


def figures(project: Project) -> list[Figure]:
    """The numbers that all work with, in the order in which they are asked."""
    order = {"alone": 0, "together": 1, "loss": 2, "pair": 3, "group": 4}
    return sorted(Figure.objects.filter(project=project), key=lambda row: (order[row.kind], row.about))


def answers(project: Project) -> list[Answer]:
    """What everybody answered. Only for those who may see it."""
    return list(Answer.objects.filter(partner__project=project).select_related("partner__member__business").order_by("partner__number"))


def answers_of(partner: Partner) -> dict[tuple[str, str], Answer]:
    """What one partner answered."""
    return {(row.kind, row.about): row for row in Answer.objects.filter(partner=partner)}


def hours(project: Project) -> dict[int, int]:
    """The hours that each puts in, by partner's number."""
    rows = Input.objects.filter(project=project, kind=Input.Kind.HOURS).values_list("partner__number").annotate(Sum("amount"))
    return {number: int(total or 0) for number, total in rows}


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What goes in, what happens, what stays, and what was written down."""

    inputs: list[Input]
    steps: list[Step]
    lasting: list[Lasting]
    log: list[LogLine]


def plan(project: Project) -> Plan:
    """The plan of a project, each list in one question."""
    return Plan(
        inputs=list(
            Input.objects.filter(project=project).select_related("partner__member__business", "promise").order_by("partner__number", "pk")
        ),
        steps=list(Step.objects.filter(project=project).select_related("partner__member__business", "promise").order_by("due_at", "pk")),
        lasting=list(Lasting.objects.filter(project=project).select_related("owner__member__business").order_by("pk")),
        log=list(
            LogLine.objects.filter(project=project).select_related("member__business", "file").defer("file__content").order_by("-at")[:30]
        ),
    )


def agreement(project: Project) -> Agreement | None:
    """The paper that counts now, signed or waiting."""
    return Agreement.objects.filter(project=project, replaced_at=None).first()


def papers(project: Project, *, since: datetime) -> list[Agreement]:
    """The papers drawn since then, the newest first: who came later, perhaps a rival, does not read the figures of those before her."""
    return list(Agreement.objects.filter(project=project, drawn_at__gte=since).order_by("-number"))


def signatures(agreement: Agreement) -> list[Signature]:
    """Who signed a paper."""
    return list(Signature.objects.filter(agreement=agreement).select_related("partner__member__business", "person").order_by("at"))


def lines(project: Project) -> list[Line]:
    """What came in and what was paid, by day."""
    return list(Line.objects.filter(project=project).select_related("partner__member__business").order_by("on", "pk"))


def gained(project: Project, *, back: int = 5) -> list[int]:
    """The new customers of this project and of those that it does again, as far as somebody counted; the first time first."""
    counts: list[int] = []
    one: Project | None = project
    while one is not None and back >= 0:
        counts += [one.customers_gained] if one.customers_gained is not None else []
        one, back = Project.objects.filter(pk=one.before_id).first() if one.before_id else None, back - 1
    return counts[::-1] if project.customers_gained is not None else []


def taps(project: Project) -> list[Tap]:
    """What is counted here by itself, as far as those whom it concerns said so."""
    return list(Tap.objects.filter(project=project).select_related("project", "partner__member__business").order_by("pk"))


def settlement(project: Project) -> Settlement | None:
    """The settlement that counts now."""
    return Settlement.objects.filter(project=project, withdrawn_at=None).select_related("agreement").first()


def withdrawn(project: Project) -> Settlement | None:
    """The last settlement that was taken back."""
    return Settlement.objects.filter(project=project, withdrawn_at__isnull=False).order_by("-number").first()


def sheets(settlement: Settlement) -> list[Sheet]:
    """Everybody's sheet, by number."""
    return list(Sheet.objects.filter(settlement=settlement).select_related("partner__member__business").order_by("partner__number"))


def payments(settlement: Settlement) -> list[Payment]:
    """Who pays whom."""
    rows = Payment.objects.filter(settlement=settlement)
    return list(rows.select_related("payer__member__business", "payee__member__business").order_by("-amount", "pk"))


def bound(members: Iterable[Member]) -> tuple[list[Member], list[Member]]:
    """Those of `members` whose hands are bound together: who serve the same need as another of them, and who are in a regulated trade."""
    them = list(members)
    trades = Counter(slug for one in them for slug in set(one.business.trade_slugs))
    rivals = [one for one in them if any(trades[slug] > 1 for slug in one.business.trade_slugs)]
    return rivals, [one for one in them if one.business.is_regulated]


def rivals_of(partner: Partner) -> dict[int, str]:
    """Those in a project who serve the same need as `partner`, or did before they left it: their names by number."""
    mine = BusinessTrade.objects.filter(business=partner.member.business_id)
    rows = Partner.objects.filter(project=partner.project_id, member__business__trades__slug__in=mine.values("slug"))
    return dict(rows.exclude(member=partner.member_id).order_by("number").values_list("number", "member__business__name"))


def _with_partners() -> "Prefetch[str, QuerySet[Partner], str]":
    rows = Partner.objects.filter(left_at=None).select_related("member__business").order_by("number")
    return Prefetch("partners", queryset=rows, to_attr="here")


def _mailed(*, is_person: bool) -> QuerySet[Partner]:
    rows = Partner.objects.filter(pk=Given("pk")).select_related("member__business")
    return with_reader(rows, business="member__business", is_person=is_person)


_MAILED = Question(lambda: _mailed(is_person=True))
_MAILED_TO_NOBODY = Question(lambda: _mailed(is_person=False))


def _waiting() -> QuerySet[Partner]:
    papers = Agreement.objects.filter(project=OuterRef("project"), replaced_at=None, deal_version=OuterRef("project__deal_version"))
    signed = Signature.objects.filter(partner=OuterRef("pk"), agreement__replaced_at=None)
    sheets = Sheet.objects.filter(partner=OuterRef("pk"), approved_at=None, settlement__withdrawn_at=None)
    others = Partner.objects.filter(project=OuterRef("project"), left_at=None).exclude(pk=OuterRef("pk"))
    open_ = [Project.State.DRAFT, Project.State.DONE, Project.State.OFF]
    rows = Partner.objects.filter(member=Given("member"), left_at=None, project__state__in=open_).select_related("project")
    return rows.annotate(
        paper=Subquery(papers.filter(stands_since=None).values("pk")[:1]),
        has_signed=Exists(signed),
        sheet=Subquery(sheets.values("settlement")[:1]),
        has_others=Exists(others),
    ).order_by("pk")


_WAITING = Question(_waiting)
