"""Every morning at 7 the worker sees to what waits: digests, reminders, help from the office (reviews.tasks)."""

from datetime import timedelta

from django.db import migrations
from django.utils import timezone

NAME = "tell people what waits for them"


def add(apps, schema_editor):
    first = timezone.localtime().replace(hour=7, minute=0, second=0, microsecond=0) + timedelta(days=1)
    apps.get_model("django_q", "Schedule").objects.get_or_create(
        name=NAME, defaults={"func": "reviews.tasks.daily", "schedule_type": "D", "next_run": first}
    )


def remove(apps, schema_editor):
    apps.get_model("django_q", "Schedule").objects.filter(name=NAME).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("reviews", "0005_notices"),
        ("django_q", "0018_task_success_index"),
    ]
    operations = [migrations.RunPython(add, remove)]
