"""Viruses: found by a real ClamAV, and nothing gets past while it is away (T23, X13)."""

import pytest
from django.core.files.storage import storages
from django_q.models import OrmQ, Schedule

from forms import actions, files, tasks
from forms.models import Attachment
from tests.factories import forms as make
from tests.services import EICAR_HEX, free_port

pytestmark = pytest.mark.django_db


def infected():
    return make.docx({"word/media/note.txt": bytes.fromhex(EICAR_HEX)})


def accept(jo, content=None):
    return files.accept(make.upload("note.docx", content or make.docx()), owner=jo)


def state_of(attachment):
    return Attachment.objects.get(pk=attachment.pk).state


def test_a_clean_file_can_be_had_after_its_scan(jo, clamd, settings):
    settings.CLAMD_URL = clamd
    attachment = accept(jo)
    assert (attachment.state, files.respond(attachment).status_code) == ("scanning", 404)
    assert OrmQ.objects.count() == 1
    assert tasks.scan(attachment.pk) == "clean"
    assert files.respond(Attachment.objects.get()).status_code == 200


def test_a_virus_is_refused_and_its_bytes_are_gone(jo, clamd, settings):
    settings.CLAMD_URL = clamd
    attachment = accept(jo, infected())
    assert tasks.scan(attachment.pk) == "rejected"
    assert (state_of(attachment), storages["private"].exists(files.path_of(attachment.key))) == (
        "rejected",
        False,
    )


def test_a_scan_may_be_repeated(jo, clamd, settings):
    settings.CLAMD_URL = clamd
    attachment = accept(jo)
    assert [tasks.scan(attachment.pk), tasks.scan(attachment.pk)] == ["clean", "nothing to do"]


def test_while_the_scanner_is_away_nothing_gets_past_and_nothing_is_lost(mine, jo, clamd, settings):
    settings.CLAMD_URL = f"tcp://127.0.0.1:{free_port()}"
    page = make.form_page(make.step("Notes", make.question("file", "Notes", "f"), key="s"))
    submission = make.started(page, jo)
    actions.attach(submission=submission, by=jo, step_id="s", question_id="f", upload=make.upload())
    attachment = Attachment.objects.get()
    assert tasks.scan(attachment.pk) == "the scanner does not answer"
    assert (state_of(attachment), files.respond(attachment).status_code) == ("scanning", 404)
    assert tasks.sweep_scans() == 0
    shown = mine.get(f"{page.url}{submission.reference}/check/").content.decode()
    assert "“note.pdf” is still being checked for viruses." in shown
    settings.CLAMD_URL = clamd
    assert tasks.sweep_scans() == 1
    assert state_of(attachment) == "clean"


def test_a_file_whose_bytes_are_gone_is_refused(jo, clamd, settings):
    settings.CLAMD_URL = clamd
    attachment = accept(jo)
    storages["private"].delete(files.path_of(attachment.key))
    assert tasks.scan(attachment.pk) == "rejected"


def test_without_a_scanner_files_are_clean_at_once(jo, settings):
    settings.CLAMD_URL = ""
    assert (accept(jo).state, OrmQ.objects.count(), tasks.sweep_scans()) == ("clean", 0, 0)


def test_the_worker_sweeps_and_purges():
    names = ["scan waiting files", "purge unwanted files"]
    found = (
        Schedule.objects.filter(name__in=names)
        .order_by("name")
        .values_list("func", "schedule_type", "minutes")
    )
    assert list(found) == [("forms.tasks.purge_files", "D", None), ("forms.tasks.sweep_scans", "I", 2)]


def test_the_nightly_purge_runs(db):
    assert tasks.purge_files() == (0, 0)
