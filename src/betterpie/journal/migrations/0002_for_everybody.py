"""Marks the entries that stand in everybody's story, so that a story is found among thousands of others at once."""

from typing import Any

from django.db import migrations, models

from betterpie.journal.facts import kinds_shown_to


def mark(apps: Any, schema_editor: Any) -> None:
    """Mark those that were written before."""
    apps.get_model("journal", "Entry").objects.filter(kind__in=kinds_shown_to("everybody")).update(is_for_everybody=True)


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]

    operations = [
        migrations.AddField(model_name="entry", name="is_for_everybody", field=models.BooleanField(default=False)),
        migrations.RunPython(mark, migrations.RunPython.noop),
    ]
