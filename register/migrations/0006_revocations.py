"""Revocations: asked for by one person, decided once by another, never deleted (E17)."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from cms.triggers import Rule, columns_kept, never_deleted, sealing

ASKED = ["award_id", "reason", "asked_by_id", "asked_at"]
DECIDED = (
    "(OLD.outcome <> '' AND (NEW.outcome <> OLD.outcome OR NEW.decided_by_id <> OLD.decided_by_id "
    "OR NEW.decided_at <> OLD.decided_at)) OR (OLD.appeal <> '' AND NEW.appeal <> OLD.appeal)"
)


class Migration(migrations.Migration):
    dependencies = [
        ("portfolio", "0006_files_of_versions"),
        ("register", "0005_room_of_the_register"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Revocation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("experience", "The experience was not as described"),
                            ("evidence", "The evidence or a signature was not genuine"),
                            ("mistake", "It was issued by mistake"),
                            ("duplicate", "The same person was certified twice"),
                            ("holder", "The holder asked for it"),
                        ],
                        max_length=10,
                    ),
                ),
                ("note", models.TextField()),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("confirmed", "Revoked"),
                            ("declined", "Not revoked"),
                            ("taken_back", "Taken back"),
                        ],
                        max_length=10,
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("decision_note", models.TextField(blank=True)),
                (
                    "appeal",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("upheld", "The appeal succeeded: issue a new certificate"),
                            ("dismissed", "The revocation stands"),
                        ],
                        max_length=10,
                    ),
                ),
                ("appeal_note", models.TextField(blank=True)),
                ("appeal_at", models.DateTimeField(blank=True, null=True)),
                (
                    "appeal_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "award",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revocations",
                        to="portfolio.award",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-asked_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("outcome", "")), fields=("award",), name="revocation_one_waits"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decided_by", None), ("outcome", "")),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("outcome__in", ["confirmed", "declined"]),
                                models.Q(("decided_by", models.F("asked_by")), _negated=True),
                                ("decided_by__isnull", False),
                            ),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by", models.F("asked_by")),
                                ("outcome", "taken_back"),
                            ),
                            _connector="OR",
                        ),
                        name="revocation_by_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("appeal", ""), ("appeal_at", None), ("appeal_by", None)),
                            models.Q(
                                ("appeal__in", ["upheld", "dismissed"]),
                                ("appeal_at__isnull", False),
                                ("appeal_by__isnull", False),
                                ("outcome", "confirmed"),
                            ),
                            _connector="OR",
                        ),
                        name="revocation_appeal_after_it",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reason__in", ["experience", "evidence", "mistake", "duplicate", "holder"])
                        ),
                        name="revocation_reason",
                    ),
                ],
            },
        ),
        sealing(
            never_deleted("register_revocation"),
            columns_kept("register_revocation", *ASKED),
            Rule(
                "decided_once",
                "register_revocation",
                "UPDATE",
                DECIDED,
                "register_revocation: it is decided once",
            ),
        ),
    ]
