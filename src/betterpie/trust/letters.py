"""The letters about reviews: to the stewards, to both sides, and to the members who were drawn; each can be answered from the mail.

The two sides always hear: what was asked, said and decided concerns what stands about them, and their time to speak runs. Who merely
helps, a steward or a drawn member, can stop such letters; what is asked of her stands on her week and on the steward's desk too.
How it was to work together is asked in the weekly letter alone, which can be stopped itself.
"""

from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from betterpie.journal.facts import Fact, Tells
from betterpie.journal.models import Entry
from betterpie.members.models import Member
from betterpie.members.queries import Reader, readers
from betterpie.trust import links
from betterpie.trust.facts import ReviewAsked, ReviewDecided, ReviewDrawn, ReviewFact, ReviewSaid
from betterpie.trust.models import Review, Voice
from betterpie.trust.models.reviews import Say
from betterpie.trust.panels.lines import line_in_words
from betterpie.trust.queries import reviews as cases
from betterpie.ui.formats import when
from betterpie.ui.messages import Action, Card, Message, Writer, Written

HELPING = "lines"
"""The sort of letters that one click stops: to those who look at a line about somebody else."""


def asked(_entry: Entry, fact: Fact, _tells: Tells) -> list[Written]:
    """To the stewards who have no part in it, and to the other side, who may say hers."""
    review = _review(fact)
    if review is None or review.state != Review.State.ASKED:
        return []
    letters = []
    for person in cases.stewards_without_part(review):
        with override(person.language), timezone.override(review.node.zone):
            letters.append(Written(email=person.email, message=_to_steward(review), language=person.language))
    letters += [_written(reader.email, reader.language, review, partial(_to_other_side, review)) for reader in _readers(review.by)]
    return letters


def said(_entry: Entry, fact: Fact, _tells: Tells) -> list[Written]:
    """To both sides: what the steward says, and two links to be content or not."""
    review = _review(fact)
    if review is None or review.state != Review.State.SAID:
        return []
    return [
        _written(reader.email, reader.language, review, partial(_word_of_steward, review, side, reader.person))
        for side in _sides(review)
        for reader in _readers(side)
    ]


def drawn(_entry: Entry, fact: Fact, _tells: Tells) -> list[Written]:
    """To each member who was drawn: what it is about, and three links."""
    review = _review(fact)
    if review is None or review.state != Review.State.DRAWN:
        return []
    voices = Voice.objects.filter(review=review, said="").select_related("member__business", "member__node")
    return [
        _written(reader.email, reader.language, review, partial(_to_voice, review, voice, reader.person))
        for voice in voices
        for reader in _readers(voice.member)
    ]


def decided(_entry: Entry, fact: Fact, _tells: Tells) -> list[Written]:
    """To both sides, to the members who were asked, and to the steward who said a word: what becomes of the line."""
    review = _review(fact)
    if review is None or review.is_open:
        return []
    asked = [voice.member for voice in Voice.objects.filter(review=review).select_related("member__business", "member__node")]
    letters = [
        _written(reader.email, reader.language, review, partial(_settled, review, member))
        for member in (*_sides(review), *asked)
        for reader in _readers(member)
    ]
    if review.steward is not None:
        letters.append(_written(review.steward.email, review.steward.language, review, partial(_settled, review, None)))
    return letters


WRITERS: dict[str, Writer] = {
    ReviewAsked.kind(): asked,
    ReviewSaid.kind(): said,
    ReviewDrawn.kind(): drawn,
    ReviewDecided.kind(): decided,
}


def _to_steward(review: Review) -> Message:
    words = {"name": review.about.business.name, "time": _by(review)}
    return Message(
        subject=_("%(name)s asks to have a line looked at") % words,
        opening=_("%(name)s says that a line about them is not right. Please say a word %(time)s, best after speaking with both.") % words,
        cards=(_case(review),),
        actions=(Action(label=_("Have a look"), url=_page(review), is_main=True),),
        closing=_("Without a word from a steward, three members who have no part in it are asked."),
        stop=HELPING,
    )


def _to_other_side(review: Review) -> Message:
    words = {"name": review.about.business.name}
    return Message(
        subject=_("%(name)s sees something otherwise") % words,
        opening=_("%(name)s asks to have a line looked at that has to do with you. You need not do anything; if you like, say your side.")
        % words,
        cards=(_case(review),),
        actions=(Action(label=_("Say your side"), url=_page(review, review.by), is_main=True),),
    )


def _word_of_steward(review: Review, side: Member, reader: int) -> Message:
    words = {"word": review.get_steward_said_display(), "why": review.steward_why, "time": _by(review)}
    return Message(
        subject=_("What the steward says: %(word)s") % words,
        opening=_("“%(why)s” If you can live with that, there is nothing to do. If not, say so %(time)s and three members look at it.")
        % words,
        cards=(_case(review),),
        actions=(
            Action(label=_("I can live with that"), url=links.side(review, side.pk, "content", reader=reader), is_main=True),
            Action(label=_("No, let three members look"), url=links.side(review, side.pk, "not", reader=reader)),
        ),
    )


def _to_voice(review: Review, voice: Voice, reader: int) -> Message:
    words = {"name": review.about.business.name, "time": _by(review)}
    return Message(
        subject=_("Two minutes of fairness for %(name)s") % words,
        opening=_("%(name)s asks to have a line looked at. You have no part in it, so you were drawn by lot. Please say a word %(time)s.")
        % words,
        cards=(_case(review),),
        actions=tuple(
            Action(label=label, url=links.voice(voice, do, reader=reader), is_main=do == "see")
            for do, label in (("see", _("Read it and say a word")), *((say.value, _offer(say)) for say in reversed(Say)))
        ),
        closing=_("Nobody reads who said what. The middle of three words counts."),
        stop=HELPING,
    )


def _settled(review: Review, member: Member | None) -> Message:
    told = {
        Say.KEEP: _("The line about %(name)s stays as it is"),
        Say.WEAKEN: _("The line about %(name)s counts less from now on"),
        Say.REMOVE: _("The line about %(name)s was taken out"),
    }
    how = {
        Review.How.STEWARD: _("A steward looked at it, and nobody was against what she said."),
        Review.How.MEMBERS: _("Members who had no part in it looked at it."),
        Review.How.NOBODY: _("Nobody had said a word in fourteen days, so it is in doubt for the member."),
    }
    subject = told[Say(review.said)] % {"name": review.about.business.name}
    is_side = member in _sides(review)
    thanks = [] if is_side else [_("Thank you for looking at it.")]
    see = Action(label=_("See it"), url=_page(review, member), is_main=True)
    opening = " ".join([f"{subject}.", how[Review.How(review.how)], *thanks])
    return Message(subject=subject, opening=opening, cards=(_case(review),), actions=(see,), stop="" if is_side else HELPING)


def _case(review: Review) -> Card:
    return Card(title=line_in_words(review), text=f"“{review.why}”" if review.why else "", icon="scale", tone="sky")


def _offer(say: Say) -> str:
    return {Say.KEEP: _("It should stay"), Say.WEAKEN: _("It should count less"), Say.REMOVE: _("It should be taken out")}[say]


def _written(email: str, language: str, review: Review, words: Callable[[], Message]) -> Written:
    with override(language), timezone.override(review.node.zone):
        message = words()
    return Written(email=email, message=message, language=language)


def _review(fact: Fact) -> Review | None:
    assert isinstance(fact, ReviewFact)
    return cases.review(fact.review)


def _sides(review: Review) -> list[Member]:
    return [side for side in (review.about, review.by) if side is not None]


def _readers(member: Member | None) -> list[Reader]:
    return [] if member is None or member.left_at is not None else readers(member)


def _by(review: Review) -> str:
    assert review.due_at is not None
    return _("by %(time)s") % {"time": when(review.due_at, now=review.asked_at)}


def _page(review: Review, reader: Member | None = None) -> str:
    """The review's page for a reader, who signs in to her own node: the two sides may sit in linked ones."""
    node = reader.node if reader is not None else review.node
    return settings.BASE_URL + reverse("trust:review", args=[node.slug, review.pk])
