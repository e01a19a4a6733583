"""The room of the register: who looked whom up, engagements, and the words by which certificates are found."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import people.models.periods
import portfolio.slugs
from cms.triggers import columns_kept, never_changed, sealing
from register.folding import start_of, words_of

NOTED = ["person_id", "provider_id", "school_id", "what", "start", "noted_by_id", "noted_at"]


def file_words(apps, schema_editor):
    """The words of the certificates that were issued before."""
    word = apps.get_model("register", "SearchWord")
    written = apps.get_model("register", "Certificate").objects.exclude(facts=None)
    for pk, facts in written.order_by("pk").values_list("pk", "facts").iterator(chunk_size=500):
        word.objects.bulk_create(
            word(certificate_id=pk, start=start_of(each), word=each) for each in words_of(facts)
        )


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0004_reminders"),
        ("register", "0004_sheet_files"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Engagement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("start", models.DateField(default=people.models.periods.today, verbose_name="first day")),
                (
                    "end",
                    models.DateField(
                        blank=True,
                        help_text="Leave empty while it goes on.",
                        null=True,
                        verbose_name="last day",
                    ),
                ),
                (
                    "slug",
                    models.CharField(
                        default=portfolio.slugs.new_slug, editable=False, max_length=8, unique=True
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("mentor", "Mentor of a student teacher"),
                            ("trainer", "Trainer or speaker"),
                            ("other", "Other work with us"),
                        ],
                        default="mentor",
                        max_length=8,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200)),
                ("noted_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("taken_back_at", models.DateTimeField(blank=True, null=True)),
                (
                    "noted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="engagements",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "provider",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="engagements",
                        to="people.provider",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.school"
                    ),
                ),
                (
                    "taken_back_by",
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
                "ordering": ["-start", "-pk"],
                "abstract": False,
                "indexes": [models.Index(fields=["provider", "-start"], name="engagement_of_provider")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("end__isnull", True), ("end__gte", models.F("start")), _connector="OR"
                        ),
                        name="register_engagement_end_not_before_start",
                        violation_error_message="The last day cannot be before the first day.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("what__in", ["mentor", "trainer", "other"])),
                        name="engagement_what",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("taken_back_at", None), ("taken_back_by", None)),
                            models.Q(("taken_back_at__isnull", False), ("taken_back_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="engagement_taken_back_by_somebody",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("taken_back_at", None)),
                        fields=("person", "provider", "school", "what", "start"),
                        name="engagement_noted_once",
                        violation_error_message="This is noted already.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Lookup",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("mentor", "Mentor"),
                            ("pcm", "Professional co-ordinating mentor (PCM)"),
                            ("link_tutor", "Link tutor"),
                            ("office", "Partnership office"),
                            ("provider_lead", "Provider lead"),
                            ("coordinator", "WELTEC co-ordinator"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "by",
                    models.CharField(
                        choices=[
                            ("name", "Name or school"),
                            ("number", "Certificate number"),
                            ("trn", "Teacher reference number"),
                            ("email", "Email address"),
                        ],
                        max_length=6,
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("placement", "Before a placement"),
                            ("appoint", "To appoint a mentor"),
                            ("question", "A question from the mentor"),
                            ("records", "Our own records"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "looked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lookups",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "provider",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.provider"
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
                "indexes": [models.Index(fields=["person", "-at"], name="lookup_of_person")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("by__in", ["name", "number", "trn", "email"])), name="lookup_by"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason__in", ["placement", "appoint", "question", "records"])),
                        name="lookup_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("start", models.CharField(max_length=3)),
                ("word", models.CharField(max_length=40)),
                (
                    "certificate",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="words",
                        to="register.certificate",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["start", "word", "certificate"], name="search_word")],
                "constraints": [
                    models.UniqueConstraint(fields=("certificate", "start", "word"), name="search_word_once")
                ],
            },
        ),
        migrations.RunPython(file_words, migrations.RunPython.noop),
        sealing(
            never_changed("register_lookup"),
            columns_kept("register_engagement", *NOTED),
        ),
    ]
