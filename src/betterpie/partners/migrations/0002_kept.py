"""Counters of how it went on with customers; what customers said before is counted at once, from the referrals."""

from typing import Any

from django.db import migrations, models
from django.db.models import Count, Q


def count_what_was_said(apps: Any, _editor: object) -> None:
    """Fill the two counters of what customers said."""
    said = apps.get_model("referrals", "Referral").objects.filter(went_well__isnull=False)
    counted = said.values("node", "giver", "receiver").annotate(
        pleased=Count("pk", filter=Q(went_well=True)), unhappy=Count("pk", filter=Q(went_well=False))
    )
    for row in counted.iterator():
        key = {name: row[name] for name in ("node", "giver", "receiver")}
        apps.get_model("partners", "Tally").objects.filter(**key).update(pleased=row["pleased"], unhappy=row["unhappy"])


class Migration(migrations.Migration):
    dependencies = [("partners", "0001_initial"), ("referrals", "0003_again")]

    operations = [
        *(
            migrations.AddField(model_name="tally", name=name, field=models.PositiveIntegerField(default=0))
            for name in ("gone", "kept", "pleased", "unhappy")
        ),
        migrations.RunPython(count_what_was_said, migrations.RunPython.noop),
    ]
