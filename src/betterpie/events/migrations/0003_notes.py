"""Every note for both is kept."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0002_agenda"), ("members", "0003_from_lists")]

    operations = [
        migrations.AddField(model_name="onetoone", name="noted_times", field=models.PositiveIntegerField(default=0)),
        migrations.CreateModel(
            name="Note",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("words", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="members.member"),
                ),
                (
                    "one_to_one",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="notes", to="events.onetoone"
                    ),
                ),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("one_to_one", "number"), name="one_note_a_number")]},
        ),
    ]
