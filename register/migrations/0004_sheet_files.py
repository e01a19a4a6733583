"""Record sheets as PDF files, and the worker's look every ten minutes for those that are out of date."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

NAME = "sweep the record sheets"


def add(apps, schema_editor):
    apps.get_model("django_q", "Schedule").objects.get_or_create(
        name=NAME, defaults={"func": "register.sheets.tasks.sweep", "schedule_type": "I", "minutes": 10}
    )


def remove(apps, schema_editor):
    apps.get_model("django_q", "Schedule").objects.filter(name=NAME).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("register", "0003_sweep_schedule"),
        ("reviews", "0010_paper_stays"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SheetFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("decisions", models.PositiveIntegerField()),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("problem", models.CharField(blank=True, max_length=300)),
                ("made_at", models.DateTimeField(blank=True, null=True)),
                ("size", models.PositiveIntegerField(blank=True, null=True)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sheet_files",
                        to="reviews.round",
                    ),
                ),
            ],
            options={
                "ordering": ["round_id", "decisions"],
                "constraints": [
                    models.UniqueConstraint(fields=("round", "decisions"), name="sheet_file_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("made_at", None), models.Q(("sha256", ""), _negated=True), _connector="OR"
                        ),
                        name="sheet_file_made_has_a_hash",
                    ),
                ],
            },
        ),
        migrations.RunPython(add, remove),
    ]
