"""The newest note is the one that counts: a one-to-one does not repeat it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0005_words_of_nobody")]

    operations = [
        migrations.RemoveConstraint(model_name="onetoone", name="who_noted_says_when"),
        migrations.RemoveField(model_name="onetoone", name="shared_note"),
        migrations.RemoveField(model_name="onetoone", name="noted_by"),
        migrations.RemoveField(model_name="onetoone", name="noted_at"),
        migrations.RemoveField(model_name="onetoone", name="noted_times"),
        migrations.AddConstraint(
            model_name="note",
            constraint=models.CheckConstraint(
                condition=models.Q(("at", None), ("by", None)) | models.Q(("at__isnull", False), ("by__isnull", False)),
                name="who_noted_says_when",
            ),
        ),
    ]
