"""Lists say since when somebody is a member and whom to ask; an invitation is addressed to her."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0002_imports"),
    ]

    operations = [
        migrations.AddField(
            model_name="invitation",
            name="name",
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddField(
            model_name="member",
            name="contact",
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddField(
            model_name="member",
            name="since_year",
            field=models.PositiveSmallIntegerField(null=True),
        ),
    ]
