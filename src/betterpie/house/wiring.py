"""Who follows which word, who writes which letter, what runs by the clock: one page."""

from allauth.account.signals import email_changed
from django.core.signals import request_finished
from django.db.models.signals import pre_delete
from django.urls import reverse

from betterpie.events import actions as events
from betterpie.events import letters as event_letters
from betterpie.events import panels as event_panels
from betterpie.house import personal, work
from betterpie.journal import actions as journal
from betterpie.journal import signals
from betterpie.journal.facts import Moves, Regards, Tells
from betterpie.journal.followers import Follower, follow
from betterpie.members import actions as member_actions
from betterpie.members import panels as members
from betterpie.members import permissions as member_permissions
from betterpie.members.imports.work import work as bring_lists_in
from betterpie.notices import actions as outbox
from betterpie.notices import followers as notices
from betterpie.notices import panels as notice_panels
from betterpie.notices import queries as notice_queries
from betterpie.pacts import actions as pacts
from betterpie.pacts import letters as pact_letters
from betterpie.pacts import panels as pact_panels
from betterpie.partners import actions as partners
from betterpie.partners import followers as partner_counts
from betterpie.partners import panels as partner_panels
from betterpie.people import actions as people
from betterpie.people import panels as my_page
from betterpie.people import queries as people_queries
from betterpie.projects import followers as project_followers
from betterpie.projects import letters as project_letters
from betterpie.projects import panels as project_panels
from betterpie.promises import actions as promises
from betterpie.promises import letters as promise_letters
from betterpie.referrals import actions as referrals
from betterpie.referrals import letters as referral_letters
from betterpie.referrals import queries as referral_queries
from betterpie.referrals.models import Customer
from betterpie.trust import actions as trust
from betterpie.trust import followers as trust_followers
from betterpie.trust import letters as trust_letters
from betterpie.trust import queries as trust_queries
from betterpie.trust.actions import feedback, reviews
from betterpie.trust.panels import choosing as trust_choosing
from betterpie.trust.panels import desk as trust_desk
from betterpie.trust.panels import lines as trust_lines
from betterpie.trust.panels import members as trust_panels
from betterpie.trust.panels import week as trust_week
from betterpie.trust.queries import seats as trust_seats
from betterpie.value import followers as value
from betterpie.week import actions as week
from betterpie.week import queries as week_queries


def connect() -> None:
    """Join the rooms."""
    follow(Follower(name="value", word=Moves, hear=value.post, at_once=True, forget=value.forget))
    follow(Follower(name="trust", word=Regards, hear=trust_followers.hear, forget=trust_followers.forget))
    follow(Follower(name="partners", word=Tells, hear=partner_counts.hear, at_once=True, forget=partner_counts.forget))
    follow(Follower(name="feedback", word=Tells, hear=trust_followers.worked_together, at_once=True))
    follow(Follower(name="feedback on promises", word=Regards, hear=trust_followers.worked_together, at_once=True))
    follow(Follower(name="projects", word=Moves, hear=project_followers.hear, at_once=True))
    follow(Follower(name="notices", word=Tells, hear=notices.hear))

    notices.WRITERS.update(
        {
            **members.WRITERS,
            **promise_letters.WRITERS,
            **referral_letters.WRITERS,
            **trust_letters.WRITERS,
            **project_letters.WRITERS,
            **event_letters.WRITERS,
            **pact_letters.WRITERS,
        }
    )
    project_panels.WOULD_HELP[:] = [partner_panels.would_help]
    project_panels.BRINGS_IN[:] = [pact_panels.brings_in]
    outbox.AFTER_SENDING["promises.PromiseDue"] = ("promise", promises.reminded)

    members.BUSINESS_PANELS[:] = [trust_panels.panel, partner_panels.on_business]
    pact_panels.CAME[:] = [partner_panels.came_of]
    week_queries.CARDS[:] = [event_panels.cards, pact_panels.cards, project_panels.cards]
    week_queries.TOGETHER[:] = [trust_week.together]
    week_queries.SUGGESTIONS[:] = [partner_panels.suggestion]
    my_page.ON_MY_PAGE[:] = [notice_panels.groups]
    referral_queries.COUNTED_ON[:] = [trust_choosing.counted_on]
    member_permissions.PATH[:] = [trust_queries.may]
    member_actions.NOT_FREE[:] = [trust_seats.why_not_free]
    members.DESK[:] = [trust_desk.row, trust_desk.one_business, notice_panels.unreached]
    people.FAREWELLS[:] = [personal.needs_another_steward, personal.forget_letters, personal.forget_words]
    people_queries.KNOWN.update(
        groups=personal.groups, deeds=personal.deeds, mails=lambda person: notice_queries.known_of(person.email), trust=personal.trust
    )
    trust_followers.WORKED_TOGETHER.update(
        {
            "referrals.ReferralWon": ("giver", "receiver"),
            "referrals.ReferralLost": ("giver", "receiver"),
            "promises.PromiseThanked": ("by", "to"),
        }
    )
    trust_lines.PAGES.update(
        referral=lambda node, pk: reverse("referrals:referral", args=[node, pk]),
        promise=lambda node, pk: reverse("promises:list", args=[node]),
    )
    pre_delete.connect(personal.forget_customer, sender=Customer, dispatch_uid="notices")
    email_changed.connect(personal.follow_address, dispatch_uid="notices")

    work.QUICK[:] = [journal.deliver, trust.refresh, outbox.send_due, bring_lists_in]
    work.SELDOM[trust.refresh] = 0.5  # a deed shows in its score within a second
    work.CLOCKS[:] = [
        promises.remind, promises.give_up, referrals.wake_due, referrals.erase_due, trust.weigh_due, reviews.wake_due,
        feedback.close_due, events.wake_due, pacts.wake_due, partners.nudge_due, week.send_letters, outbox.clear_out,
    ]  # fmt: skip
    signals.LISTENERS[:] = [work.wake]
    request_finished.connect(work.tick, dispatch_uid="work")
