"""A reviewed form with everybody who decides about it. Sheets are sent and signed by the real actions."""

import io
from dataclasses import dataclass

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from wagtail.models import Page

import forms.actions
from forms.versions import keep_version
from people.models import Provider, School, User
from people.roles import Role
from reviews import actions
from reviews.models import ReviewedFormPage, ReviewStage, ReviewWorkflow
from reviews.queue import stages_waiting_for
from reviews.routing import forget
from tests.factories.people import ProviderFactory, SchoolFactory, holder

LESSON, FILES = "11111111-0000-0000-0000-000000000001", "11111111-0000-0000-0000-000000000002"
WHAT, NOTES = "22222222-0000-0000-0000-000000000001", "22222222-0000-0000-0000-000000000002"
PCM_SAYS = "I have seen the evidence and all criteria are met."
TUTOR_SAYS = "I confirm that the level has been reached."


def question(kind, key, label, **more):
    value = {"label": label, "hint": "", "required": False, "missing": "", **more}
    return {"type": kind, "id": key, "value": value}


def step(key, title, *questions):
    value = {"title": title, "introduction": "", "fields": list(questions)}
    return {"type": "step", "id": key, "value": value}


def make_workflow(name="Entry", stages=((Role.PCM, PCM_SAYS, 1), (Role.LINK_TUTOR, TUTOR_SAYS, 1))):
    """A saved workflow with these (role, statement, signatures wanted)."""
    workflow = ReviewWorkflow.objects.create(name=name)
    for order, (role, statement, wanted) in enumerate(stages):
        ReviewStage.objects.create(
            workflow=workflow, sort_order=order, role=role, statement=statement, signatures_wanted=wanted
        )
    return ReviewWorkflow.objects.get(pk=workflow.pk)


def make_page(workflow, title="Entry record sheet", **more):
    """A published form of two steps, reviewed this way."""
    lesson = step(LESSON, "The lesson", question("short_text", WHAT, "What did you observe?", prefill=""))
    files = step(FILES, "Your notes", question("file", NOTES, "Notes", several=True))
    page = ReviewedFormPage(title=title, workflow=workflow, steps=[lesson, files], **more)
    Page.objects.get(depth=1).add_child(instance=page)
    keep_version(page)
    return page


@dataclass
class Cast:
    """A school, a provider, their people, and the form that a mentor sends past them."""

    school: School
    provider: Provider
    page: ReviewedFormPage
    mentor: User
    pcm: User
    tutor: User
    office: User
    lead: User

    def draft(self, mentor=None, answer="A Year 8 lesson on fractions"):
        """A submission that could be sent, addressed to the cast's school and provider."""
        mentor = mentor or self.mentor
        submission = forms.actions.start(page=self.page, by=mentor)
        submission._form = self.page
        self.answer(submission, answer)
        return submission

    def answer(self, submission, text):
        """Type another answer into the first step."""
        forms.actions.save_step(
            submission=submission, by=submission.owner, step_id=LESSON, answers={WHAT: text}
        )

    def attach(self, submission, name="notes.png", colour="red"):
        """Add a small picture to the second step; return its Attachment."""
        upload = SimpleUploadedFile(name, picture(colour), content_type="image/png")
        return forms.actions.attach(
            submission=submission, by=submission.owner, step_id=FILES, question_id=NOTES, upload=upload
        )

    def send(self, submission=None, mentor=None):
        """Send a draft, or a returned sheet again; return the round that it opened."""
        submission = submission or self.draft(mentor)
        submission._form = self.page
        sending = forms.actions.send(
            submission=submission,
            by=submission.owner,
            statement="It is true.",
            typed_name=submission.owner.name,
        )
        return sending.round

    def signed_by_pcm(self, mentor=None):
        """A round that the PCM has signed."""
        round_ = self.send(mentor=mentor)
        sign(round_, self.pcm)
        return round_

    def signed_by_all(self, mentor=None):
        """A round that everybody has signed."""
        round_ = self.signed_by_pcm(mentor)
        sign(round_, self.tutor)
        round_.refresh_from_db()
        return round_

    def sent_back(self, reason="Please add the date of the lesson."):
        """A round that the PCM has sent back."""
        round_ = self.send()
        send_back(round_, self.pcm, reason)
        round_.refresh_from_db()
        return round_

    def another_mentor(self, **person):
        """One more mentor at the same school."""
        return holder(Role.MENTOR, school=self.school, **person)


def picture(colour):
    """The bytes of a small PNG of one colour."""
    drawn = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(drawn, "PNG")
    return drawn.getvalue()


def make_cast(workflow=None, page=None):
    """One of everybody, at a new school with a new provider."""
    provider = ProviderFactory(name="Kingsmere University", short_name="Kingsmere")
    school = SchoolFactory(name="Hillcrest School", partner=provider)
    page = page or make_page(workflow or make_workflow())
    page.subject_for = lambda submission: {"school": school, "provider": provider}
    return Cast(
        school=school,
        provider=provider,
        page=page,
        mentor=holder(Role.MENTOR, school=school, name="Jo Okafor"),
        pcm=holder(Role.PCM, school=school, name="Asha Patel"),
        tutor=holder(Role.LINK_TUTOR, provider=provider, name="Tom Reid"),
        office=holder(Role.OFFICE, provider=provider, name="Olu Office"),
        lead=holder(Role.PROVIDER_LEAD, provider=provider, name="Lena Lead"),
    )


def waiting(person):
    """The rounds that wait for a person now, oldest first."""
    forget(person)
    return [stage.round for stage in stages_waiting_for(person)]


def stage_of(round_):
    """The stage whose turn it is."""
    return round_.stages.open().get()


def sign(round_, by, **more):
    """Sign the open stage as the real page would."""
    given = {"stage": stage_of(round_), "by": by, "typed_name": by.name, "seal": round_.sending.seal}
    return actions.sign(**given | more)


def send_back(round_, by, reason="Please add the date of the lesson.", **more):
    """Send the round back from its open stage."""
    given = {
        "round": round_,
        "stage": stage_of(round_),
        "by": by,
        "reason": reason,
        "seal": round_.sending.seal,
    }
    return actions.send_back(**given | more)
