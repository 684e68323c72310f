"""Who follows which word, who writes which letter, what runs by the clock: one page."""

from django.core.signals import request_finished

from betterpie.house import work
from betterpie.journal import actions as journal
from betterpie.journal import signals
from betterpie.journal.facts import Moves, Tells
from betterpie.journal.followers import Follower, follow
from betterpie.members import panels as members
from betterpie.notices import actions as outbox
from betterpie.notices import followers as notices
from betterpie.promises import actions as promises
from betterpie.promises import letters as promise_letters
from betterpie.referrals import actions as referrals
from betterpie.referrals import letters as referral_letters
from betterpie.value import followers as value
from betterpie.week import actions as week


def connect() -> None:
    """Join the rooms."""
    follow(Follower(name="value", word=Moves, hear=value.post, at_once=True, forget=value.forget))
    follow(Follower(name="notices", word=Tells, hear=notices.hear))

    notices.WRITERS.update({**members.WRITERS, **promise_letters.WRITERS, **referral_letters.WRITERS})
    outbox.AFTER_SENDING["promises.PromiseDue"] = ("promise", promises.reminded)

    work.QUICK[:] = [journal.deliver, outbox.send_due]
    work.CLOCKS[:] = [promises.remind, promises.give_up, referrals.wake_due, referrals.erase_due, week.send_letters]
    signals.LISTENERS[:] = [work.wake]
    request_finished.connect(work.tick, dispatch_uid="work")
