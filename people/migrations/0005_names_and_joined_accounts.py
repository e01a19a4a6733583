"""Names that people had, accounts that are one person's, and what was said of pairs of accounts."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0004_reminders"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="same_as",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="joined_accounts",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="user",
            index=models.Index(
                condition=models.Q(("same_as__isnull", False)), fields=["same_as"], name="people_joined_to"
            ),
        ),
        migrations.CreateModel(
            name="FormerName",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "changed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="former_names",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["person", "-changed_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Joining",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("why", models.CharField(max_length=500)),
                ("joined_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("was_active", models.BooleanField()),
                ("parted_at", models.DateTimeField(blank=True, null=True)),
                ("parted_why", models.CharField(blank=True, max_length=500)),
                (
                    "joined",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "joined_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "kept",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="joinings",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "parted_by",
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
                "ordering": ["-joined_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("parted_at", None)),
                        fields=("joined",),
                        name="people_joined_to_one_account",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kept", models.F("joined")), _negated=True),
                        name="people_joining_of_two_accounts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("parted_at", None), ("parted_by", None)),
                            models.Q(("parted_at__isnull", False), ("parted_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="people_parted_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PossibleDuplicate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "word",
                    models.CharField(
                        choices=[("same", "Perhaps the same person"), ("two", "Two people")], max_length=4
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500)),
                ("said_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "first",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "said_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "second",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-said_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("first", "second"), name="people_possible_duplicate_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("first__lt", models.F("second"))), name="people_pair_in_order"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("word__in", ["same", "two"])), name="people_pair_word"
                    ),
                ],
            },
        ),
    ]
