"""A promise can end as told at short notice."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("promises", "0002_thanks")]

    operations = [
        migrations.AlterField(
            model_name="promise",
            name="state",
            field=models.CharField(
                choices=[
                    ("open", "open"),
                    ("kept", "kept"),
                    ("late", "kept late"),
                    ("broken", "not kept"),
                    ("excused", "excused in good time"),
                    ("told", "told at short notice"),
                    ("released", "no longer needed"),
                ],
                default="open",
                max_length=10,
            ),
        ),
    ]
