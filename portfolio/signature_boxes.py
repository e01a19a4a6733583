"""Who has signed a record sheet and who is still to sign it: boxes at the end of its printed form (E23)."""

from dataclasses import dataclass

from django.utils.text import capfirst

from cms.dates import date_uk
from reviews.models import Outcome
from reviews.routing import as_held, role_name

MENTOR, OFFICE = "Mentor", "Partnership office"


@dataclass(frozen=True)
class Box:
    """One signature: in which capacity, whose, and how it was given; `how` is "" while it is to come."""

    capacity: str
    name: str = ""
    how: str = ""


def boxes(round_, signer):
    """The mentor's Box, those of each stage in order, and the office's."""
    found = [mentor(round_, signer)]
    for stage in round_.stages.all():
        found += of_stage(stage, round_)
    return [*found, office(round_)]


def mentor(round_, signer):
    """By sending the sheet the mentor has signed it."""
    name = signer.get("typed_name") or signer.get("name") or "Erased"
    papers = [line.mentor_paper_on for line in round_.decisions.all() if line.mentor_paper_on]
    by_hand = f", and by hand on {date_uk(papers[0])}" if papers else ""
    return Box(MENTOR, name, f"Signed on this site on {date_uk(round_.sending.sent_at)}{by_hand}")


def of_stage(stage, round_):
    """The signatures of a stage, and empty boxes for those still wanted."""
    lines = [line for line in round_.decisions.all() if line.stage_id == stage.pk]
    signed = [line for line in lines if line.outcome == Outcome.SIGNED]
    back = [line for line in lines if line.outcome == Outcome.SENT_BACK]
    found = [Box(capacity(line), name_of(line), how(line)) for line in signed]
    found += [Box(capacity(line), name_of(line), f"Sent back on {date_uk(line.at)}") for line in back]
    wanted = 0 if round_.closed_at or back else stage.signatures_wanted - len(signed)
    return found + [Box(capfirst(role_name(stage)))] * wanted


def capacity(line):
    """In which capacity a decision was made: "Acting link tutor, Kingsmere University"."""
    return capfirst(as_held(role_name(line.stage), line))


def name_of(line):
    """The name as it was signed; the account's where that was erased."""
    return line.typed_name or line.signatory.name


def how(line):
    """When it was signed, and for a signature by hand who recorded it (E23)."""
    if line.paper_on:
        return (
            f"Signed by hand on {date_uk(line.paper_on)}, recorded by {line.recorded_by.name} on "
            f"{date_uk(line.at)}"
        )
    return f"Signed on this site on {date_uk(line.at)}"


def office(round_):
    """What the partnership office does last."""
    for line in round_.decisions.all():
        if line.outcome == Outcome.ISSUED:
            return Box(OFFICE, line.signatory.name, f"Issued the certificate on {date_uk(line.at)}")
        if line.outcome == Outcome.SENT_BACK and line.stage_id is None:
            return Box(OFFICE, line.signatory.name, f"Sent back on {date_uk(line.at)}")
    return Box(OFFICE, how="Not asked") if round_.closed_at else Box(OFFICE)
