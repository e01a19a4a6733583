from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("forms", "0003_schedules"),
        ("portfolio", "0005_placement_note"),
    ]

    operations = [
        migrations.AddField(
            model_name="evidenceversion",
            name="files",
            field=models.ManyToManyField(blank=True, related_name="evidence_versions", to="forms.attachment"),
        ),
    ]
