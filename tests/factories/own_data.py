"""A mentor's whole life on the site, so that every kind of row that is a person's exists at least once.

Use it on a site with content and with keys to sign certificates: `content` and `our_keys`.
"""

from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.utils import timezone
from wagtail.models import Page

import register.actions
import register.tasks
import reviews.actions
from cms.triggers import unsealed
from home.models import DataExport
from modules.models import EventBooking, EventCancellation, EventPage, EventsPage, FlyerNotice
from people.models import FormerName, Joining, MailChoice, PossibleDuplicate, Reminder, SharingDecision
from people.roles import Role
from portfolio.actions import ask_pause, decide_request, save_notes
from portfolio.models import Audit, Concern, Conversation, EvidenceItem, Observation, Placement
from register.models import Engagement, Lookup, Revocation, SheetFile
from reviews.models import Decision, Deputy, DraftDecision, Notice, Opening, PanelMember, Round, Stage
from reviews.routing import open_stage
from tests.factories import portfolio as make
from tests.factories.people import InvitationFactory, UserFactory
from tests.sessions import just_signed_in


def live(cast, mentor, connection):
    """Everything that can happen to a mentor, up to a certificate that was revoked; returns the enrolment."""
    cast.mentor = mentor
    enrolment = cast.ready(mentor=mentor)
    account(cast, mentor)
    evidence(cast, enrolment)
    others_say(cast, enrolment)
    asked_for(cast, enrolment)
    reviewed(cast, enrolment)
    on_the_register(cast, enrolment)
    by_hand(cast, enrolment, connection)
    training(cast, mentor)
    return enrolment


def account(cast, mentor):
    """All around the account; the same for anybody."""
    now = timezone.now()
    just_signed_in(Client(), mentor)
    EmailAddress.objects.create(user=mentor, email=mentor.email, verified=True, primary=True)
    key = {"name": "Blue key", "credential": "a-secret-credential"}
    Authenticator.objects.create(user=mentor, type="webauthn", data=key, last_used_at=now)
    mentor.groups.add(Group.objects.first())
    mentor.user_permissions.add(Permission.objects.first())
    FormerName.objects.create(person=mentor, name="Name before", changed_by=cast.office)
    joined = UserFactory(name="Twin", is_active=False)
    Joining.objects.create(
        kept=mentor, joined=joined, why="Same person", joined_by=cast.office, was_active=True,
        parted_at=now, parted_by=cast.office, parted_why="Two people",
    )  # fmt: skip
    PossibleDuplicate.objects.create(
        first=mentor, second=joined, word="two", said_by=cast.office, note="Twins"
    )
    InvitationFactory(email=mentor.email.upper(), created_by=cast.office, note="Welcome", used_at=now)
    MailChoice.objects.create(person=mentor, topic="reviews", value="each")
    Reminder.objects.create(person=mentor, key="portfolio/audit/one")
    notice = SharingDecision.objects.filter(person=mentor).first().notice
    SharingDecision.objects.create(
        person=mentor, notice=notice, shares=True, channel="paper", recorded_by=cast.office
    )
    DataExport.objects.create(person=mentor, problem="It was too early.")


def evidence(cast, enrolment):
    """A piece with an earlier version, a conversation that the PCM confirmed, and a concern."""
    file = make.a_file(enrolment.person, "first.pdf")
    piece = make.add_evidence(
        enrolment, "S1.1", files=[file], reflection="As it was.", link="https://a.example/"
    )
    file = make.a_file(enrolment.person, "second.pdf")
    make.add_evidence(
        enrolment, "S1.1", evidence=piece, files=[file], title="Changed", reflection="As it is.",
        link="https://b.example/", location="In the blue folder",
    )  # fmt: skip
    save_notes(
        evidence=piece,
        by=enrolment.person,
        notes={link.criterion_id: "My note" for link in piece.links.all()},
    )
    talk = make.add_evidence(enrolment, "S1.1", kind="conversation", other=cast.pcm)
    EvidenceItem.objects.filter(pk=talk.pk).update(
        confirmed_at=timezone.now(), otherwise="Rather later", redacted_by=cast.office,
        redacted_at=timezone.now(), removed_at=timezone.now(),
    )  # fmt: skip
    Concern.objects.create(
        evidence=piece, reported_by=cast.pcm, words="A name is in it", outcome="unfounded",
        settled_by=cast.office, settled_at=timezone.now(),
    )  # fmt: skip


def others_say(cast, enrolment):
    """What PCM, tutor and provider add to the portfolio."""
    now = timezone.now()
    Audit.objects.filter(enrolment=enrolment).update(
        comment="Well judged", commented_by=cast.pcm, commented_at=now, discussed_on=make.ago(3),
        account_accepted_by=cast.pcm, account_accepted_at=now,
    )  # fmt: skip
    Conversation.objects.filter(enrolment=enrolment).update(
        other=cast.pcm, recorded_by=enrolment.person, confirmed_at=now, otherwise="It was a Tuesday"
    )
    Conversation.objects.create(
        enrolment=enrolment, held_on=make.ago(2), with_name=cast.pcm.name, recorded_by=cast.pcm, gist="Noted"
    )
    Observation.objects.filter(enrolment=enrolment).update(
        other=cast.tutor, confirmed_at=now, otherwise="Year 9", note="Wait time"
    )
    Observation.objects.create(
        enrolment=enrolment, held_on=make.ago(2), kind="pcm", tutor_name=enrolment.person.name,
        recorded_by=cast.pcm, mentor=enrolment.person, note="Clear targets",
    )  # fmt: skip
    Placement.objects.filter(enrolment=enrolment).update(
        shared=True, note="With a colleague", counts="wholly", counts_because="Enough of it",
        decided_by=cast.lead, decided_at=now,
    )  # fmt: skip


def asked_for(cast, enrolment):
    """A pause that was granted, and a waiver that was withdrawn."""
    request = ask_pause(enrolment=enrolment, start=make.ago(5), end=make.ago(4), by=enrolment.person)
    decide_request(request=request, by=cast.lead, granted=True)
    type(request).objects.filter(pk=request.pk).update(words="Please", reason="Of course")
    waiver = make.waive(cast)
    type(waiver).objects.filter(pk=waiver.pk).update(withdrawn_by=cast.lead, withdrawn_at=timezone.now())


def reviewed(cast, enrolment):
    """Sent, talked about, sent back, sent again, signed."""
    first = make.send_sheet(enrolment)
    stage = open_stage(Round.objects.get(pk=first.pk))
    reviews.actions.comment(round=first, by=cast.pcm, text="A remark")
    reviews.actions.comment(round=first, by=cast.pcm, text="Between us", audience="reviewers")
    question = reviews.actions.ask(stage=stage, by=cast.pcm, text="Which class?")
    reviews.actions.answer(question=question, by=enrolment.person, text="Year 8")
    reviews.actions.claim(stage=stage, by=cast.pcm)
    Stage.objects.filter(pk=stage.pk).update(assignee=cast.pcm)
    Opening.objects.create(round=first, person=cast.pcm, label="File 1", at=timezone.now())
    Notice.objects.create(stage=stage, person=cast.pcm, kind="reminder", at=timezone.now())
    PanelMember.objects.create(stage=stage, person=cast.tutor, named_by=cast.office, named_at=timezone.now())
    make.send_back(first, cast.pcm, reason="Date the second one")
    sheet = enrolment.record_sheets.get()
    round_ = make.sign_all(make.send(make.filled(sheet.submission)).round, cast)
    SheetFile.objects.create(round=round_, decisions=0, asked_by=cast.office)


def by_hand(cast, enrolment, connection):
    """The PCM's signature becomes one by hand that the office recorded, the tutor's one for somebody else."""
    round_ = Round.objects.filter(submission__record_sheet__enrolment=enrolment).latest("pk")
    scan = make.a_file(cast.office, "scan.pdf")
    with unsealed(connection):
        signed = Decision.objects.filter(round=round_, signatory=cast.pcm)
        signed.update(scan=scan, paper_on=make.ago(1), mentor_paper_on=make.ago(2), recorded_by=cast.office)
        Decision.objects.filter(round=round_, signatory=cast.tutor).update(deputy_of=cast.lead)


def on_the_register(cast, enrolment):
    """Certified, engaged, looked up, revoked."""
    round_ = Round.objects.filter(submission__record_sheet__enrolment=enrolment).latest("pk")
    certificate = register.actions.issue(round=round_, by=cast.office)
    register.tasks.make(certificate.pk)
    now, mentor = timezone.now(), enrolment.person
    Engagement.objects.create(
        person=mentor, provider=cast.provider, school=cast.school, note="Two students", noted_by=cast.office,
        taken_back_by=cast.office, taken_back_at=now,
    )  # fmt: skip
    Lookup.objects.create(
        looked_by=cast.lead, provider=cast.provider, role=Role.PROVIDER_LEAD, person=mentor, by="name",
        reason="appoint",
    )  # fmt: skip
    Revocation.objects.create(
        award=certificate.award, reason="mistake", note="For staff", asked_by=cast.office, outcome="declined",
        decided_by=cast.lead, decided_at=now,
    )  # fmt: skip


def training(cast, mentor):
    """An event booked and attended, and one called off."""
    events = EventsPage.objects.first()
    if events is None:
        events = EventsPage(title="Training")
        Page.objects.get(depth=1).add_child(instance=events)
    now = timezone.now()
    event = EventPage(
        title="Listening well", provider=cast.provider, subject="Listening", starts_at=now,
        ends_at=now + timedelta(hours=1), place="Online", slug=f"for-{mentor.pk}",
    )  # fmt: skip
    events.add_child(instance=event)
    EventBooking.objects.create(event=event, person=mentor, booked_at=now, attended=True, noted_by=cast.lead)
    EventCancellation.objects.create(event=event, by=cast.lead, reason="Snow")


def staff_of(cast):
    """What only those who help do besides: a decision begun, flyers, days away."""
    post = cast.pcm.appointments.get()
    Deputy.objects.create(
        appointment=post, person=cast.pcm, deputy=cast.tutor, start=make.ago(9), end=make.ago(8)
    )
    FlyerNotice.objects.create(school=cast.school, person=cast.pcm, year=2026, version=make.ago(50))
    DraftDecision.objects.create(
        stage=Stage.objects.first(), person=cast.pcm, reason="Perhaps", saved_at=timezone.now()
    )
