"""What a check of the sealed record noticed, as a kind for programs and a sentence for people."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Finding:
    """`kind` is a key of FAULTS or NOTES, which each check names for itself; `str()` is its sentence.

    `what` is the sending, round or certificate by its reference, `label` the part of it, `why` a reason. A
    sentence names nobody. A note is no fault: what was erased in the proper way.
    """

    kind: str
    what: str
    label: str = ""
    why: str = ""

    FAULTS: ClassVar[dict[str, str]] = {}
    NOTES: ClassVar[dict[str, str]] = {}

    @property
    def is_fault(self):
        """Whether the record is not as it should be."""
        return self.kind in self.FAULTS

    def __str__(self):
        sentence = (self.FAULTS | self.NOTES)[self.kind]
        return sentence.format(what=self.what, label=self.label, why=self.why)
