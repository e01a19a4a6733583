"""The register's room: engagements that two providers noted, one taken back, and who looked whom up."""

import datetime

from django.utils import timezone

from home.demo.around import named
from home.demo.clock import days_ago
from people.models import Provider
from register import engaging, searching
from register.models import Engagement, Reason
from register.room import room_hats


class Room:
    """Carries out home/demo/room.yaml."""

    def __init__(self, people, words):
        self.people, self.words = people, words

    def arrange(self):
        for row in self.words["engagements"]:
            self.engagement(row)
        for row in self.words["lookups"]:
            self.look_up(row)

    def engagement(self, row):
        """Work with a provider that is no placement on this site; it goes on where no `days` are given."""
        first, by = timezone.localdate() - datetime.timedelta(days=row["began"]), named(row["by"])
        with days_ago(row["ago"], hour=10):
            noted = engaging.note_engagement(
                person=named(row["name"]),
                provider=Provider.objects.get(slug=row["provider"]),
                school=self.people.schools[row["school"]],
                what=Engagement.What(row["what"]),
                start=first,
                end=first + datetime.timedelta(days=row["days"]) if "days" in row else None,
                note=row.get("note", ""),
                by=by,
            )
        if "taken_back" in row:
            with days_ago(row["taken_back"], hour=10):
                engaging.take_back(engagement=noted, by=by)

    def look_up(self, row):
        """A search, which the mentors who were shown can read of."""
        by = named(row["by"])
        with days_ago(row["ago"], hour=11):
            searching.look_up(
                by=by, hat=room_hats(by)[0], typed=searching.read(row["typed"]), reason=Reason(row["reason"])
            )
