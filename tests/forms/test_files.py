"""Files: taken in by kind, drawn anew, given out safely, removed when nobody refers to them (T18 to T25,
X5, X11).
"""

import datetime
import email.message
import errno
import hashlib
import io
import os

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from PIL import Image

from forms import actions, files
from forms.errors import RefusedFile
from forms.files import accepting, names, storing
from forms.models import Attachment, Submission
from tests.factories import forms as make

from .conftest import address

pytestmark = pytest.mark.django_db
PDF = "application/pdf"


def stored():
    """Every file in private storage, as paths."""
    found = []
    for folder, _folders, here in os.walk(storages["private"].path("attachments")):
        found += [os.path.join(folder, name) for name in here]
    return found


@pytest.fixture(autouse=True)
def own_storage(settings, tmp_path):
    """Each test has a private storage of its own."""
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {**settings.STORAGES["private"], "OPTIONS": {"location": str(tmp_path), "base_url": None}},
    }


def accept(jo, name="note.pdf", content=None, **more):
    return files.accept(make.upload(name, content), owner=jo, **more)


def body(response):
    return b"".join(response.streaming_content)


@pytest.mark.parametrize(
    ("name", "content", "kept_as", "kind"),
    [
        ("plan.pdf", make.pdf(), "plan.pdf", PDF),
        ("PLAN.PDF", make.pdf(), "PLAN.pdf", PDF),
        ("notes.docx", make.docx(), "notes.docx", accepting.TYPES["docx"]),
        ("photo.png", make.picture(), "photo.png", "image/png"),
        ("photo.jpeg", make.picture(kind="JPEG"), "photo.jpg", "image/jpeg"),
        ("photo.JPG", make.picture(kind="JPEG"), "photo.jpg", "image/jpeg"),
    ],
)
def test_a_good_file_is_kept_under_a_random_key(jo, name, content, kept_as, kind):
    attachment = accept(jo, name, content)
    assert (attachment.name, attachment.content_type, attachment.state) == (kept_as, kind, "clean")
    (place,) = stored()
    key = attachment.key
    assert place.endswith(f"attachments/{key[:2]}/{key[2:4]}/{key}")
    assert len(key) == 32
    given = body(files.respond(attachment))
    assert (len(given), attachment.sha256) == (attachment.size, hashlib.sha256(given).hexdigest())


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_where_and_when_a_picture_was_taken_is_gone(jo, kind):
    exif = Image.Exif()
    exif[0x010F] = "SECRETCAMERA"
    exif.get_ifd(0x8825)[1] = "N"
    content = make.picture(kind=kind, exif=exif.tobytes(), comment=b"SECRETCOMMENT")
    assert b"SECRETCAMERA" in content
    given = body(files.respond(accept(jo, f"photo.{kind.lower()}", content)))
    assert b"SECRET" not in given
    with Image.open(io.BytesIO(given)) as picture:
        assert (dict(picture.getexif()), picture.info.get("comment"), picture.size) == ({}, None, (8, 8))


def test_a_picture_lies_as_it_was_taken(jo):
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by the camera
    content = make.picture(size=(8, 4), kind="JPEG", exif=exif.tobytes())
    with Image.open(io.BytesIO(body(files.respond(accept(jo, "a.jpg", content))))) as picture:
        assert picture.size == (4, 8)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_pictures_of_every_mode_are_taken(jo, mode):
    made = io.BytesIO()
    Image.new(mode, (4, 4)).save(made, "PNG")
    assert accept(jo, "a.png", made.getvalue()).content_type == "image/png"


def test_ten_megabytes_are_taken_and_one_byte_more_is_not(jo):
    start, end = make.pdf().split(b"trailer")
    filler = files.MOST_BYTES - len(make.pdf())
    whole = start + b"%" + b"x" * (filler - 2) + b"\n" + b"trailer" + end
    assert len(whole) == files.MOST_BYTES
    assert accept(jo, "big.pdf", whole).size == files.MOST_BYTES
    with pytest.raises(RefusedFile, match=r"^“big.pdf” is larger than 10 MB\. Choose a smaller file\.$"):
        accept(jo, "big.pdf", whole + b"\n")
    assert len(stored()) == 1


def test_twenty_files_and_no_more(jo):
    submission = make.ready(jo)
    Attachment.objects.bulk_create(Attachment(owner=jo, submission=submission, size=1) for _ in range(20))
    with pytest.raises(RefusedFile, match="You have added 20 files"):
        accept(jo, submission=submission)
    assert stored() == []


def test_a_hundred_megabytes_together_and_no_more(jo):
    submission = make.ready(jo)
    Attachment.objects.create(owner=jo, submission=submission, size=files.MOST_TOGETHER - 100)
    with pytest.raises(RefusedFile, match="more than 100 MB together"):
        accept(jo, submission=submission)


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\jo\\plan.pdf", "plan.pdf"),
        ("plan\x00.pdf", "plan.pdf"),
        ("invoice\u202efdp.pdf", "invoicefdp.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", "a Set-Cookie- x=1.pdf"),
        ('a";filename=evil.html".pdf', "a--filename=evil.html-.pdf"),
        ("CON.pdf", "file CON.pdf"),
        ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
        (".pdf", "pdf.pdf"),
        ("....pdf", "pdf.pdf"),
        ("/", "file.pdf"),
        ("Łukasz – Ğül, część 1.pdf", "Łukasz – Ğül, część 1.pdf"),
        ("e\u0301.pdf", "é.pdf"),
        ("plan.PDF", "plan.pdf"),
    ],
)
def test_names_are_made_harmless_and_offered_so(jo, given, safe):
    assert names.safe(given, "pdf") == safe
    attachment = accept(jo)
    attachment.name = names.safe(given, "pdf")
    header = files.respond(attachment)["Content-Disposition"]
    message = email.message.Message()
    message["Content-Disposition"] = header
    assert header.startswith("attachment;")
    assert "\n" not in header
    assert message.get_filename() == safe


def test_a_file_is_given_to_save_and_never_to_open(jo):
    response = files.respond(accept(jo))
    found = {name: response[name] for name in response.headers if name not in ("Content-Length",)}
    assert found == {
        "Content-Type": PDF,
        "Content-Disposition": 'attachment; filename="note.pdf"',
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, no-store",
        "Cross-Origin-Resource-Policy": "same-origin",
    }


def test_headers_stay_so_through_the_whole_site(mine, jo):
    submission = draft_with_file(mine, jo)
    response = mine.get(address(submission, "files", submission.attachments.get().key))
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "private, no-store"
    assert not response.has_header("ETag")


def draft_with_file(mine, jo, **more):
    page = make.form_page(make.step("Notes", make.question("file", "Notes", "f", **more), key="s"))
    submission = make.started(page, jo)
    assert mine.post(address(submission, "notes"), {"f": make.upload()}).status_code == 302
    return Submission.objects.get(pk=submission.pk)


@pytest.mark.parametrize(
    ("state", "words"),
    [("scanning", "still being checked"), ("rejected", "contains a virus"), ("erased", "It was erased.")],
)
def test_a_file_that_is_not_clean_is_not_given(mine, jo, state, words):
    submission = draft_with_file(mine, jo)
    Attachment.objects.update(state=state)
    response = mine.get(address(submission, "files", submission.attachments.get().key))
    assert response.status_code == 404
    assert words in response.content.decode()


def test_lost_bytes_are_a_page_not_an_error(mine, jo):
    submission = draft_with_file(mine, jo)
    os.unlink(stored()[0])
    response = mine.get(address(submission, "files", submission.attachments.get().key))
    assert response.status_code == 404
    assert "This file is not available" in response.content.decode()


def test_storage_is_not_under_any_address(client, jo):
    attachment = accept(jo)
    for url in (f"/media/{files.path_of(attachment.key)}", f"/static/{files.path_of(attachment.key)}"):
        assert client.get(url, follow=True).status_code == 404


# -- in a draft --------------------------------------------------------------------------------------------
def test_a_chosen_file_stays_when_another_answer_is_missing(mine, jo):
    page = make.form_page(
        make.step(
            "Notes", make.question("file", "Notes", "f"), make.question("short_text", "Town", "t"), key="s"
        )
    )
    submission = make.started(page, jo)
    response = mine.post(address(submission, "notes"), {"f": make.upload("plan.pdf"), "t": ""})
    shown = response.content.decode()
    assert "Enter town" in shown
    assert "plan.pdf</a>" in shown
    assert mine.post(address(submission, "notes"), {"t": "Leeds"}).status_code == 302


def test_a_refused_file_says_why_and_the_step_is_kept(mine, jo):
    page = make.form_page(
        make.step(
            "Notes", make.question("file", "Notes", "f"), make.question("short_text", "Town", "t"), key="s"
        )
    )
    submission = make.started(page, jo)
    for button in ({}, {"later": "1"}, {"back": "1"}):
        response = mine.post(
            address(submission, "notes"), {"f": make.upload("run.exe", b"MZ"), "t": "Leeds"} | button
        )
        shown = response.content.decode()
        assert response.status_code == 200
        assert '<a href="#id_f">“run.exe” is not a kind of file that we take.' in shown
        assert "Choose a file for notes" not in shown
    assert Submission.objects.get().answers == {"s": {"t": "Leeds"}}
    assert stored() == []


def test_remove_takes_the_file_out_and_keeps_what_was_typed(mine, jo):
    page = make.form_page(
        make.step(
            "Notes", make.question("file", "Notes", "f"), make.question("short_text", "Town", "t"), key="s"
        )
    )
    submission = make.started(page, jo)
    mine.post(address(submission, "notes"), {"f": make.upload()})
    key = Attachment.objects.get().key
    response = mine.post(address(submission, "notes"), {"remove": key, "t": "Leeds"})
    assert response.url == address(submission, "notes")
    assert Submission.objects.get().answers == {"s": {"f": [], "t": "Leeds"}}
    assert Attachment.objects.count() == 0


def test_one_file_replaces_another_unless_several_may_come(mine, jo, django_capture_on_commit_callbacks):
    submission = draft_with_file(mine, jo)
    with django_capture_on_commit_callbacks(execute=True):
        mine.post(address(submission, "notes"), {"f": make.upload("second.pdf")})
    assert [row.name for row in Attachment.objects.all()] == ["second.pdf"]
    assert len(stored()) == 1
    several = draft_with_file(mine, jo, several=True)
    mine.post(address(several, "notes"), {"f": [make.upload("a.pdf"), make.upload("b.pdf")]})
    shown = mine.get(address(several, "check")).content.decode()
    assert [name in shown for name in ("note.pdf", "a.pdf", "b.pdf")] == [True] * 3


def test_the_same_file_again_is_kept_once(mine, jo, django_capture_on_commit_callbacks):
    submission = draft_with_file(mine, jo, several=True)
    with django_capture_on_commit_callbacks(execute=True):
        mine.post(address(submission, "notes"), {"f": make.upload()})
    assert (Attachment.objects.count(), len(stored())) == (1, 1)


# -- faults ------------------------------------------------------------------------------------------------
class Full:
    """A storage whose disk is full after some bytes."""

    def __init__(self, real):
        self.real = real

    def save(self, name, content):
        self.real.save(name, ContentFile(b"part"))
        raise OSError(errno.ENOSPC, "No space left on device")

    def __getattr__(self, name):
        return getattr(self.real, name)


def test_a_full_disk_is_said_and_leaves_nothing(mine, jo, monkeypatch):
    submission = make.started(
        make.form_page(make.step("Notes", make.question("file", "Notes", "f"), key="s")), jo
    )
    real = storages["private"]
    monkeypatch.setattr(storing, "storages", {"private": Full(real)})
    response = mine.post(address(submission, "notes"), {"f": make.upload()})
    assert "We could not store the file just now." in response.content.decode()
    assert (Attachment.objects.count(), stored()) == (0, [])


def test_bytes_go_when_the_row_cannot_be_written(jo, monkeypatch):
    monkeypatch.setattr(Attachment, "save", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        accept(jo)
    assert stored() == []


def test_a_file_goes_when_the_answers_cannot_be_written(jo, monkeypatch):
    page = make.form_page(make.step("Notes", make.question("file", "Notes", "f"), key="s"))
    submission = make.started(page, jo)
    monkeypatch.setattr(actions.drafts, "write", lambda *args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        actions.attach(submission=submission, by=jo, step_id="s", question_id="f", upload=make.upload())
    assert Attachment.objects.count() == 0


# -- purging -----------------------------------------------------------------------------------------------
def test_only_old_files_that_nothing_refers_to_are_purged(mine, jo, django_capture_on_commit_callbacks):
    with time_machine.travel(datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=8)):
        in_draft = draft_with_file(mine, jo).attachments.get()
        gone = accept(jo, "gone.pdf")
        was_sent = draft_with_file(mine, jo)
        actions.send(submission=was_sent, by=jo, statement="")
        Submission.objects.filter(pk=was_sent.pk).update(answers={})
    young = accept(jo, "young.pdf")
    with django_capture_on_commit_callbacks(execute=True):
        assert files.purge_orphans(datetime.timedelta(days=7)) == (1, 0)
    left = set(Attachment.objects.values_list("pk", flat=True))
    assert left == {in_draft.pk, was_sent.attachments.get().pk, young.pk}
    assert gone.key not in " ".join(stored())
    assert len(stored()) == 3


def test_bytes_without_a_row_are_purged(jo):
    kept, lost = accept(jo), "ab" * 16
    storing.put(lost, b"left behind")
    old = datetime.datetime.now(datetime.UTC).timestamp() - 8 * 24 * 3600
    for place in stored():
        os.utime(place, (old, old))
    assert files.purge_orphans(datetime.timedelta(days=7)) == (0, 1)
    (place,) = stored()
    assert place.endswith(kept.key)


def test_purging_an_empty_storage_does_nothing(db):
    assert files.purge_orphans(datetime.timedelta(days=7)) == (0, 0)


def test_discarding_leaves_what_was_sent(mine, jo, django_capture_on_commit_callbacks):
    submission = draft_with_file(mine, jo)
    attachment = submission.attachments.get()
    actions.send(submission=submission, by=jo, statement="")
    actions.return_(submission=submission, reason="More.")
    with django_capture_on_commit_callbacks(execute=True):
        mine.post(address(submission, "notes"), {"remove": attachment.key})
    assert (Attachment.objects.count(), len(stored())) == (1, 1)
