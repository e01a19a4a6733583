"""What becomes of evidence afterwards: added in a hurry, changed, taken out, reported."""

import datetime

from django.utils import timezone

from home.demo.clock import days_ago
from people.models import User
from portfolio import actions
from portfolio.models import Enrolment, EvidenceItem

PIECE = "Weekly meeting, third week"
MORE = "Afterwards I asked which question had helped most, and we began the next meeting with that one."


def arrange():
    """One mentor midway changes, removes and adds; a PCM reports a piece of a sheet that was sent."""
    enrolment = Enrolment.objects.get(person__name="Hannah Roy")
    with days_ago(4):
        change(enrolment)
        hurry(enrolment, "A plan that came to nothing")
        actions.remove_evidence(evidence=enrolment.evidence.latest("pk"), by=enrolment.person)
    with days_ago(1):
        hurry(enrolment, "Board after the Year 9 lesson")
        report("Siân Llŷr Gruffydd", by="Asha Patel")


def change(enrolment):
    """The mentor adds to a piece; what it was stays as a version."""
    item = enrolment.evidence.get(title=PIECE)
    same = ("title", "kind", "activity_date", "description", "link", "location", "placement", "module")
    actions.save_evidence(
        enrolment=enrolment,
        by=enrolment.person,
        evidence=item,
        criteria=list(item.criteria.all()),
        files=list(item.files.all()),
        anonymous=True,
        reflection=MORE,
        **{name: getattr(item, name) for name in same},
    )


def hurry(enrolment, title):
    """A few words kept between two lessons; the criteria are chosen later."""
    actions.save_evidence(
        enrolment=enrolment,
        by=enrolment.person,
        title=title,
        kind=EvidenceItem.Kind.OTHER,
        activity_date=timezone.localdate() - datetime.timedelta(days=1),
        description="What we wrote down together: first the question, then who answers, then why.",
        criteria=[],
        anonymous=True,
        quick=True,
    )


def report(name, by):
    """Somebody who reads a sheet says that a student teacher could be recognised in a file of it."""
    item = EvidenceItem.objects.filter(enrolment__person__name=name, files__isnull=False).first()
    words = "In the first line of the file: the date and the room give away which student teacher it was."
    actions.report_concern(evidence=item, by=User.objects.get(name=by), words=words)
