"""When all were last asked for their numbers; since when something is tapped was never asked."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0003_again_and_files"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="tap",
            name="since",
        ),
        migrations.AddField(
            model_name="project",
            name="asked_at",
            field=models.DateTimeField(null=True),
        ),
    ]
