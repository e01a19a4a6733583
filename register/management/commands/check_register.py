"""`manage.py check_register`: verifies every seal, chain, stored file and signature, and names what fails."""

from django.core.management.base import BaseCommand, CommandError

from forms.models import Sending
from register.inspection import findings
from register.models import Certificate
from reviews.models import Round


class Command(BaseCommand):
    help = "Verify every seal, chain, stored file and signature, and name what fails."

    def handle(self, **options):
        """One line for each finding, its kind first. Ends with 1 when something is wrong; erasing is not."""
        faults = 0
        for finding in findings():
            faults += finding.is_fault
            self.stdout.write(f"{finding.kind + ':':16} {finding}")
        if faults:
            raise CommandError(f"Not intact: {faults} fault{'' if faults == 1 else 's'}.")
        self.stdout.write(
            f"Intact. Sendings: {Sending.objects.count()}, rounds: {Round.objects.count()}, "
            f"certificates: {Certificate.objects.count()}."
        )
