"""What a rule of the scheme asks of a mentor, and how it stands."""

from dataclasses import dataclass
from enum import StrEnum

from people.roles import Role


class Answer(StrEnum):
    """How a requirement stands. A waived one counts as met: the provider has decided that (R20)."""

    MET = "Met"
    NOT_YET = "Not yet"
    WAITING = "Waiting"
    WAIVED = "Waived"


GET_READY = "Get ready"
MODULES = "Work through the modules"
EVIDENCE = "Show your evidence"
FINISH = "Finish"
GROUPS = (GET_READY, MODULES, EVIDENCE, FINISH)


@dataclass(frozen=True)
class Requirement:
    """One requirement and its answer for one mentor."""

    key: str
    rules: tuple[str, ...]  # numbers in docs/scheme.md
    group: str
    label: str  # what the mentor does: a line of the task list
    question: str  # what those who sign want to know
    answer: Answer
    why: str  # one sentence: what shows that it is met, or what is missing
    url: str = ""  # where to act, "" when only somebody else can
    begun: bool = False  # something is there already, though not enough
    to_go: str = ""  # how much is missing, in two or three words
    hint: str = ""  # a shorter `why` for the task list
    proof: tuple[str, ...] = ()  # labels of the pieces in the frozen record that show it
    blocks: bool = True  # whether the record sheet waits for it; else only a signature does
    who: str = Role.MENTOR.value  # whose turn it is while it is not met, as a value of people.roles.Role

    @property
    def is_met(self):
        return self.answer in (Answer.MET, Answer.WAIVED)


def numbered(name, rows, chosen=None):
    """Labels in the frozen record: ("Evidence 1", "Evidence 2"); only those of `chosen` rows when given."""
    return tuple(f"{name} {number}" for number, row in enumerate(rows, 1) if chosen is None or row in chosen)


def listed(words):
    """ "a", "a and b", "a, b and c"."""
    words = list(words)
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
