"""Schools and staff of the demonstration, and the accounts to sign in with."""

import datetime
import re
import unicodedata

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.utils import timezone

from people.actions import add_person, appoint
from people.models import Partnership, Provider, School, User
from people.roles import Role

PASSWORD = "weltec demo 2026"  # noqa: S105  opens invented accounts on this machine alone
DOMAIN = "demo.weltec.example"
GROUPS = {
    "editor": "Editors",
    "moderator": "Moderators",
    "coordinator": "Co-ordinators",
    "office": "Partnership offices",
    "provider_lead": "Partnership offices",
}
LETTERS = str.maketrans({"ł": "l", "đ": "d", "ı": "i", "ø": "o"})


def address(name):
    """The account's address: the name's plain letters, at a domain that nobody can own."""
    bare = unicodedata.normalize("NFKD", name.lower().translate(LETTERS))
    words = re.findall(r"[a-z]+", "".join(c for c in bare if not unicodedata.combining(c)))
    return f"{words[0]}.{words[-1]}@{DOMAIN}"


class People:
    """Makes the cast and remembers it.

    `schools` and `providers` are by slug, `helpers` by role and place, `accounts` are for signing in.
    """

    def __init__(self, cast):
        self.cast = cast
        self.accounts = []
        self.helpers = {}
        self.schools = {}
        self.providers = {provider.slug: provider for provider in Provider.objects.all()}
        # Argon2 is slow on purpose; one hash serves every account, because they all have the same password.
        self.hash = make_password(PASSWORD)
        self.admin = None

    def build(self):
        """Administrator first, who then appoints everybody else through the real actions."""
        self.admin = User.objects.create_superuser(address("Alex Morgan"), "Alex Morgan", PASSWORD)
        for row in self.cast["schools"]:
            slug = row.pop("slug")
            self.schools[slug] = School.objects.create(**row)
        start = timezone.localdate().replace(month=9, day=1).replace(year=timezone.localdate().year - 3)
        for school, providers in self.cast["partnerships"].items():
            for slug in providers:
                Partnership.objects.create(
                    provider=self.providers[slug], school=self.schools[school], start=start
                )
        for row in self.cast["staff"]:
            self.staff(row, start)
        return self

    def staff(self, row, start):
        """One member of staff, with their appointment and, for the CMS, their group."""
        if row["role"] == "admin":
            return self.remember("admin", self.admin, row["note"])
        person = self.person(row["name"])
        if row["role"] in Role.values:
            place = row.get("school") or row.get("provider")
            self.helpers.setdefault((row["role"], place), []).append(person)
            appoint(
                person=person,
                role=Role(row["role"]),
                by=self.admin,
                start=start,
                end=until(row),
                acting=row.get("acting", False),
                school=self.schools.get(row.get("school")),
                provider=self.providers.get(row.get("provider")),
            )
        if group := GROUPS.get(row["role"]):
            person.groups.add(Group.objects.get(name=group))
        return self.remember(row["role"], person, row["note"])

    def helper(self, role, place):
        """Who signs in this role at the school or provider with this slug."""
        return self.helpers[role, place][0]

    def colleague(self, role, place):
        """The second one who holds it there."""
        return self.helpers[role, place][1]

    def person(self, name):
        """Somebody with the demonstration's password."""
        person = add_person(email=address(name), name=name, by=self.admin)
        person.password = self.hash
        person.save(update_fields=["password"])
        return person

    def remember(self, role, person, note):
        account = {
            "role": role,
            "email": person.email,
            "password": PASSWORD,
            "name": person.name,
            "note": note,
        }
        self.accounts.append(account)
        return person


def until(row):
    """The last day of a post, counted from today in the cast; None for an open end."""
    return timezone.localdate() + datetime.timedelta(days=row["until"]) if "until" in row else None


def where_to_keep():
    """The file that lists the accounts, ignored by git."""
    return settings.VAR / "demo-accounts.json"
