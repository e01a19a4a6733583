"""What the worker does every morning covers all rooms from now on (home.tasks): one message a week for each person."""

from django.db import migrations

BEFORE, NOW = "reviews.tasks.daily", "home.tasks.daily"


def take_over(apps, schema_editor):
    apps.get_model("django_q", "Schedule").objects.filter(func=BEFORE).update(func=NOW)


def give_back(apps, schema_editor):
    apps.get_model("django_q", "Schedule").objects.filter(func=NOW).update(func=BEFORE)


class Migration(migrations.Migration):
    dependencies = [("home", "0001_initial"), ("reviews", "0006_morning_schedule")]
    operations = [migrations.RunPython(take_over, give_back)]
