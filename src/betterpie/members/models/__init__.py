"""The tables of members."""

from betterpie.members.models.batches import Batch, BatchRow
from betterpie.members.models.businesses import Business, BusinessTrade, Staff
from betterpie.members.models.claims import Claim
from betterpie.members.models.nodes import Node, NodeLink, Steward
from betterpie.members.models.seats import Acceptance, Invitation, Member
from betterpie.members.models.words import Word

__all__ = [
    "Acceptance",
    "Batch",
    "BatchRow",
    "Business",
    "BusinessTrade",
    "Claim",
    "Invitation",
    "Member",
    "Node",
    "NodeLink",
    "Staff",
    "Steward",
    "Word",
]
