"""Where each text of a certificate goes, how large it is printed, and whether there is room for it."""

from dataclasses import dataclass

from register import fonts
from register.facts import CertificateFacts, long_date

# Lengths are those of the frames in templates/register/certificate.css, less 1 or 2 mm.
MAIN, SIGNATURE, FACT, BAND, HEAD = 186, 55, 57, 60, 170
MOST_SIGNATORIES = 3


@dataclass(frozen=True)
class Slot:
    """A text, its place (`room` mm wide, `lines` lines high) and the sizes to try, in points, downwards."""

    label: str  # as the office knows it; starts the sentences about it
    text: str
    room: float
    family: tuple[str, ...]
    sizes: tuple[float, ...]
    lines: int = 1

    @property
    def size(self) -> float | None:
        """The size it is printed in; more than one line only in the smallest. None when there is no room."""
        for size in self.sizes:
            if self.lines_at(size) <= 1:
                return size
        most = self.lines - 1 if fonts.tall(self.text) else self.lines
        return self.sizes[-1] if self.lines_at(self.sizes[-1]) <= most else None

    def lines_at(self, size: float) -> float:
        """How many lines the text takes in this size."""
        return fonts.lines_needed(self.text, size, self.room, self.family)


def slots(facts: CertificateFacts) -> dict[str, Slot]:
    """Every text but the mentor's name (`fonts.fit_name` places that) and the signatories, by what it is."""
    serif, label, bold = fonts.SERIF, fonts.LABEL, fonts.LABEL_BOLD
    small = (10.5, 10, 9.5, 9, 8.5)
    short_name = fonts.on_one_line(facts.name)
    placed = {
        "collaboration": Slot("Collaboration", facts.collaboration, HEAD, bold, (12, 11, 10)),
        "programme": Slot("Programme", facts.programme, HEAD, label, (10.5,)),
        "title": Slot("Level", facts.title, MAIN, fonts.DISPLAY, tuple(range(28, 19, -1))),
        "school": Slot("School", facts.school, MAIN, serif, (14, 13.5, 13, 12.5, 12, 11.5, 11, 10.5)),
        "statement": Slot("Statement", facts.statement, MAIN, serif, (13,), lines=3 if short_name else 2),
        "provider": Slot("Provider", _awarded_through(facts), MAIN, serif, (10.5,), lines=2),
        "number": Slot("Certificate number", facts.number_shown, FACT, bold, small),
        "framework": Slot("Framework", facts.framework, FACT, bold, small, lines=2),
        "host": Slot("Address of the check page", facts.host, BAND, label, (8.5, 8, 7.5, 7, 6.5)),
    }
    if facts.framework_title:
        judged = f"Judged against the {facts.framework_title}."
        placed["framework_title"] = Slot("Framework’s title", judged, MAIN, serif, (10.5, 10, 9.5))
    return placed


def signatory_slots(facts: CertificateFacts) -> list[dict[str, Slot]]:
    """For each signatory the name, the role, the organisation, and the line with the date."""
    placed = []
    for name, role, organisation, verb, day in facts.signatories:
        whose, bold, serif = f"Signatory {name}", fonts.LABEL_BOLD, fonts.SERIF
        placed.append(
            {
                "name": Slot(whose, name, SIGNATURE, fonts.ITALIC, (15, 14, 13, 12, 11)),
                "role": Slot(f"{whose}, role", role, SIGNATURE, bold, (8.5,), lines=2),
                "organisation": Slot(
                    f"{whose}, organisation", organisation, SIGNATURE, serif, (8.8,), lines=2
                ),
                "signed": Slot(f"{whose}, date", f"{verb} {long_date(day)}", SIGNATURE, serif, (8.8,)),
            }
        )
    return placed


def problems(facts: CertificateFacts) -> list[str]:
    """Sentences for the office saying why this certificate cannot be printed as it is; none when it can.

    Letters that no font of ours has are named with their code, beside the field they stand in.
    """
    found = _name_problems(facts.name)
    signatories = signatory_slots(facts)
    for slot in [*slots(facts).values(), *(slot for each in signatories for slot in each.values())]:
        found += _slot_problems(slot)
    if not 1 <= len(signatories) <= MOST_SIGNATORIES:
        found.append(f"There must be one to {MOST_SIGNATORIES} signatories; there are {len(signatories)}.")
    return found


def cautions(facts: CertificateFacts) -> list[str]:
    """Sentences about what prints but should be looked at first: accents that may sit beside their letter."""
    people = [facts.name, facts.school, *(each.name for each in facts.signatories)]
    return [
        f"{fonts.clean(text)}: look at the accents; one has no ready-made letter and may sit off-centre."
        for text in dict.fromkeys(people)
        if fonts.loose_accents(text)
    ]


def _awarded_through(facts: CertificateFacts) -> str:
    return f"Awarded through {facts.provider} and recognised by every provider in the collaboration."


def _name_problems(name: str) -> list[str]:
    if not fonts.clean(name):
        return ["Name: there is none."]
    if missing := fonts.missing_letters(name):
        return [_no_letter("Name", missing)]
    try:
        fonts.fit_name(name)
    except fonts.NameTooLong:
        return ["Name: it is too long for two lines on the certificate."]
    return []


def _slot_problems(slot: Slot) -> list[str]:
    if not fonts.clean(slot.text):
        return [f"{slot.label}: there is none."]
    if missing := fonts.missing_letters(slot.text):
        return [_no_letter(slot.label, missing)]
    return [] if slot.size else [f"{slot.label}: it is too long for its place on the certificate."]


def _no_letter(label: str, missing: list[str]) -> str:
    named = ", ".join(f"{c} (U+{ord(c):04X})" if c.isprintable() else f"U+{ord(c):04X}" for c in missing)
    return f"{label}: the certificate’s fonts have no letter for {named}."
