"""The note for both that is there already is the first one."""

from typing import Any

from django.db import migrations


def keep_the_first(apps: Any, _editor: object) -> None:
    """Make a first note of what was written for both so far."""
    one_to_ones, notes = apps.get_model("events", "OneToOne"), apps.get_model("events", "Note")
    written = one_to_ones.objects.exclude(shared_note="").filter(noted_by__isnull=False)
    rows = written.values_list("pk", "shared_note", "noted_by", "noted_at")
    notes.objects.bulk_create(notes(one_to_one_id=pk, number=1, words=words, by_id=by, at=at) for pk, words, by, at in rows)
    written.update(noted_times=1)


class Migration(migrations.Migration):
    dependencies = [("events", "0003_notes")]

    operations = [migrations.RunPython(keep_the_first, migrations.RunPython.noop)]
