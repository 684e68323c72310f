"""What can be asked about nodes, businesses and seats."""

from betterpie.members.queries.seats import (
    Seat,
    addresses,
    linked_nodes,
    member_of,
    members_of,
    names,
    seat,
    seats_of,
    staff_of,
)

__all__ = ["Seat", "addresses", "linked_nodes", "member_of", "members_of", "names", "seat", "seats_of", "staff_of"]
