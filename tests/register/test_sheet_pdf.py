"""The record sheet as a PDF: asked for once, made by a worker, up to date with the signatures (E23)."""

import io
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django_q.models import OrmQ, Schedule
from pypdf import PdfReader

import reviews.actions
from people.roles import Role
from register import store
from register.models import SheetFile
from register.sheets import drawing, tasks
from register.sheets.asking import ask, current
from reviews.models import Round
from tests.factories.people import holder
from tests.factories.reviews import sign
from tests.reading import text
from tests.register.certificates import empty_boxes, text_of

pytestmark = pytest.mark.django_db

NAME = "Łukasz Żółkiewski Nguyễn Ŵyn Çağlar"


@pytest.fixture
def mentor(cast):
    return cast.mentor(name=NAME)


@pytest.fixture
def round_(cast, mentor):
    return cast.sent(mentor)


def fresh(round_):
    return Round.objects.for_review().prefetch_related("sending__parts").get(pk=round_.pk)


def drawn(round_):
    return drawing.draw(fresh(round_))


def made(round_, by):
    """The SheetFile, asked for and made."""
    row = ask(round=round_, by=by)
    tasks.make(row.pk)
    row.refresh_from_db()
    return row


def words(pdf):
    return " ".join(text_of(pdf).split())


def boxes_on_every_page(pdf):
    """How many letters are drawn as .notdef, page by page."""
    found = []
    for page in PdfReader(io.BytesIO(pdf)).pages:
        from pypdf import PdfWriter

        single = PdfWriter()
        single.add_page(page)
        out = io.BytesIO()
        single.write(out)
        found.append(empty_boxes(out.getvalue()))
    return found


# --- what it says -----------------------------------------------------------------------------------------


def test_text_names_and_signatures_can_be_read_back(cast, round_):
    sign(fresh(round_), cast.pcm)
    pdf = drawn(round_)
    said = words(pdf)
    for expected in (NAME, round_.sending.reference, "Kingsmere University", "Asha Patel", "It is true."):
        assert expected in said
    assert "Signed on this site on" in said
    assert "Professional co-ordinating mentor (PCM)" in said
    assert set(boxes_on_every_page(pdf)) == {0}


def test_letters_that_no_font_has_are_marked_and_said_so(cast):
    round_ = cast.sent(cast.mentor(name="Wang (王小明) 🎉"))
    pdf = drawn(round_)
    assert "Wang ([?][?][?]) [?]" in words(pdf)
    assert "[?] stands for letters that this PDF has no shapes for" in words(pdf)
    assert set(boxes_on_every_page(pdf)) == {0}


def test_markup_in_what_people_wrote_is_text(cast):
    pdf = drawn(cast.sent(cast.mentor(name='<img src="file:///etc/passwd"> & Co')))
    assert '<img src="file:///etc/passwd"> & Co' in words(pdf)


def test_long_words_are_cut_where_a_line_may_end():
    assert drawing.line("a" * 130) == " ".join(["a" * 60, "a" * 60, "a" * 10])


# --- asked for once, made once ----------------------------------------------------------------------------


def test_asking_twice_gives_one_file_and_one_task(round_, mentor):
    before = OrmQ.objects.count()
    rows = [ask(round=round_, by=mentor) for _ in range(3)]
    assert (len({row.pk for row in rows}), OrmQ.objects.count() - before) == (1, 1)
    assert rows[0].is_being_made


def test_making_it_again_changes_nothing(round_, mentor):
    row = made(round_, mentor)
    assert tasks.make(row.pk) == "nothing to do"
    assert store.sha256_of(store.read(row.storage_key)) == row.sha256
    assert current(round_) == row


def test_a_later_signature_asks_for_a_new_file_and_the_old_one_goes(cast, round_, mentor):
    first = made(round_, mentor)
    sign(fresh(round_), cast.pcm)
    assert current(round_) is None
    second = made(round_, cast.pcm)
    assert (second.decisions, first.storage_key == second.storage_key) == (1, False)
    assert store.read(first.storage_key) is None
    assert list(SheetFile.objects.all()) == [second]
    assert "Asha Patel" in words(store.read(second.storage_key))


def test_t43_what_was_erased_does_not_stay_in_a_file(cast, round_, mentor):
    old = made(round_, mentor)
    reviews.actions.erase_parts(round=round_, labels=["Details"], by=cast.office, reason="Asked for.")
    assert current(round_) is None
    assert tasks.sweep() == "1 taken away, 0 asked for again"
    assert store.read(old.storage_key) is None


def test_a_file_that_was_signed_meanwhile_is_not_made(cast, round_, mentor):
    row = ask(round=round_, by=mentor)
    sign(fresh(round_), cast.pcm)
    assert tasks.make(row.pk) == "nothing to do"
    assert not SheetFile.objects.exists()


def test_a_failure_is_told_and_can_be_tried_again(round_, mentor, monkeypatch):
    from register import pdf

    row = ask(round=round_, by=mentor)

    def refuse(round_):
        raise pdf.CannotPrint(["It does not fit."])

    with monkeypatch.context() as patch:
        patch.setattr(drawing, "draw", refuse)
        with pytest.raises(pdf.CannotPrint):
            tasks.make(row.pk)
    row.refresh_from_db()
    assert (row.problem, row.is_being_made) == ("It does not fit.", False)
    assert made(round_, mentor).made_at


def test_five_failures_are_given_up(round_, mentor, monkeypatch):
    row = ask(round=round_, by=mentor)
    monkeypatch.setattr(drawing, "draw", lambda round_: 1 / 0)
    for _ in range(5):
        with pytest.raises(ZeroDivisionError):
            tasks.make(row.pk)
    row.refresh_from_db()
    assert row.problem == "It could not be made in 5 attempts (ZeroDivisionError)."
    assert tasks.make(row.pk) == "nothing to do"


def test_the_sweep_asks_again_for_what_was_left_half_made(round_, mentor):
    row = ask(round=round_, by=mentor)
    SheetFile.objects.update(asked_at=timezone.now() - timedelta(minutes=11))
    before = OrmQ.objects.count()
    assert tasks.sweep() == "0 taken away, 1 asked for again"
    assert OrmQ.objects.count() == before + 1
    assert SheetFile.objects.get() == row


def test_the_worker_sweeps_every_ten_minutes():
    plan = Schedule.objects.get(func="register.sheets.tasks.sweep")
    assert (plan.schedule_type, plan.minutes) == ("I", 10)


# --- the page and the door --------------------------------------------------------------------------------


def address(round_):
    return f"/my/sheets/{round_.submission.reference}/{round_.number}/pdf/"


def test_the_page_says_how_far_it_is_without_javascript(client, round_, mentor):
    client.force_login(mentor)
    assert "Make the PDF" in text(client.get(address(round_)))
    waiting = text(client.post(address(round_), follow=True))
    assert "The PDF is being made." in waiting
    assert '<meta http-equiv="refresh" content="10">' in waiting
    tasks.make(SheetFile.objects.get().pk)
    ready = text(client.get(address(round_)))
    assert "Download the PDF" in ready
    assert "http-equiv" not in ready


def test_the_very_file_is_given_out_and_never_cached(client, round_, mentor):
    client.force_login(mentor)
    assert client.get(f"{address(round_)}file/").status_code == 404
    row = made(round_, mentor)
    answer = client.get(f"{address(round_)}file/")
    assert (store.sha256_of(answer.content), answer["Content-Type"]) == (row.sha256, "application/pdf")
    assert answer["Cache-Control"] == "private, no-store"
    name = f"record-sheet-{round_.submission.reference}-1.pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'


def test_a_changed_file_is_not_given_out(client, round_, mentor):
    row = made(round_, mentor)
    store.remove(row.storage_key)
    store.put_once(row.storage_key, b"%PDF-1.7 something else")
    client.force_login(mentor)
    assert client.get(f"{address(round_)}file/").status_code == 404


def test_readers_have_the_door_and_strangers_do_not(client, cast, round_, mentor):
    made(round_, mentor)
    for person in (mentor, cast.pcm, cast.office):
        client.force_login(person)
        assert client.get(f"{address(round_)}file/").status_code == 200, person
    for person in (holder(Role.OFFICE), holder(Role.PCM), cast.mentor(name="Somebody Else")):
        client.force_login(person)
        found = [client.get(f"{address(round_)}{rest}").status_code for rest in ("", "file/")]
        assert [*found, client.post(address(round_)).status_code] == [404, 404, 404]
        with pytest.raises(PermissionDenied):
            ask(round=round_, by=person)
    assert SheetFile.objects.count() == 1
