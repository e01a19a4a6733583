"""Two at once: locks let one through, and the other is told (T11, T12)."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from forms import actions
from forms.errors import NotNow
from forms.models import Attachment, Sending, Submission
from tests.factories import forms as make

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(number, act):
    """Run `act(n)` in so many threads at the same moment; return what came of each, exceptions included."""
    gate, came = Barrier(number), []

    def run(n):
        gate.wait()
        try:
            came.append(act(n))
        except Exception as error:
            came.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[n]) for n in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came


def test_send_pressed_many_times_sends_once(jo):
    pk = make.ready(jo).pk
    came = at_once(
        6, lambda n: actions.send(submission=Submission.objects.get(pk=pk), by=jo, statement="It is true.")
    )
    assert sorted(type(each).__name__ for each in came) == ["NotNow"] * 5 + ["Sending"]
    assert Sending.objects.count() == 1


def test_start_pressed_many_times_begins_once(jo):
    page = make.simple_page()
    came = at_once(6, lambda n: actions.start(page=page, by=jo).pk)
    assert len(set(came)) == Submission.objects.count() == 1


def test_steps_saved_at_once_are_all_kept(jo):
    pk = make.started(make.simple_page(), jo).pk
    given = [("one", {"subject": "Physics"}), ("two", {"comment": "None"})]

    def save(n):
        step, answers = given[n]
        actions.save_step(
            submission=Submission.objects.get(pk=pk), by=jo, step_id=step, answers=answers, seen_before=None
        )

    assert at_once(2, save) == [None, None]
    submission = Submission.objects.get(pk=pk)
    assert (submission.answers, submission.revision) == (dict(given), 2)


def test_files_added_at_once_are_all_kept(jo):
    page = make.form_page(make.step("Notes", make.question("file", "Notes", "f", several=True), key="s"))
    pk = make.started(page, jo).pk

    def add(n):
        submission = Submission.objects.get(pk=pk)
        upload = make.upload(f"{n}.pdf", make.pdf(b"%% %d" % n))
        return actions.attach(submission=submission, by=jo, step_id="s", question_id="f", upload=upload).key

    keys = at_once(4, add)
    assert sorted(Submission.objects.get(pk=pk).answers["s"]["f"]) == sorted(keys)
    assert Attachment.objects.count() == 4


def test_withdrawing_while_it_is_accepted_leaves_one_of_both(jo, monkeypatch):
    from cms.permissions import Allowed
    from forms.models import FormPage

    monkeypatch.setattr(FormPage, "may_withdraw", lambda self, sending: Allowed())
    pk = make.sent(jo).submission_id
    acts = [
        lambda row: actions.withdraw(submission=row, by=jo),
        lambda row: actions.accept(submission=row),
    ]
    came = at_once(2, lambda n: acts[n](Submission.objects.get(pk=pk)))
    assert sum(isinstance(each, NotNow) for each in came) == 1
