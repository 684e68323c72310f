"""One step of a pact, as both kinds of pages take it."""

from datetime import datetime

from betterpie.members.models import Member
from betterpie.pacts import actions, queries
from betterpie.pacts.models import Pact

STEPS = {"agree": Pact.State.PROPOSED, "decline": Pact.State.PROPOSED, "go_on": Pact.State.AGREED}


def can_take(pact: Pact, member: Member, do: str) -> bool:
    """Whether `member` may take this step now."""
    return do in STEPS and pact.state == STEPS[do] and queries.waits_for(pact, member)


def take(pact: Pact, member: Member, do: str, *, by: int | None, at: datetime) -> str:
    """Take the step. Returns why not, in a sentence; nothing where it was done."""
    try:
        if do == "agree":
            actions.agree(pact, by=by, at=at)
        elif do == "decline":
            actions.decline(pact, by=by, at=at)
        else:
            actions.go_on(pact, member, by=by, at=at)
    except actions.Refused as refusal:
        return str(refusal)
    return ""
