"""The worker looks every two minutes for certificates that were left half made (register.tasks.sweep)."""

from django.db import migrations

NAME = "sweep the register"


def add(apps, schema_editor):
    apps.get_model("django_q", "Schedule").objects.get_or_create(
        name=NAME, defaults={"func": "register.tasks.sweep", "schedule_type": "I", "minutes": 2}
    )


def remove(apps, schema_editor):
    apps.get_model("django_q", "Schedule").objects.filter(name=NAME).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("register", "0002_sealed"),
        ("django_q", "0018_task_success_index"),
    ]
    operations = [migrations.RunPython(add, remove)]
