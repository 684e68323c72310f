"""The letters about pacts: a proposal, its answer, the review, and the end."""

from collections.abc import Callable

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from betterpie.journal.facts import Fact, Tells
from betterpie.journal.models import Entry
from betterpie.members.models import Member
from betterpie.members.queries import readers
from betterpie.pacts import links, queries
from betterpie.pacts.facts import PactAgreed, PactDeclined, PactDue, PactEnded, PactFact, PactProposed
from betterpie.pacts.models import Pact
from betterpie.ui.messages import Action, Message, Writer, Written

Words = Callable[[Pact, Member, int], Message | None]


def proposed(pact: Pact, member: Member, reader: int) -> Message | None:
    """To the other: what it is, with a yes and a no; nothing where it is over already."""
    if pact.state != Pact.State.PROPOSED:
        return None
    words = _words(pact, member)
    subject = _("%(name)s would like to change your pact") if pact.replaces else _("%(name)s proposes a pact")
    return Message(
        subject=subject % words,
        opening="\n".join(
            [
                f"{pact.get_kind_display()}. {pact.benefit}",
                _("They do: %(what)s") % {"what": pact.does(pact.beside(member), reader=member)},
                _("You do: %(what)s") % {"what": pact.does(member, reader=member)},
            ]
        ),
        actions=(
            Action(label=_("Read it and agree"), url=links.answer(pact, member, "agree", reader=reader), is_main=True),
            Action(label=_("Not now"), url=links.answer(pact, member, "decline", reader=reader)),
        ),
        closing=_("Nothing holds before you agree, and either of you can end it later."),
    )


def agreed(pact: Pact, member: Member, reader: int) -> Message:
    """To both: it holds from now on."""
    return Message(
        subject=_("Your pact with %(name)s holds") % _words(pact, member),
        opening=_("You do: %(what)s") % {"what": pact.does(member, reader=member)},
        actions=(Action(label=_("See all of it"), url=links.answer(pact, member, "see", reader=reader), is_main=True),),
        closing=_("In half a year we show both of you what came of it."),
    )


def declined(pact: Pact, member: Member, _reader: int) -> Message:
    """To the one who proposed it."""
    return Message(
        subject=_("%(name)s did not agree to the pact") % _words(pact, member),
        opening=_("Nothing holds, and nobody owes anything. A word over a coffee may find what suits both of you."),
    )


def due(pact: Pact, member: Member, reader: int) -> Message | None:
    """To both: what came of it? Nothing to one who has said already that it goes on."""
    if not queries.waits_for(pact, member):
        return None
    return Message(
        subject=_("What came of your pact with %(name)s") % _words(pact, member),
        opening=_("It is time to look at it together. If both of you go on, it runs for another half year; otherwise it ends by itself."),
        actions=(Action(label=_("See what came of it"), url=links.answer(pact, member, "go_on", reader=reader), is_main=True),),
    )


def ended(pact: Pact, member: Member, _reader: int) -> Message:
    """To the one who did not end it."""
    return Message(
        subject=_("Your pact with %(name)s has ended") % _words(pact, member),
        opening=_("%(name)s ended it. Nothing is broken by that, and what was promised in it is no longer owed.") % _words(pact, member),
    )


TO: dict[type[PactFact], Words] = {PactProposed: proposed, PactAgreed: agreed, PactDeclined: declined, PactDue: due, PactEnded: ended}


def write(_entry: Entry, fact: Fact, tells: Tells) -> list[Written]:
    """The letters that a fact about a pact asks for."""
    assert isinstance(fact, PactFact)
    pact = queries.whole(fact.pact)
    if pact is None:
        return []
    return [letter for member in (pact.one, pact.other) if member.pk in tells.members for letter in _to(member, pact, TO[type(fact)])]


WRITERS: dict[str, Writer] = {fact.kind(): write for fact in TO}


def _to(member: Member, pact: Pact, words: Words) -> list[Written]:
    letters = []
    for reader in readers(member):
        with override(reader.language), timezone.override(member.node.zone):
            message = words(pact, member, reader.person)
        if message is not None:
            letters.append(Written(email=reader.email, message=message, language=reader.language))
    return letters


def _words(pact: Pact, member: Member) -> dict[str, str]:
    return {"name": pact.beside(member).business.name}
