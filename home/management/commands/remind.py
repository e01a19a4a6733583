"""`manage.py remind`: tells people by hand what the worker tells them every morning."""

from django.core.management.base import BaseCommand

from home import tasks


class Command(BaseCommand):
    help = "Owes the weekly messages, reminders and requests for help that are due now. Safe to run again."

    def handle(self, **options):
        """One line: how many messages of each kind are owed that were not before."""
        told = ", ".join(f"{what}: {count}" for what, count in tasks.now().items())
        self.stdout.write(f"Owed now: {told}.")
