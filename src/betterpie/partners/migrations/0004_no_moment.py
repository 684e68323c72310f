"""When it was gathered was never asked."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("partners", "0003_elsewhere")]

    operations = [migrations.RemoveField(model_name="elsewhere", name="at")]
