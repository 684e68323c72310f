"""The letters about promises: a reminder to the one who made it, and word to the other when it can't be."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from betterpie.journal.facts import Fact, Tells
from betterpie.journal.models import Entry
from betterpie.members.models import Member
from betterpie.members.queries import Reader, readers
from betterpie.promises import links
from betterpie.promises.facts import PromiseDue, PromiseExcused, PromiseTold
from betterpie.promises.models import Promise
from betterpie.ui.formats import when
from betterpie.ui.messages import Action, Message, Writer, Written


def remind(entry: Entry, fact: Fact, _tells: Tells) -> list[Written]:
    """To the one who promised, before the time."""
    assert isinstance(fact, PromiseDue)
    promise = _promise(fact.promise)
    if promise is None or not promise.is_open:
        return []
    return [_reminder(promise, reader, entry) for reader in readers(promise.by)]


def excused(_entry: Entry, fact: Fact, _tells: Tells) -> list[Written]:
    """To the one it was promised to."""
    assert isinstance(fact, PromiseExcused | PromiseTold)
    promise = _promise(fact.promise)
    if promise is None or promise.to is None:
        return []
    return [_word(promise, promise.to, reader) for reader in readers(promise.to)]


WRITERS: dict[str, Writer] = {PromiseDue.kind(): remind, PromiseExcused.kind(): excused, PromiseTold.kind(): excused}


def buttons(promise: Promise, *, reader: int) -> tuple[Action, ...]:
    """What `reader` can do about a promise from her mail, without signing in."""
    return (
        Action(label=_("It's done"), url=links.end(promise, "keeping", reader=reader), is_main=True),
        Action(label=_("It can't be"), url=links.end(promise, "excuse", reader=reader)),
    )


def _promise(pk: int) -> Promise | None:
    return Promise.objects.filter(pk=pk).select_related("by__business", "by__node", "to__business", "to__node").first()


def _reminder(promise: Promise, reader: Reader, entry: Entry) -> Written:
    with override(reader.language), timezone.override(promise.by.node.zone):
        time, early = when(promise.due_at, now=entry.at), when(promise.good_time, now=entry.at)
        opening = _("You promised this to %(name)s by %(time)s.") if promise.to else _("You promised this by %(time)s.")
        words = {"name": promise.to.business.name if promise.to else "", "time": time, "early": early}
        if entry.at < promise.good_time:
            opening += " " + _("If it can't be, saying so by %(early)s is as good as keeping it.")
        message = Message(
            subject=_("%(what)s, by %(time)s") % {"what": promise.said, "time": time},
            opening=opening % words,
            actions=buttons(promise, reader=reader.person),
        )
    return Written(email=reader.email, message=message, language=reader.language)


def _word(promise: Promise, to: Member, reader: Reader) -> Written:
    with override(reader.language):
        words = {"name": promise.by.business.name, "what": promise.said, "why": promise.excuse}
        subject, actions = (
            _("%(name)s can't keep a promise, and says so in good time"),
            [Action(label=_("See your promises"), url=_page(to))],
        )
        if promise.state == Promise.State.TOLD:
            fine = Action(label=_("That's all right"), url=links.let_off(promise, reader=reader.person), is_main=True)
            subject, actions = _("%(name)s can't keep a promise, at short notice"), [fine, *actions]
        message = Message(subject=subject % words, opening=_("It was: %(what)s. %(why)s") % words, actions=tuple(actions))
    return Written(email=reader.email, message=message, language=reader.language)


def _page(member: Member) -> str:
    return settings.BASE_URL + reverse("promises:list", args=[member.node.slug])
