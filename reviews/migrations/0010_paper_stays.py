"""What was signed by hand never changes either, and is whole: both days in order, the scan, who recorded it (E23)."""

from django.db import migrations, models
from django.db.models import Q

from cms.triggers import Rule, only_erased, sealing

DECISION_KEEPS = [
    "id",
    "round_id",
    "seq",
    "stage_id",
    "outcome",
    "signatory_id",
    "recorded_by_id",
    "mentor_id",
    "role",
    "acting",
    "at",
    "deputy_of_id",
    "passed_to_id",
    "sections",
    "paper_on",
    "mentor_paper_on",
    "scan_id",
    "erased",
    "commitment",
    "previous",
    "hash",
]
NO_PAPER = "NEW.paper_on IS NULL AND NEW.mentor_paper_on IS NULL AND NEW.scan_id IS NULL"
PAPER = (
    "NEW.paper_on IS NOT NULL AND NEW.mentor_paper_on IS NOT NULL AND NEW.scan_id IS NOT NULL "
    "AND NEW.paper_on >= NEW.mentor_paper_on AND NEW.outcome = 'signed' "
    "AND NEW.signatory_id <> NEW.recorded_by_id"
)


class Migration(migrations.Migration):
    dependencies = [("reviews", "0009_signed_by_hand")]
    operations = [
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(
                fields=["recorded_by"], condition=Q(paper_on__isnull=False), name="decision_on_paper"
            ),
        ),
        sealing(
            only_erased(
                "reviews_decision",
                erased=["salt", "comment", "statement", "typed_name"],
                kept=DECISION_KEEPS,
            ),
            Rule(
                "paper",
                "reviews_decision",
                "INSERT",
                f"NOT (({NO_PAPER}) OR ({PAPER}))",
                "reviews_decision: a paper has both days, a scan, and somebody else who recorded it",
            ),
        ),
    ]
