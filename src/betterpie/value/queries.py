"""What can be asked about flows."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, Sum

from betterpie.rows.queries import Given, Question
from betterpie.value.models import Flow


@dataclass(frozen=True, kw_only=True)
class Month:
    """What a member got and gave in a month: customers (introductions), how many bought, and their worth in minor units."""

    got: int = 0
    got_won: int = 0
    got_worth: int = 0
    gave: int = 0
    gave_won: int = 0
    gave_worth: int = 0


def month_of_member(member: int, month: date) -> Month:
    """The sums of one member's month."""
    sums: dict[str, int] = {}
    for provider, resource, times, quantity in _MONTH(member=member, month=month):
        side = "gave" if provider == member else "got"
        name, amount = {"introduction": (side, times), "customer": (f"{side}_won", times), "sale": (f"{side}_worth", quantity)}.get(
            resource, ("", 0)
        )
        if name:
            sums[name] = sums.get(name, 0) + amount
    return Month(**sums)


def months_of_node(node: int, *, since: date) -> dict[date, dict[str, int]]:
    """For each month since then: introductions, customers and sale (minor units) within the node."""
    rows = (
        Flow.objects.filter(node=node, month__gte=since)
        .values_list("month", "resource")
        .annotate(Sum("times"), Sum("quantity"))
        .order_by("month")
    )
    found: dict[date, dict[str, int]] = {}
    for month, resource, times, quantity in rows:
        found.setdefault(month, {})[resource] = quantity if resource == "sale" else times
    return found


_MONTH = Question(
    lambda: Flow.objects.filter(Q(receiver=Given("member")) | Q(provider=Given("member")), month=Given("month")).values_list(
        "provider", "resource", "times", "quantity"
    )
)
