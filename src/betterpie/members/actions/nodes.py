"""Starts nodes, looks after them, and joins them with their neighbors."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from betterpie.journal import actions as journal
from betterpie.members.actions.base import Refused, code
from betterpie.members.facts import NodesLinked, NodesParted, NodeStarted, RulesChanged, StewardLeft, StewardNamed
from betterpie.members.models import Node, NodeLink, Steward
from betterpie.people.models import Person


@transaction.atomic
def start_node(name: str, *, slug: str = "", by: Person, at: datetime, **fields: Any) -> Node:
    """Start a node with `by` as its steward. Refuses an address that is taken."""
    address = slug or slugify(name)[:40].strip("-")
    if Node.objects.filter(slug=address).exists():
        raise Refused(_("There is a group at that address already."))
    node = Node.objects.create(name=name, slug=address, join_code=code(), created_at=at, **fields)
    Steward.objects.create(node=node, person=by, since=at)
    journal.record(NodeStarted(node=node.pk), by=by.pk, at=at)
    return node


@transaction.atomic
def arrange(node: Node, **fields: Any) -> None:
    """Change the settings of `node`: anything but its address and its rules."""
    for name, value in fields.items():
        setattr(node, name, value)
    node.save(update_fields=list(fields))


@transaction.atomic
def change_rules(node: Node, rules: str, *, by: Person, at: datetime) -> None:
    """Give `node` new house rules; every member will be asked to accept them. The same words again change nothing."""
    if node.rules == rules:
        return
    node.rules, node.rules_version = rules, node.rules_version + 1
    node.save(update_fields=["rules", "rules_version"])
    journal.record(RulesChanged(node=node.pk, version=node.rules_version), by=by.pk, at=at)


@transaction.atomic
def new_join_code(node: Node) -> None:
    """Give the poster another code; posters that hang somewhere lead nowhere from now on."""
    node.join_code = code()
    node.save(update_fields=["join_code"])


@transaction.atomic
def ask_link(node: Node, other: Node, *, at: datetime) -> NodeLink:
    """Ask the stewards of `other` to let the members of both refer to each other; agrees at once if they asked first."""
    if node.pk == other.pk:
        raise Refused(_("A group can't be linked with itself."))
    one, two = sorted((node, other), key=lambda each: each.pk)
    link, is_new = NodeLink.objects.get_or_create(one=one, other=two, defaults={"asked_by": node, "asked_at": at})
    if not is_new and link.agreed_at is None and link.asked_by_id != node.pk:
        NodeLink.objects.filter(pk=link.pk).update(agreed_at=at)
        for each, its_other in ((one, two), (two, one)):
            journal.record(NodesLinked(node=each.pk, other=its_other.pk), by=None, at=at)
    return link


@transaction.atomic
def end_link(link: NodeLink, *, by: Person, at: datetime) -> None:
    """End a link, or take back the question for one. Referrals that are under way go on."""
    gone, _rows = NodeLink.objects.filter(pk=link.pk).delete()
    if gone and link.agreed_at:
        for each, its_other in ((link.one_id, link.other_id), (link.other_id, link.one_id)):
            journal.record(NodesParted(node=each, other=its_other), by=by.pk, at=at)


@transaction.atomic
def name_steward(node: Node, *, email: str, by: Person, at: datetime) -> Steward:
    """Let whoever signs in with `email` look after `node`. Refuses one who does already."""
    person = Person.objects.filter(email__iexact=email).first() or Person.objects.create_user(email)
    steward, is_new = Steward.objects.get_or_create(node=node, person=person, defaults={"since": at})
    if not is_new:
        raise Refused(_("%(email)s is a steward already.") % {"email": email})
    journal.record(StewardNamed(node=node.pk, person=person.pk), by=by.pk, at=at)
    return steward


@transaction.atomic
def dismiss_steward(steward: Steward, *, by: Person, at: datetime) -> None:
    """End a stewardship. Refuses to leave the node without any."""
    stewards = Steward.objects.select_for_update().filter(node=steward.node_id)
    if not [each for each in stewards if each.pk != steward.pk]:
        raise Refused(_("A group needs a steward. Name another one first."))
    gone, _rows = stewards.filter(pk=steward.pk).delete()
    if gone:
        journal.record(StewardLeft(node=steward.node_id, person=steward.person_id), by=by.pk, at=at)
