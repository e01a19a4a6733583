from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils.module_loading import import_string

from home.loading import STEPS


class Command(BaseCommand):
    help = "Brings the scheme, the providers, the guide's pages and the groups. Creates only what is missing."

    @transaction.atomic
    def handle(self, *args, verbosity, **options):
        made = [name for step in STEPS for name in import_string(step)()]
        if verbosity > 1:
            for name in made:
                self.stdout.write(f"  {name}")
        if verbosity:
            self.stdout.write(f"Content: {len(made)} made." if made else "Content: nothing was missing.")
