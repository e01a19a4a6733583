"""Sending: what is asked first, what is sealed, who is told (architecture, "Sending, reviewing, issuing")."""

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType

from cms.permissions import Allowed, Refused
from forms import actions, files
from forms.errors import NotNow
from forms.models import Attachment, FormPage, SealedPart, Sending, Status, Submission
from forms.models.pages import Blocker, Enclosed
from tests.factories import forms as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def record_page(db):  # noqa: C901  one class with all that a page is asked
    """A kind of form page with business of its own, as the rooms above make them."""
    told = []

    class RecordPage(FormPage):
        blocked = False

        class Meta:
            proxy = True
            app_label = "forms"

        def may_start(self, user):
            return Refused("You have one already.") if user.name == "Barred" else Allowed()

        def started(self, submission, **context):
            told.append(("started", submission.reference, context))

        def blockers(self, submission):
            return [Blocker("Finish module 2.", "/my/")] if type(self).blocked else []

        def enclosure(self, submission):
            attached = list(Attachment.objects.filter(name="evidence.pdf"))
            return [Enclosed("Record", {"modules": ["M1", "M2"]}, attached)]

        def previous_hash(self, submission):
            return "f" * 64

        def may_withdraw(self, sending):
            return Allowed()

        def sent(self, sending):
            told.append(("sent", sending.number))

        def accepted(self, sending):
            told.append(("accepted", sending.number))

        def returned(self, sending, reason):
            told.append(("returned", sending.number, reason))

        def withdrawn(self, sending):
            told.append(("withdrawn", sending.number))

        def discarded(self, submission):
            told.append(("discarded", submission.reference))

    RecordPage.told = told
    yield RecordPage
    del apps.all_models["forms"]["recordpage"]
    apps.clear_cache()
    ContentType.objects.clear_cache()


def page_of(record_page):
    kind = ContentType.objects.get_for_model(record_page, for_concrete_model=False)
    return make.simple_page(page_class=record_page, content_type=kind)


def record_of(record_page, jo):
    submission = make.ready(jo, page_of(record_page))
    return Submission.objects.get(pk=submission.pk)  # knows nothing but its page's id


def test_everything_is_sealed_in_order(jo, record_page, time_machine):
    time_machine.move_to("2026-11-16 12:00Z", tick=False)
    files.accept(make.upload("evidence.pdf"), owner=jo)
    evidence = Attachment.objects.get()
    sending = actions.send(
        submission=record_of(record_page, jo), by=jo, statement="True.", typed_name="Jo O."
    )
    parts = [(part.position, part.kind, part.label, part.content) for part in sending.parts.all()]
    file_facts = {
        "key": evidence.key,
        "name": "evidence.pdf",
        "content_type": "application/pdf",
        "size": evidence.size,
        "sha256": evidence.sha256,
    }
    signer = {
        "name": "Jo Okafor",
        "email": jo.email,
        "typed_name": "Jo O.",
        "statement": "True.",
        "at": "2026-11-16T12:00:00+00:00",
    }
    one = {
        "id": "one",
        "title": "About you",
        "answers": {"subject": "Physics"},
        "shown": [["Subject", "Physics"]],
    }
    two = {
        "id": "two",
        "title": "Anything else",
        "answers": {"comment": None},
        "shown": [["Comment", "Not answered"]],
    }
    assert parts == [
        (1, "step", "Step 1: About you", one),
        (2, "step", "Step 2: Anything else", two),
        (3, "enclosed", "Record", {"modules": ["M1", "M2"], "files": ["File 1"]}),
        (4, "file", "File 1", file_facts),
        (5, "signer", "Signer and statement", signer),
    ]
    assert [link.attachment for link in sending.files.all()] == [evidence]
    assert (sending.number, sending.previous, sending.version.number) == (1, "f" * 64, 1)
    assert record_page.told[-1] == ("sent", 1)


def test_an_unready_record_is_never_sent_whatever_the_caller_holds(jo, record_page):
    submission = record_of(record_page, jo)
    record_page.blocked = True
    with pytest.raises(NotNow, match=r"^Finish module 2\.$"):
        actions.send(submission=submission, by=jo, statement="")
    base = Submission.objects.select_related("page").get(pk=submission.pk)
    assert type(base.page) is FormPage
    with pytest.raises(NotNow, match=r"^Finish module 2\.$"):
        actions.send(submission=base, by=jo, statement="")
    assert (Sending.objects.count(), Submission.objects.get().status) == (0, Status.DRAFT)


def test_a_form_whose_kind_is_gone_is_never_sent(jo):
    submission = make.ready(jo)
    gone = ContentType.objects.create(app_label="forms", model="vanished")
    FormPage.objects.filter(pk=submission.page_id).update(content_type=gone)
    with pytest.raises(TypeError, match="not known"):
        actions.send(submission=Submission.objects.get(), by=jo, statement="")
    assert Sending.objects.count() == 0


def test_the_page_is_told_of_every_move(jo, record_page):
    submission = record_of(record_page, jo)
    reference = submission.reference
    actions.send(submission=submission, by=jo, statement="")
    actions.return_(submission=submission, reason="Say more.")
    actions.send(submission=submission, by=jo, statement="")
    actions.accept(submission=submission)
    other = record_of(record_page, jo)
    actions.send(submission=other, by=jo, statement="")
    actions.withdraw(submission=other, by=jo)
    assert record_page.told == [
        ("started", reference, {}),
        ("sent", 1),
        ("returned", 1, "Say more."),
        ("sent", 2),
        ("accepted", 2),
        ("started", other.reference, {}),
        ("sent", 1),
        ("withdrawn", 1),
    ]
    assert (submission.status, other.status) == (Status.ACCEPTED, Status.WITHDRAWN)


def test_starting_asks_the_page_and_passes_on_what_was_chosen(jo, record_page):
    page = page_of(record_page)
    with pytest.raises(NotNow, match="You have one already"):
        actions.start(page=page, by=make.person("Barred"))
    submission = actions.start(page=page, by=jo, enrolment=7)
    assert record_page.told == [("started", submission.reference, {"enrolment": 7})]
    assert Submission.objects.count() == 1


@pytest.mark.parametrize("status", [Status.SENT, Status.ACCEPTED, Status.WITHDRAWN])
def test_what_is_settled_is_neither_changed_nor_sent(jo, status):
    submission = make.ready(jo)
    Submission.objects.update(status=status)
    refused = [
        lambda: actions.send(submission=submission, by=jo, statement=""),
        lambda: actions.save_step(submission=submission, by=jo, step_id="one", answers={"subject": "x"}),
        lambda: actions.use_new_version(submission=submission, by=jo),
        lambda: actions.discard(submission=submission, by=jo),
        lambda: actions.detach(submission=submission, by=jo, key="x"),
    ]
    for act in refused:
        with pytest.raises(NotNow):
            act()
    fresh = Submission.objects.get()
    assert (fresh.status, fresh.answers, Sending.objects.count()) == (
        status,
        {"one": {"subject": "Physics"}},
        0,
    )


@pytest.mark.parametrize("status", [Status.DRAFT, Status.RETURNED, Status.ACCEPTED, Status.WITHDRAWN])
def test_only_what_waits_is_decided(jo, status):
    submission = make.ready(jo)
    Submission.objects.update(status=status)
    refused = [
        lambda: actions.accept(submission=submission),
        lambda: actions.withdraw(submission=submission, by=jo),
    ]
    if status != Status.ACCEPTED:  # the office may still send back before it issues
        refused.append(lambda: actions.return_(submission=submission, reason="x"))
    for act in refused:
        with pytest.raises(NotNow):
            act()
    assert Submission.objects.get().status == status


def test_nobody_else_acts_on_it(jo):
    submission, sam = make.ready(jo), make.person("Sam")
    refused = [
        lambda: actions.send(submission=submission, by=sam, statement=""),
        lambda: actions.save_step(submission=submission, by=sam, step_id="one", answers={"subject": "x"}),
        lambda: actions.attach(
            submission=submission, by=sam, step_id="one", question_id="subject", upload=make.upload()
        ),
        lambda: actions.discard(submission=submission, by=sam),
        lambda: actions.withdraw(submission=submission, by=sam),
    ]
    for act in refused:
        with pytest.raises(NotNow, match="This is not yours"):
            act()
    assert Submission.objects.get().answers == {"one": {"subject": "Physics"}}


def test_sending_back_needs_a_reason(jo):
    submission = make.sent(jo).submission
    with pytest.raises(NotNow, match="Say what has to change"):
        actions.return_(submission=submission, reason="  ")
    assert Submission.objects.get().status == Status.SENT


def test_a_file_that_is_still_being_checked_blocks(jo):
    page = make.form_page(make.step("Notes", make.question("file", "Notes", "f"), key="s"))
    submission = make.started(page, jo)
    actions.attach(submission=submission, by=jo, step_id="s", question_id="f", upload=make.upload())
    Attachment.objects.update(state="scanning")
    with pytest.raises(NotNow, match=r"“note\.pdf” is still being checked for viruses"):
        actions.send(submission=submission, by=jo, statement="")
    Attachment.objects.update(state="clean")
    actions.send(submission=submission, by=jo, statement="")
    step = SealedPart.objects.get(kind="step")
    assert step.content["shown"] == [["Notes", "File 1"]]


def test_a_failing_callback_sends_nothing(jo, monkeypatch):
    submission = make.ready(jo)
    monkeypatch.setattr(FormPage, "sent", lambda self, sending: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        actions.send(submission=submission, by=jo, statement="")
    assert (Sending.objects.count(), SealedPart.objects.count(), Submission.objects.get().status) == (
        0,
        0,
        "draft",
    )


def test_a_second_sending_continues_from_the_first(jo):
    first = make.sent(jo)
    actions.return_(submission=first.submission, reason="More.")
    second = actions.send(submission=first.submission, by=jo, statement="")
    assert (second.number, second.previous) == (2, first.seal)


def test_a_row_that_must_stay_keeps_the_draft(jo, monkeypatch):
    from django.db.models import ProtectedError

    def refuse(self, submission):
        raise ProtectedError("kept", set())

    submission = make.ready(jo)
    monkeypatch.setattr(FormPage, "discarded", refuse)
    with pytest.raises(NotNow, match="belongs to your record"):
        actions.discard(submission=submission, by=jo)
    assert Submission.objects.count() == 1


def test_files_are_numbered_in_the_order_of_the_questions(mine, jo):
    page = make.form_page(
        make.step("Notes", make.question("file", "First", "a"), make.question("file", "Second", "b"), key="s")
    )
    submission = make.started(page, jo)
    for question, name in [("b", "second.pdf"), ("a", "first.pdf")]:
        actions.attach(
            submission=submission, by=jo, step_id="s", question_id=question, upload=make.upload(name)
        )
    sending = actions.send(submission=submission, by=jo, statement="")
    sealed = sending.parts.filter(kind="file").values_list("label", "content__name")
    assert list(sealed) == [("File 1", "first.pdf"), ("File 2", "second.pdf")]
    shown = mine.get(f"{page.url}{submission.reference}/sent/").content.decode()
    assert shown.index("first.pdf") < shown.index("second.pdf")
