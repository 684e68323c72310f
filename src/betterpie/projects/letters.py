"""The letters about projects: to a partner who is asked, whose numbers are wanted, who may sign, and about how it went on."""

from collections.abc import Callable

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from betterpie.journal.facts import Fact, Tells
from betterpie.journal.models import Entry
from betterpie.members.models import Member
from betterpie.members.queries import Reader, addresses, readers
from betterpie.projects import links, queries
from betterpie.projects.facts import (
    AnswersIn,
    AnswersWanted,
    DealReopened,
    DealStands,
    PaperDrawn,
    PartnerAsked,
    PartnerFact,
    PartnerLeft,
    PaymentFact,
    PaymentReceived,
    PaymentSent,
    ProjectCalledOff,
    ProjectDone,
    ShareSettled,
    SheetDrawn,
    SheetWithdrawn,
)
from betterpie.projects.models import Agreement, Partner, Project, Settlement, Sheet
from betterpie.ui.formats import money
from betterpie.ui.messages import Action, Message, Writer, Written

Words = Callable[[Project, PartnerFact, Member, Reader], Message | None]


def asked(project: Project, _fact: PartnerFact, reader: Member, _of: Reader) -> Message | None:
    """To somebody who is asked to take part."""
    words = {"manager": project.manager.business.name, "name": project.name}
    opening = _("%(manager)s would like to make “%(name)s” with you.") % words
    return Message(
        subject=_("%(manager)s asks you: %(name)s") % words,
        opening=" ".join(part for part in (opening, project.idea) if part),
        actions=(_look(project, reader, _("Have a look")),),
        closing=_("Nothing is agreed before you sign, and you can leave with one click."),
    )


def wanted(project: Project, _fact: PartnerFact, reader: Member, _of: Reader) -> Message | None:
    """To a partner whose numbers are wanted, unless she has told them."""
    waits = Partner.objects.filter(project=project, member=reader, left_at=None, answered_round__lt=project.round)
    if not project.is_asking or not waits.exists():
        return None
    return Message(
        subject=_("A few numbers for %(name)s") % {"name": project.name},
        opening=_("What would you make alone, and what all together? Nobody sees your answers before all have answered."),
        actions=(_look(project, reader, _("Answer in private"), "questions"),),
    )


def numbers_in(project: Project, _fact: PartnerFact, reader: Member, _of: Reader) -> Message | None:
    """To all: the deal can be looked at."""
    return Message(
        subject=_("The numbers for %(name)s are in") % {"name": project.name},
        opening=_("Look at ways to split that leave everybody better off, and move any number to see what it does."),
        actions=(_look(project, reader, _("See the deal"), "deal"),),
    )


def drawn(project: Project, fact: PartnerFact, reader: Member, of: Reader) -> Message | None:
    """To all: the paper, and a button to sign it."""
    assert isinstance(fact, PaperDrawn)
    paper = Agreement.objects.filter(pk=fact.agreement, replaced_at=None).first()
    partner = Partner.objects.filter(project=project, member=reader, left_at=None).first()
    if paper is None or partner is None:
        return None
    return Message(
        subject=_("Your yes to %(name)s") % {"name": project.name},
        opening=_("This is what you would agree to. Please read it; one tap signs it."),
        actions=(
            Action(label=_("Read and sign"), url=links.paper(paper.pk, partner, reader=of.person), is_main=True),
            Action(label=_("See the numbers"), url=links.page(project, reader, "deal")),
        ),
        closing=paper.words,
    )


def stands(project: Project, _fact: PartnerFact, reader: Member, _of: Reader) -> Message | None:
    """To all: everybody has signed."""
    return Message(
        subject=_("Everybody signed: %(name)s") % {"name": project.name},
        opening=_("The deal stands. What each of you puts in stands among your promises now."),
        actions=(_look(project, reader, _("See the project")),),
    )


def reopened(project: Project, _fact: PartnerFact, reader: Member, _of: Reader) -> Message | None:
    """To all: something is to change."""
    return Message(
        subject=_("%(name)s is open again") % {"name": project.name},
        opening=_("Something in the deal is to change. When it is written down anew, all sign again."),
        actions=(_look(project, reader, _("See the project")),),
    )


def off(project: Project, _fact: PartnerFact, reader: Member, _of: Reader) -> Message | None:
    """To all: it won't be."""
    opening = _("%(manager)s called it off. What you agreed for this case: %(words)s")
    return Message(
        subject=_("%(name)s won't be") % {"name": project.name},
        opening=opening % {"manager": project.manager.business.name, "words": project.get_if_off_display()},
        actions=(_look(project, reader, _("See the project")),),
    )


def done(project: Project, _fact: PartnerFact, reader: Member, _of: Reader) -> Message | None:
    """To all: write down what came in and what it cost."""
    return Message(
        subject=_("%(name)s is done") % {"name": project.name},
        opening=_("Please write down what came in to you and what you paid. Then it is shared as agreed."),
        actions=(_look(project, reader, _("Write it down")),),
    )


def left(project: Project, fact: PartnerFact, reader: Member, _of: Reader) -> Message | None:
    """To the one who manages: somebody takes part no longer."""
    partner = next((one for one in queries.everybody(project) if one.member_id == fact.partner), None)
    name = partner.member.business.name if partner else ""
    return Message(
        subject=_("%(name)s is no longer part of %(project)s") % {"name": name, "project": project.name},
        opening=_("The others are asked for their numbers anew, as all together is another thing now."),
        actions=(_look(project, reader, _("See the project")),),
    )


def sheet_drawn(project: Project, fact: PartnerFact, reader: Member, of: Reader) -> Message | None:
    """To all: her sheet, and a button to say yes."""
    assert isinstance(fact, SheetDrawn)
    mine = Sheet.objects.filter(settlement=fact.settlement, partner__member=reader).select_related("partner", "settlement").first()
    if mine is None or mine.settlement.withdrawn_at is not None or mine.approved_at is not None:
        return None
    balance = money(abs(mine.balance), project.currency)
    if mine.balance > 0:
        opening = _("Your share is %(share)s; you get %(balance)s from the others.")
    elif mine.balance < 0:
        opening = _("Your share is %(share)s; you hold %(balance)s of the others.")
    else:
        opening = _("Your share is %(share)s, and you have it already.")
    return Message(
        subject=_("Your sheet for %(name)s") % {"name": project.name},
        opening=opening % {"share": money(mine.share, project.currency), "balance": balance},
        actions=(
            Action(label=_("Look and say yes"), url=links.sheet(mine.settlement_id, mine.partner, reader=of.person), is_main=True),
            Action(label=_("Something is missing"), url=links.page(project, reader, "withdraw")),
        ),
    )


def sheet_withdrawn(project: Project, fact: PartnerFact, reader: Member, _of: Reader) -> Message | None:
    """To all: something was missing."""
    assert isinstance(fact, SheetWithdrawn)
    why = Settlement.objects.filter(pk=fact.settlement).values_list("withdrawn_why", flat=True).first() or ""
    return Message(
        subject=_("The sheets for %(name)s were taken back") % {"name": project.name},
        opening=_("Something is missing: %(why)s When it is written down, everybody gets a new sheet.") % {"why": _sentence(why)},
        actions=(_look(project, reader, _("Write it down"), "money"),),
    )


def settled(project: Project, _fact: PartnerFact, reader: Member, _of: Reader) -> Message | None:
    """To all: everybody said yes; who pays whom."""
    return Message(
        subject=_("%(name)s is settled") % {"name": project.name},
        opening=_("Everybody said yes. See who pays whom, and say when it is done."),
        actions=(_look(project, reader, _("See who pays whom"), "sheet"),),
    )


TO_PARTNER: dict[type[PartnerFact], Words] = {
    PartnerAsked: asked,
    AnswersWanted: wanted,
    AnswersIn: numbers_in,
    PaperDrawn: drawn,
    DealStands: stands,
    DealReopened: reopened,
    ProjectCalledOff: off,
    ProjectDone: done,
    PartnerLeft: left,
    SheetDrawn: sheet_drawn,
    SheetWithdrawn: sheet_withdrawn,
    ShareSettled: settled,
}


def write(_entry: Entry, fact: Fact, tells: Tells) -> list[Written]:
    """The letters that a fact about a project asks for."""
    assert isinstance(fact, PartnerFact)
    project = queries.whole(fact.project)
    if project is None:
        return []
    them = Member.objects.filter(pk__in=tells.members, left_at=None).select_related("business", "node")
    return [letter for reader in them for letter in _to(reader, project, fact)]


def pay(_entry: Entry, fact: Fact, tells: Tells) -> list[Written]:
    """To the other side of a payment: it is on its way, or it arrived."""
    assert isinstance(fact, PaymentFact)
    project = queries.whole(fact.project)
    if project is None:
        return []
    them = Member.objects.filter(pk__in=tells.members, left_at=None).select_related("business", "node")
    other = Member.objects.filter(pk=fact.payer if isinstance(fact, PaymentSent) else fact.payee).select_related("business").first()
    name = other.business.name if other else ""
    letters = []
    for reader in them:
        for email, language in addresses(reader):
            with override(language):
                said = _("%(name)s paid you %(amount)s") if isinstance(fact, PaymentSent) else _("%(name)s got your %(amount)s")
                amount = money(fact.amount, fact.currency)
                message = Message(
                    subject=said % {"name": name, "amount": amount},
                    opening=_("It is for “%(project)s”.") % {"project": project.name},
                    actions=(_look(project, reader, _("See who pays whom"), "sheet"),),
                )
            letters.append(Written(email=email, message=message, language=language))
    return letters


WRITERS: dict[str, Writer] = {
    **{fact.kind(): write for fact in TO_PARTNER},
    PaymentSent.kind(): pay,
    PaymentReceived.kind(): pay,
}


def _to(reader: Member, project: Project, fact: PartnerFact) -> list[Written]:
    letters = []
    for of in readers(reader):
        with override(of.language), timezone.override(reader.node.zone):
            message = TO_PARTNER[type(fact)](project, fact, reader, of)
        if message is not None:
            letters.append(Written(email=of.email, message=message, language=of.language))
    return letters


def _sentence(words: str) -> str:
    return words if words.endswith((".", "?")) else f"{words}."


def _look(project: Project, reader: Member, label: str, page: str = "project") -> Action:
    return Action(label=label, url=links.page(project, reader, page), is_main=True)
