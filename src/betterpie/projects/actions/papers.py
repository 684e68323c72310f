"""Choosing how to split, drawing the paper, signing it, and opening it again."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import override

from betterpie.journal import actions as journal
from betterpie.kernel.sharing import SharingError
from betterpie.projects import queries
from betterpie.projects.actions.base import Refused, check_circle, ids, move, only_draft, tell_all, touch
from betterpie.projects.actions.planning import promise_it
from betterpie.projects.facts import DealReopened, DealStands, PaperDrawn, PaperSigned
from betterpie.projects.models import Agreement, Input, Partner, Project, Signature, Step, fingerprint
from betterpie.projects.queries import Deal, Way, paper
from betterpie.promises import actions as promises
from betterpie.ui.formats import money

State = Project.State


@transaction.atomic
def choose_rule(project: Project, rule: str, *, own: Mapping[int, int] | None = None) -> None:
    """Choose how to split; `own` gives each partner's part in hundredths of a percent. Refuses parts that don't make a whole."""
    only_draft(project)
    chosen = Project.Rule(rule)
    _check_hands(project, chosen)
    if chosen == Project.Rule.OWN and own is not None:
        partners = queries.partners(project)
        if set(own) != {one.number for one in partners} or any(part < 0 for part in own.values()):
            raise Refused(_("Each of you needs a percentage, at least 0."))
        if sum(own.values()) != queries.EVERYTHING:
            raise Refused(_("The percentages add up to %(sum)s%%, not to 100%%.") % {"sum": f"{sum(own.values()) / 100:g}"})
        for one in partners:
            Partner.objects.filter(pk=one.pk).update(own_part=own[one.number])
    Project.objects.filter(pk=project.pk).update(rule=chosen)
    project.rule = chosen
    touch(project)


@transaction.atomic
def give_leave(project: Project, partner: Partner, *, words: str, at: datetime) -> None:
    """Write, in her own words, that she may get less than alone. Holds until a number changes. Refuses empty words."""
    only_draft(project)
    if not words.strip():
        raise Refused(_("Please say so in your own words."))
    project.refresh_from_db(fields=["deal_version"])
    Partner.objects.filter(pk=partner.pk).update(leave=words.strip()[:300], leave_at=at, leave_version=project.deal_version)


@transaction.atomic
def draw(project: Project, *, by: int | None, at: datetime) -> Agreement:
    """Write the rule down with its worked example, for all to sign. A paper drawn before is replaced.

    Refuses while numbers are missing, where the pie does not grow, a split that is none, and one by which somebody falls below
    going alone without her written leave; and a second paper like the one that is out, whose signatures would be lost.
    """
    only_draft(project)
    project.refresh_from_db()
    check_circle(project)
    _check_hands(project, Project.Rule(project.rule))
    draft = _draft(project)
    with override(project.node.language):
        terms = paper.terms(draft)
        words = paper.words(draft, terms)
    now = queries.agreement(project)
    if now is not None and now.is_as_drawn and (now.deal_version, now.words, now.terms) == (project.deal_version, words, terms):
        raise Refused(_("It is written down like that already. Read it, and sign."))
    Agreement.objects.filter(project=project, replaced_at=None).update(replaced_at=at)
    last = Agreement.objects.filter(project=project).aggregate(last=Max("number"))["last"] or 0
    drawn = Agreement.objects.create(
        project=project, number=last + 1, rule=project.rule, has_bound_hands=project.has_bound_hands, deal_version=project.deal_version,
        words=words, terms=terms, sha256=fingerprint(words, terms), drawn_at=at,
    )  # fmt: skip
    tell_all(project, PaperDrawn, agreement=drawn.pk, by=by, at=at)
    return drawn


@transaction.atomic
def sign(agreement: Agreement, partner: Partner, *, person: int | None, by: int | None, at: datetime) -> None:
    """Say yes to a paper. When all have, the deal stands and what each promised in it becomes a promise.

    Refuses a paper that was replaced or is not as it was drawn, one older than the last change, and a second yes.
    """
    project = agreement.project
    only_draft(project)
    agreement.refresh_from_db()
    project.refresh_from_db(fields=["deal_version"])
    if agreement.replaced_at is not None:
        raise Refused(_("There is a newer paper. Please read that one."))
    if not agreement.is_as_drawn:
        raise Refused(_("This paper is no longer as it was drawn, so nobody can sign it. Draw it anew."))
    if agreement.deal_version != project.deal_version:
        raise Refused(_("Something changed since this paper was drawn. Draw it anew, then all sign."))
    if partner.left_at is not None or partner.project_id != project.pk:
        raise Refused(_("Only those who take part can sign."))
    check_circle(project)
    _row, is_new = Signature.objects.get_or_create(
        agreement=agreement, partner=partner, defaults={"person_id": person, "sha256": agreement.sha256, "at": at}
    )
    if not is_new:
        raise Refused(_("You have signed this already."))
    journal.record(PaperSigned(**ids(project, partner), agreement=agreement.pk), by=by, at=at)
    if Signature.objects.filter(agreement=agreement, partner__left_at=None).count() == len(queries.partners(project)):
        _stand(project, agreement, by=by, at=at)


@transaction.atomic
def reopen(project: Project, *, by: int | None, at: datetime) -> None:
    """Open a deal that stands, because something is to change: the paper is replaced, and all sign anew."""
    move(project, State.DRAFT, of=(State.AGREED, State.UNDER_WAY))
    Agreement.objects.filter(project=project, replaced_at=None).update(replaced_at=at)
    touch(project)
    for row in Input.objects.filter(project=project).select_related("promise"):
        if row.promise is not None:
            promises.release(row.promise, at=at)
    tell_all(project, DealReopened, by=by, at=at)


def _stand(project: Project, agreement: Agreement, *, by: int | None, at: datetime) -> None:
    move(project, State.UNDER_WAY if project.started_at else State.AGREED, of=(State.DRAFT,))
    Agreement.objects.filter(pk=agreement.pk).update(stands_since=at)
    for model in (Input, Step):
        rows = model.objects.filter(project=project).select_related("partner__member", "promise")
        for row in rows:
            if row.promise is None or row.promise.state == row.promise.State.RELEASED:
                promise_it(project, row, by=by, at=at)
    tell_all(project, DealStands, agreement=agreement.pk, by=by, at=at)


def _draft(project: Project) -> "paper.Draft":
    partners = queries.partners(project)
    if len(partners) < 2:
        raise Refused(_("Making something together takes at least two. Whom would you like to ask?"))
    plan, hours = queries.plan(project), queries.hours(project)
    deal = None if project.has_rivals else _read(project, partners, hours)
    way = deal.ways[project.rule] if deal else queries.bound_ways(partners, hours)[project.rule]
    if way.trouble:
        raise Refused(trouble(way.trouble))
    if deal is not None:
        _check_floor(deal, way, partners, project)
    return paper.Draft(project=project, partners=partners, inputs=plan.inputs, lasting=plan.lasting, hours=hours, deal=deal, way=way)


def _read(project: Project, partners: list[Partner], hours: Mapping[int, int]) -> Deal:
    if project.round_closed_at is None:
        raise Refused(_("The numbers are not in yet."))
    try:
        found = queries.deal(project, partners, queries.figures(project), hours=hours)
    except SharingError as trouble_:
        raise Refused(_("The numbers are not in yet.")) from trouble_
    if found.gain <= 0:
        apart = money(-found.gain, project.currency)
        raise Refused(_("Apart you would make %(amount)s more, so there is nothing to split yet.") % {"amount": apart})
    return found


def _check_floor(deal: Deal, way: Way, partners: list[Partner], project: Project) -> None:
    missing = [one.member.business.name for one in partners if way.extras[one.number] < 0 and not one.gave_leave(project)]
    if missing:
        said = _("By this split %(names)s would get less than alone. They can allow it in their own words, or you choose another split.")
        raise Refused(said % {"names": ", ".join(missing)})


def _check_hands(project: Project, rule: Project.Rule) -> None:
    if project.has_bound_hands and rule in (Project.Rule.FAIR, Project.Rule.STEADY):
        raise Refused(_("Here only a split by hours, equally, or by your own percentages can be signed."))


def trouble(why: str) -> str:
    """Why there is no such split, as a sentence."""
    return {
        "hours": _("Nobody has put in hours yet."),
        "own": _("The percentages don't add up to 100% yet."),
        "many": _("With so many partners this split takes too long to work out."),
        "unproved": _("With these numbers this split can't be worked out to the cent."),
        "shrinks": _("Together there is less than apart, so no split leaves everybody at least as well off as alone."),
    }[why]
