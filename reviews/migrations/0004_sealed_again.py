"""The rules of 0002 again, over the columns that have come since: SQLite forgets them when a table is rebuilt.

New among what never changes: the deputy, to whom a stage was passed on, the sections to look at again; what a
stage asks to be opened, and whether it is a panel's or a fresh one.
"""

from django.db import migrations

from cms.triggers import Rule, changed, columns_kept, never_deleted, only_erased, sealing

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
    "erased",
    "commitment",
    "previous",
    "hash",
]
OWNER = (
    "SELECT 1 FROM reviews_round r JOIN forms_sending s ON s.id = r.sending_id "
    "JOIN forms_submission b ON b.id = s.submission_id WHERE r.id = NEW.round_id AND b.owner_id = NEW.mentor_id"
)
CLOSED = (
    "SELECT 1 FROM reviews_decision d WHERE d.round_id = NEW.round_id "
    "AND d.outcome IN ('sent_back', 'withdrawn', 'issued')"
)
SENDING = "SELECT 1 FROM forms_sending s WHERE s.id = NEW.sending_id AND s.submission_id = NEW.submission_id"


def once(table, column):
    """A moment that is noted once: it is set, and then it stays."""
    rule = f'OLD."{column}" IS NOT NULL AND ({{}})'
    return Rule(
        f"{column}_once",
        table,
        "UPDATE",
        lambda vendor: rule.format(changed(column)(vendor)),
        f"{table}: {column} is noted once",
    )


class Migration(migrations.Migration):
    dependencies = [("reviews", "0003_fair_reviews")]
    operations = [
        sealing(
            never_deleted("reviews_decision"),
            only_erased(
                "reviews_decision",
                erased=["salt", "comment", "statement", "typed_name"],
                kept=DECISION_KEEPS,
            ),
            Rule(
                "mentor",
                "reviews_decision",
                "INSERT",
                f"NOT EXISTS ({OWNER})",
                "reviews_decision: mentor is not who sent this",
            ),
            Rule(
                "after_closing",
                "reviews_decision",
                "INSERT",
                f"NEW.outcome <> 'erased' AND EXISTS ({CLOSED})",
                "reviews_decision: this round is closed",
            ),
            never_deleted("reviews_round"),
            columns_kept("reviews_round", "id", "sending_id", "submission_id", "number"),
            once("reviews_round", "signed_at"),
            once("reviews_round", "closed_at"),
            Rule(
                "submission",
                "reviews_round",
                "INSERT",
                f"NOT EXISTS ({SENDING})",
                "reviews_round: the sending is of another submission",
            ),
            never_deleted("reviews_stage"),
            columns_kept(
                "reviews_stage",
                "id",
                "round_id",
                "position",
                "role",
                "statement",
                "signatures_wanted",
                "must_open",
                "panel_size",
                "is_fresh",
                "is_panel",
            ),
            once("reviews_stage", "closed_at"),
        )
    ]
