import json
import os

import yaml
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from home.demo import copies, evidence
from home.demo.afterwards import Afterwards
from home.demo.around import Around
from home.demo.clock import days_ago
from home.demo.levels import advance
from home.demo.people import People, where_to_keep
from home.demo.places import Places
from home.demo.room import Room
from home.demo.routes import Routes
from home.demo.training import Training
from people.models import User

WORDS = ("cast", "entry", "mastery", "reviews", "routes", "places", "training", "room", "afterwards")


class Command(BaseCommand):
    help = "Fills an empty site with the scheme and with invented people in every role and at every stage."

    def handle(self, *args, verbosity, **options):
        if not settings.DEMO:
            raise CommandError("This makes invented people. Set DEMO=1 if that is what you want.")
        with days_ago(800):  # before anybody enrolled
            call_command("load_content", verbosity=verbosity)
        if User.objects.exists():
            self.stdout.write("People: there are some already, so nobody was added.")
            return
        words = {name: read(name) for name in WORDS}
        cast, around = words.pop("cast"), words.pop("reviews")
        with transaction.atomic():
            people = People(cast).build()
            for row in cast["mentors"]:
                advance(row, people, words)
                if verbosity:
                    self.stdout.write(f"  {row['name']}: {row['level']}, {row['stage']}")
            Around(people, around).arrange()
            evidence.arrange()
            Afterwards(people, words["afterwards"]).arrange()
            Routes(people, words["routes"]).arrange()
            Places(people, words["places"]).arrange()
            Training(people, words["training"]).arrange()
            Room(people, words["room"]).arrange()
            copies.arrange()
        write_privately(where_to_keep(), json.dumps(people.accounts, ensure_ascii=False, indent=1))
        if verbosity:
            self.stdout.write(f"People: {len(people.accounts)} accounts, listed in {where_to_keep().name}.")


def read(name):
    """What is in home/demo/<name>.yaml."""
    return yaml.safe_load((settings.BASE_DIR / "home" / "demo" / f"{name}.yaml").read_text(encoding="utf-8"))


def write_privately(path, text):
    """Write a file that only its owner can read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w", opener=lambda name, flags: os.open(name, flags, 0o600)) as out:
        out.write(text)
