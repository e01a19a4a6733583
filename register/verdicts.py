"""What the public check answers. Each answer differs by word and shape, on a page of the same form."""

from dataclasses import dataclass

from register import codes
from register.models import Certificate, Kind, Status


@dataclass(frozen=True)
class Verdict:
    """One answer. `certificate` is None unless the code is on the register."""

    kind: str  # valid, superseded, revoked, none, mistyped
    code: str  # as read, or as typed when it cannot be read
    certificate: object = None
    on: object = None
    newer: str = ""  # the code of the revision that counts now
    is_latest: bool = True  # of earlier revisions nothing printed is shown: a name may have changed (E14)
    slip: str = ""  # what is wrong with a mistyped code

    @property
    def is_valid(self):
        return self.kind == Status.VALID

    @property
    def stamp(self):
        """The word across a certificate that does not count."""
        return {Status.SUPERSEDED: "Replaced", Status.REVOKED: "Not valid"}.get(self.kind, "")

    @property
    def shown(self):
        """The code as people read it out."""
        return self.code if self.kind == "mistyped" else codes.shown(self.code)


ENDED = {Status.SUPERSEDED: Kind.SUPERSEDED, Status.REVOKED: Kind.REVOKED}


def verdict_on(code):
    """The Verdict on a code that was read. One still being made is not on the register yet."""
    found = (
        Certificate.objects.on_the_register().select_related("provider", "level").filter(code=code).first()
    )
    if found is None:
        return Verdict("none", code)
    if found.status not in ENDED:
        return Verdict(found.status, code, found)
    event = found.events.filter(kind=ENDED[found.status]).first()
    later = Certificate.objects.filter(award=found.award_id, revision__gt=found.revision)
    is_latest = found.status == Status.REVOKED and not later.exists()
    return Verdict(found.status, code, found, event.at if event else None, newest_code(found), is_latest)


def newest_code(certificate):
    """The code of the award's certificate that counts now, or ""."""
    valid = Certificate.objects.filter(award=certificate.award_id, status=Status.VALID)
    return valid.values_list("code", flat=True).first() or ""


def mistyped(text, slip):
    """The Verdict on what cannot be a code of ours: at least one slip in typing."""
    return Verdict("mistyped", text.strip()[:80], slip=slip)
