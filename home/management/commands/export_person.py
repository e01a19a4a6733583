"""`manage.py export_person EMAIL OUT.zip`: all that is kept about a person, for who answers their request."""

import os
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from home.privacy import archive
from people.identifiers import clean_email
from people.models import User


class Command(BaseCommand):
    help = "Writes the copy of one person's data that they could make themselves at /my/data/."

    def add_arguments(self, parser):
        parser.add_argument("email", help="the address they sign in with")
        parser.add_argument("out", type=Path, help="where to write the ZIP; it must not exist yet")

    def handle(self, *args, email, out, **options):
        """Write the file, readable by its owner alone. Raises CommandError: nobody, or the file exists."""
        person = User.objects.filter(email=clean_email(email)).first()
        if person is None:
            raise CommandError(f"Nobody here has the address {email}.")
        try:
            with open(out, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as target:
                rows, files = archive.write(person, target)
        except OSError as error:
            raise CommandError(f"{out} cannot be written: {error.strerror}.") from None
        self.stdout.write(f"{out}: {rows} rows and {files} files of {person.email}.")
