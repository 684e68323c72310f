"""Who may do what with a project."""

from betterpie.members.models import Member
from betterpie.members.queries import Seat
from betterpie.projects.models import Input, Project, Step


def can_manage(member: Member, project: Project) -> bool:
    """Whether `member` asks others in, begins, ends and calls off: she manages it."""
    return project.manager_id == member.pk


def can_close(seat: Seat, project: Project) -> bool:
    """Whether she may stop the asking: as the one who manages, or as a steward, who sees no number by it."""
    return seat.is_steward or (seat.member is not None and can_manage(seat.member, project))


def can_strike(member: Member, row: Input | Step, project: Project) -> bool:
    """Whether `member` may strike out what was planned: her own, or as the one who manages."""
    return row.partner.member_id == member.pk or can_manage(member, project)
