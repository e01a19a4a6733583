"""Invitations (T8), acting appointments (E3), and what people choose about their mail."""

import django.db.models.deletion
import django.db.models.functions.comparison
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import people.models.invitations
import people.models.periods
import people.models.posts


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_sweep_schedule"),
    ]

    operations = [
        migrations.CreateModel(
            name="Invitation",
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
                ("email", models.EmailField(max_length=254, verbose_name="email address")),
                ("name", models.CharField(max_length=120)),
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
                    "acting",
                    models.BooleanField(
                        default=False,
                        help_text="Acts until there is a PCM or link tutor of one's own. Needs a last day.",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200)),
                ("token_hash", models.CharField(editable=False, max_length=64, unique=True)),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="sent"
                    ),
                ),
                (
                    "expires_at",
                    models.DateTimeField(
                        default=people.models.invitations.two_weeks_on, verbose_name="can be used until"
                    ),
                ),
                ("used_at", models.DateTimeField(blank=True, null=True, verbose_name="accepted")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="taken back")),
            ],
            options={
                "ordering": ["-created_at", "-pk"],
                "abstract": False,
            },
            bases=(people.models.posts.Post, models.Model),
        ),
        migrations.CreateModel(
            name="MailChoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("topic", models.CharField(max_length=30)),
                ("value", models.CharField(max_length=30)),
            ],
            options={
                "ordering": ["person", "topic"],
            },
        ),
        migrations.AddField(
            model_name="appointment",
            name="acting",
            field=models.BooleanField(
                default=False,
                help_text="Acts until there is a PCM or link tutor of one's own. Needs a last day.",
            ),
        ),
        migrations.AlterField(
            model_name="appointment",
            name="note",
            field=models.CharField(
                blank=True,
                help_text="For example “while the PCM is on leave”. Not a health reason.",
                max_length=200,
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("acting", False),
                    models.Q(("end__isnull", False), ("role__in", ["link_tutor", "pcm"])),
                    _connector="OR",
                ),
                name="people_appointment_acting",
                violation_error_message="Only a PCM or a link tutor can be acting, and needs a last day.",
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="created_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="mail",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="people.outgoingmail",
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="provider",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="invitations",
                to="people.provider",
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="school",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="invitations",
                to="people.school",
            ),
        ),
        migrations.AddField(
            model_name="mailchoice",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="mail_choices",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(("end__isnull", True), ("end__gte", models.F("start")), _connector="OR"),
                name="people_invitation_end_not_before_start",
                violation_error_message="The last day cannot be before the first day.",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("provider__isnull", True), ("role__in", ["mentor", "pcm"]), ("school__isnull", False)
                    ),
                    models.Q(("provider__isnull", False), ("role", "link_tutor")),
                    models.Q(
                        ("provider__isnull", False),
                        ("role__in", ["office", "provider_lead"]),
                        ("school__isnull", True),
                    ),
                    models.Q(("provider__isnull", True), ("role", "coordinator"), ("school__isnull", True)),
                    _connector="OR",
                ),
                name="people_invitation_place_of_role",
                violation_error_message="Mentors and PCMs belong to a school; link tutors, office staff and leads to a provider; link tutors may name a school too; co-ordinators belong to neither.",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("acting", False),
                    models.Q(("end__isnull", False), ("role__in", ["link_tutor", "pcm"])),
                    _connector="OR",
                ),
                name="people_invitation_acting",
                violation_error_message="Only a PCM or a link tutor can be acting, and needs a last day.",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(("used_at__isnull", True), ("revoked_at__isnull", True), _connector="OR"),
                name="people_invitation_used_or_revoked",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.UniqueConstraint(
                models.F("email"),
                models.F("role"),
                django.db.models.functions.comparison.Coalesce("school", 0),
                django.db.models.functions.comparison.Coalesce("provider", 0),
                condition=models.Q(("revoked_at__isnull", True), ("used_at__isnull", True)),
                name="people_invitation_one_unanswered",
                violation_error_message="This person has been invited to this role there already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="mailchoice",
            constraint=models.UniqueConstraint(
                fields=("person", "topic"), name="people_mail_choice_one_per_topic"
            ),
        ),
    ]
