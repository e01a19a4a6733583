"""What was issued stands, whoever asks: nothing printed changes, no line of its history, no number is lost (T16).

A certificate's facts can be erased with their salt, its file is noted once, its status only moves on. And the
database itself asks for the issuing decision under a round that everybody signed (acceptance 6).
"""

from django.db import migrations

from cms.triggers import Rule, changed, columns_kept, never_changed, never_deleted, sealing

PRINTED = ["facts", "salt"]
KEPT = [
    "id",
    "award_id",
    "number",
    "revision",
    "code",
    "person_id",
    "provider_id",
    "level_id",
    "sealed_by",
    "issued_by_id",
    "issued_at",
]
STORED = ["storage_key", "size", "sha256", "stored_at"]
ISSUED = (
    "SELECT 1 FROM portfolio_award a JOIN reviews_round r ON r.id = a.round_id "
    "JOIN reviews_decision d ON d.round_id = r.id WHERE a.id = NEW.award_id AND a.person_id = NEW.person_id "
    "AND a.level_id = NEW.level_id AND r.signed_at IS NOT NULL AND d.outcome = 'issued' "
    "AND d.hash = NEW.sealed_by"
)
STEPS_BACK = (
    "(OLD.status <> 'issuing' AND NEW.status = 'issuing') "
    "OR (OLD.status = 'superseded' AND NEW.status = 'valid') "
    "OR (OLD.status = 'revoked' AND NEW.status <> 'revoked')"
)


def erased_only(vendor):
    """True when facts or salt become something else than nothing."""
    return f"({changed(*PRINTED)(vendor)}) AND (NEW.facts IS NOT NULL OR NEW.salt IS NOT NULL)"


def stored_once(vendor):
    """True when the note about the stored file changes after it was made."""
    return f"OLD.stored_at IS NOT NULL AND ({changed(*STORED)(vendor)})"


class Migration(migrations.Migration):
    dependencies = [("register", "0001_initial"), ("reviews", "0002_sealed")]
    operations = [
        sealing(
            never_changed("register_certificateevent"),
            never_deleted("register_certificateevent"),
            never_deleted("register_certificate"),
            columns_kept("register_certificate", *KEPT),
            Rule(
                "erased_only",
                "register_certificate",
                "UPDATE",
                erased_only,
                "register_certificate: what is printed can only be erased",
            ),
            Rule(
                "stored_once",
                "register_certificate",
                "UPDATE",
                stored_once,
                "register_certificate: the stored file is noted once",
            ),
            Rule(
                "moves_on",
                "register_certificate",
                "UPDATE",
                STEPS_BACK,
                "register_certificate: a status never goes back",
            ),
            Rule(
                "issued",
                "register_certificate",
                "INSERT",
                f"NOT EXISTS ({ISSUED})",
                "register_certificate: no issuing decision stands behind this",
            ),
            never_deleted("register_certificatesequence"),
            Rule(
                "grows",
                "register_certificatesequence",
                "UPDATE",
                "NEW.last < OLD.last OR NEW.year <> OLD.year",
                "register_certificatesequence: numbers only grow",
            ),
        )
    ]
