"""Everything that is printed on a certificate, as it was on the day of the award."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import NamedTuple


class Signatory(NamedTuple):
    """One of the people named at the foot. `verb` is "Signed" or "Issued"."""

    name: str
    role: str
    organisation: str
    verb: str
    date: date


@dataclass(frozen=True)
class CertificateFacts:
    """What one revision of a certificate says; copied in at issue, so that nothing changes it later.

    `level_key` picks the pattern ("entry" or "mastery"; any other key has Entry's). `level_title` is the
    level's name, such as "Mastery level". `code` has no hyphens; `url` is its check page and `host` the
    address of the check page for typing. `statement` says what the mentor has done and starts with a verb.
    `framework` names the framework's version; `framework_title`, when given, names it in full.
    """

    level_key: str
    level_title: str
    statement: str
    name: str
    school: str
    provider: str
    framework: str
    number: str
    revision: int
    code: str
    award_date: date
    url: str
    host: str
    signatories: tuple[Signatory, ...]
    specimen: bool = False
    framework_title: str = ""
    collaboration: str = "West London Teacher Education Collaboration"
    programme: str = "Mentor certification"

    def __post_init__(self):
        object.__setattr__(self, "signatories", tuple(Signatory(*each) for each in self.signatories))

    def to_json(self) -> dict:
        """The facts as plain values for a JSON column; dates in ISO form."""
        signatories = [{**each._asdict(), "date": each.date.isoformat()} for each in self.signatories]
        return {**asdict(self), "award_date": self.award_date.isoformat(), "signatories": signatories}

    @classmethod
    def from_json(cls, stored: dict) -> "CertificateFacts":
        """The facts from what `to_json` returned, equal to those it was called on."""
        signatories = tuple(
            Signatory(**{**each, "date": date.fromisoformat(each["date"])}) for each in stored["signatories"]
        )
        award_date = date.fromisoformat(stored["award_date"])
        return cls(**{**stored, "award_date": award_date, "signatories": signatories})

    @property
    def title(self) -> str:
        """The certificate's heading, such as "Mastery level mentor certificate"."""
        return f"{self.level_title} mentor certificate"

    @property
    def number_shown(self) -> str:
        """The number; from the second revision on, the revision too."""
        return self.number if self.revision == 1 else f"{self.number} (revision {self.revision})"


def long_date(day: date) -> str:
    """A date as it is printed: 22 November 2026."""
    return f"{day.day} {day:%B %Y}"
