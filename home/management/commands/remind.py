"""`manage.py remind`: tells people by hand what the worker tells them every morning."""

from django.core.management.base import BaseCommand

from reviews import tasks

ROOMS = [("Reviews", tasks.now)]  # each room's own morning: a function that says what it owes now


class Command(BaseCommand):
    help = "Owes digests, reminders and requests for help that are due now. Safe to run again at any time."

    def handle(self, **options):
        """One line for each room: how many messages are owed that were not before."""
        for room, tell in ROOMS:
            told = ", ".join(f"{what}: {count}" for what, count in tell().items())
            self.stdout.write(f"{room}: {told}.")
