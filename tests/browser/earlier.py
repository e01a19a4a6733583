"""What lies behind a mentor when a test begins: done in the past, by the demonstration's own actions."""

from django.db.models import Q

from home.demo.entry import Entry
from home.demo.people import PASSWORD, People, address
from home.management.commands.load_demo import read
from people.models import Appointment, School, User
from tests.demo import Account

RUN = "from tests.browser import earlier; earlier.certify(**{facts!r})"


class KnownPeople(People):
    """The demonstration's people and places, found again; schools and providers by their names."""

    def __init__(self):
        super().__init__({})
        self.admin = User.objects.get(is_superuser=True)
        self.hash = self.admin.password
        self.schools = {school.name: school for school in School.objects.all()}
        self.providers = {provider.name: provider for provider in self.providers.values()}

    def helper(self, role, place):
        """Whoever has held this role there for longest."""
        there = Appointment.objects.current().filter(
            Q(school__name=place) | Q(provider__name=place), role=role
        )
        return there.order_by("pk")[0].person


def certify(**row):
    """Runs on the site: Entry to its certificate; `row` is like a mentor's of home/demo/cast.yaml."""
    Entry(row, KnownPeople(), {"entry": read("entry")}).advance()


def holder_of_entry(site, name, school, provider, ago):
    """A mentor of the school whom the provider certified at Entry so many days ago; the Account."""
    facts = {"name": name, "school": school, "provider": provider, "stage": "certified", "waited": ago}
    site.manage("shell", "--no-imports", "--command", RUN.format(facts=facts))
    return Account("mentor", address(name), PASSWORD, name, "certified at Entry")
