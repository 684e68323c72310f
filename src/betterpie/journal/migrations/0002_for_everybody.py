"""Marks the entries that stand in everybody's story, so that a story is found among thousands of others at once."""

from typing import Any

from django.db import migrations, models

FOR_EVERYBODY = [
    "events.OneToOneMet",
    "members.BusinessChanged",
    "members.BusinessListed",
    "members.MemberJoined",
    "members.MemberLeft",
    "members.NodeStarted",
    "members.NodesLinked",
    "members.RulesChanged",
    "pacts.PactAgreed",
    "pacts.PactRenewed",
    "partners.OccasionsChanged",
    "projects.DealStands",
    "projects.ProjectDone",
    "projects.ShareSettled",
    "promises.PromiseKept",
    "promises.PromiseThanked",
    "referrals.ReferralAgreed",
    "referrals.ReferralWon",
    "referrals.ThanksSaid",
    "trust.TrustPolicyChanged",
]
"""The kinds that everybody may read, as they were then."""


def mark(apps: Any, schema_editor: Any) -> None:
    """Mark those that were written before."""
    apps.get_model("journal", "Entry").objects.filter(kind__in=FOR_EVERYBODY).update(is_for_everybody=True)


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]

    operations = [
        migrations.AddField(model_name="entry", name="is_for_everybody", field=models.BooleanField(default=False)),
        migrations.RunPython(mark, migrations.RunPython.noop),
    ]
