"""What happened after issuing: one replaced, one revoked, one about to be, and a person added twice."""

import register.actions
import register.tasks
from home.demo.clock import days_ago
from home.demo.people import DOMAIN
from people.actions import add_person, appoint, say_of_pair
from people.models import PossibleDuplicate, User
from people.roles import Role
from register.corrections import Words
from register.models import Certificate, Revocation, Status


class Afterwards:
    """Carries out home/demo/afterwards.yaml."""

    def __init__(self, people, words):
        self.people, self.words = people, words

    def arrange(self):
        for row in self.words["replaced"]:
            self.replace(row)
        for row in self.words["revocations"]:
            self.revoke(row)
        for row in self.words["duplicates"]:
            self.second_account(row)

    def certificate(self, row):
        """The mentor's certificate that counts."""
        held = Certificate.objects.filter(status=Status.VALID, level__slug="entry")
        return held.select_related("provider").get(person__name=row["name"])

    def replace(self, row):
        """A corrected edition, made at once like every certificate of the demonstration."""
        certificate = self.certificate(row)
        now = Words.of(certificate.printed)
        with days_ago(row["ago"]):
            edition = register.actions.replace(
                certificate=certificate,
                words=Words(now.name, row["school"], now.award_date),
                why=row["why"],
                by=self.people.helper(Role.OFFICE, certificate.provider.slug),
            )
        register.tasks.make(edition.pk)

    def revoke(self, row):
        """The office asks; where somebody has decided, it was the lead."""
        certificate = self.certificate(row)
        slug = certificate.provider.slug
        with days_ago(row["ago"], hour=10):
            revocation = register.actions.ask_revocation(
                certificate=certificate,
                reason=Revocation.Reason(row["reason"]),
                note=row["note"],
                by=self.people.helper(Role.OFFICE, slug),
            )
        if row.get("confirmed"):
            with days_ago(row["ago"] - 1):
                register.actions.decide_revocation(
                    revocation=revocation, confirm=True, by=self.people.helper(Role.PROVIDER_LEAD, slug)
                )

    def second_account(self, row):
        """Somebody who was added twice, with another address and without the accents; an office noticed."""
        first = User.objects.get(name=row["name"])
        school = self.people.schools[row["school"]]
        with days_ago(row["ago"]):
            email = f"{row['address']}@{DOMAIN}"
            second = add_person(email=email, name=row["again"], by=self.people.admin)
            second.password = self.people.hash
            second.save(update_fields=["password"])
            self.people.remember("mentor", second, "a second account of somebody who has one already")
            appoint(person=second, role=Role.MENTOR, school=school, by=self.people.admin)
            say_of_pair(
                first=first,
                second=second,
                word=PossibleDuplicate.Word.SAME,
                note=row["note"],
                by=self.people.helper(Role.OFFICE, row["provider"]),
            )
