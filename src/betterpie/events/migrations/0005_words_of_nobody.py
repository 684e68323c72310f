"""What was written for both before it was known by whom becomes a note too, the first one."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def keep_them(apps: Any, _editor: object) -> None:
    """Make a first note of what has none."""
    one_to_ones, notes = apps.get_model("events", "OneToOne"), apps.get_model("events", "Note")
    written = one_to_ones.objects.exclude(shared_note="").filter(noted_times=0)
    rows = written.values_list("pk", "shared_note", "noted_by", "noted_at")
    notes.objects.bulk_create(notes(one_to_one_id=pk, number=1, words=words, by_id=by, at=at) for pk, words, by, at in rows)
    written.update(noted_times=1)


class Migration(migrations.Migration):
    dependencies = [("events", "0004_first_notes"), ("members", "0003_from_lists")]

    operations = [
        migrations.AlterField(
            model_name="note",
            name="by",
            field=models.ForeignKey(
                db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="members.member"
            ),
        ),
        migrations.AlterField(model_name="note", name="at", field=models.DateTimeField(null=True)),
        migrations.RunPython(keep_them, migrations.RunPython.noop),
    ]
