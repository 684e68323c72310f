"""The index of a node's story."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_for_everybody")]

    operations = [
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(condition=models.Q(is_for_everybody=True), fields=["node", "-id"], name="story_of_node"),
        ),
    ]
