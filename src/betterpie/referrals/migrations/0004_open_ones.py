"""A receiver's open referrals are found by their own index on SQLite too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("referrals", "0003_again")]

    operations = [
        migrations.RemoveIndex(model_name="referral", name="open_referrals_of_receiver"),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(
                condition=models.Q(("ended_at", None)),
                fields=["receiver", "ended_at", "stepped_at"],
                name="open_referrals_of_receiver",
            ),
        ),
    ]
