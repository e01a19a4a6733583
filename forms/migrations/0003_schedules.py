"""The worker tries waiting files again every two minutes, and purges unwanted ones every night (forms.tasks)."""

from datetime import timedelta

from django.db import migrations
from django.utils import timezone

SCHEDULES = {
    "scan waiting files": {"func": "forms.tasks.sweep_scans", "schedule_type": "I", "minutes": 2},
    "purge unwanted files": {"func": "forms.tasks.purge_files", "schedule_type": "D"},
}


def add(apps, schema_editor):
    tonight = timezone.localtime().replace(hour=3, minute=20, second=0, microsecond=0) + timedelta(days=1)
    for name, what in SCHEDULES.items():
        first = {"next_run": tonight} if what["schedule_type"] == "D" else {}
        apps.get_model("django_q", "Schedule").objects.get_or_create(name=name, defaults=what | first)


def remove(apps, schema_editor):
    apps.get_model("django_q", "Schedule").objects.filter(name__in=SCHEDULES).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("forms", "0002_sealed"),
        ("django_q", "0018_task_success_index"),
    ]
    operations = [migrations.RunPython(add, remove)]
