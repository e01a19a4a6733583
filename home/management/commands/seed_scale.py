from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from home.scale import Pattern, make_sheets, places
from people.models import User

SHEETS_OF_A_SCHOOL = 100


class Command(BaseCommand):
    help = "Adds very many invented record sheets under way, always the same, to measure the site with."

    def add_arguments(self, parser):
        parser.add_argument("--submissions", type=int, default=100_000, help="how many; 100000 by default")
        parser.add_argument("--providers", type=int, default=7, help="over how many of the providers")

    def handle(self, *args, submissions, providers, verbosity, **options):
        if not settings.DEMO:
            raise CommandError("This makes invented people. Set DEMO=1 if that is what you want.")
        if User.objects.filter(email__endswith="@scale.example").exists():
            raise CommandError("They are there already.")
        pattern = Pattern.found()
        if pattern is None:
            raise CommandError("There is no record sheet to copy. Run load_demo first.")
        schools = places(max(1, submissions // SHEETS_OF_A_SCHOOL), providers)
        for done in make_sheets(pattern, schools, submissions):
            if verbosity > 1:
                self.stdout.write(f"  {done} of {submissions}")
        if verbosity:
            self.stdout.write(f"Record sheets under way: {submissions} more, at {len(schools)} schools.")
