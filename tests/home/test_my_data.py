"""One's own data: asked for once, made however often the worker is killed, its owner's alone (T24, T45)."""

import io
import json
import time
import zipfile
from datetime import timedelta

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_q.models import OrmQ, Schedule

import reviews.actions
from cms.privacy import path_in_copy
from forms.files import path_of
from forms.models import Attachment
from home.models import DataExport
from home.privacy import archive, tasks
from home.privacy.asking import ask
from home.privacy.offices import offices_for
from people.models import OutgoingMail, User
from people.roles import Role
from portfolio.actions import settle_concern
from portfolio.models import Concern, EvidenceCriterion, EvidenceItem
from tests.factories import portfolio as make
from tests.factories.people import UserFactory, holder
from tests.portfolio.conftest import content  # noqa: F401  fixture: the site's own forms
from tests.reading import text
from tests.sessions import just_signed_in

pytestmark = pytest.mark.django_db

PAGE = "/my/data/"


@pytest.fixture
def cast(db):
    return make.make_cast()


@pytest.fixture
def mentor(cast):
    """A mentor with one file."""
    enrolment = cast.enrol()
    make.add_evidence(enrolment, files=[make.a_file(cast.mentor, "Ünser Plan #1.pdf")])
    return cast.mentor


def made(person):
    """A copy, asked for and made."""
    row = ask(person=person, by=person, seen=str(getattr(DataExport.objects.first(), "pk", "")))
    assert tasks.make(row.pk) == "made"
    row.refresh_from_db()
    return row


def stored():
    """The copies in private storage."""
    try:
        return sorted(storages["private"].listdir("copies")[1])
    except FileNotFoundError:
        return []


@pytest.fixture(autouse=True)
def empty_store(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "private": {**settings.STORAGES["private"], "OPTIONS": {"location": str(tmp_path), "base_url": None}}
    }


def zip_of(person):
    out = io.BytesIO()
    archive.write(person, out)
    return zipfile.ZipFile(out)


# --- asked for once ---------------------------------------------------------------------------------------


def test_a_double_click_asks_for_one_copy(client, mentor):
    client.force_login(mentor)
    before = OrmQ.objects.count()
    for _ in range(2):
        assert client.post(PAGE, {"seen": ""}).status_code == 302
    assert (DataExport.objects.count(), OrmQ.objects.count() - before) == (1, 1)


def test_a_second_press_that_comes_after_the_worker_asks_for_nothing(mentor):
    row = made(mentor)
    assert ask(person=mentor, by=mentor, seen="") == row
    assert ask(person=mentor, by=mentor, seen=str(row.pk)) != row


def test_the_database_holds_one_copy_in_the_making_for_each_person(mentor):
    ask(person=mentor, by=mentor)
    with pytest.raises(IntegrityError), transaction.atomic():
        DataExport.objects.create(person=mentor)


def test_nobody_asks_for_somebody_else(cast, mentor):
    with pytest.raises(PermissionDenied, match="only ask for your own data"):
        ask(person=mentor, by=cast.office)
    assert not DataExport.objects.exists()


# --- made once --------------------------------------------------------------------------------------------


def test_the_worker_makes_one_file_and_owes_one_message(mentor):
    row = made(mentor)
    assert tasks.make(row.pk) == "nothing to do"
    assert stored() == [f"{row.key}-1.zip"]
    assert row.size == storages["private"].size(row.place())
    assert row.gone_at - row.made_at == timedelta(days=7)
    mail = OutgoingMail.objects.get(kind="data-export")
    assert (mail.recipient, mail.attachments, mail.person) == (mentor.email, [], mentor)
    assert f"{settings.BASE_URL}/my/data/" in mail.text


def test_a_worker_killed_after_storing_leaves_one_file_in_the_end(mentor, monkeypatch):
    row = ask(person=mentor, by=mentor)
    with monkeypatch.context() as patch:
        patch.setattr(tasks, "note", lambda row, size: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            tasks.make(row.pk)
    assert stored() == [f"{row.key}-1.zip"]
    assert tasks.make(row.pk) == "made"
    assert stored() == [f"{row.key}-2.zip"]
    assert OutgoingMail.objects.filter(kind="data-export").count() == 1


def test_a_worker_that_comes_too_late_spoils_nothing(mentor):
    row = ask(person=mentor, by=mentor)
    late = tasks.begin(row.pk)
    size = tasks.store(late)
    assert tasks.make(row.pk) == "made"
    tasks.store(late)
    assert tasks.note(late, size) == "nothing to do"
    assert stored() == [f"{row.key}-2.zip"]


def test_five_failures_are_given_up_and_can_be_tried_again(client, mentor, monkeypatch):
    row = ask(person=mentor, by=mentor)
    with monkeypatch.context() as patch:
        patch.setattr(archive, "write", lambda person, out: 1 / 0)
        for _ in range(5):
            with pytest.raises(ZeroDivisionError):
                tasks.make(row.pk)
    client.force_login(mentor)
    page = text(client.get(PAGE))
    assert "could not be prepared" in page
    assert "Try again" in page
    client.post(PAGE, {"seen": row.pk})
    assert tasks.make(DataExport.objects.first().pk) == "made"
    assert DataExport.objects.count() == 1


def test_a_new_copy_takes_the_place_of_the_old_one(mentor):
    old, new = made(mentor), made(mentor)
    assert (list(DataExport.objects.all()), stored()) == ([new], [f"{new.key}-1.zip"])
    assert old.key != new.key


# --- taken away -------------------------------------------------------------------------------------------


def test_after_seven_days_file_and_row_are_gone(mentor):
    row = made(mentor)
    DataExport.objects.update(gone_at=timezone.now() + timedelta(minutes=1))
    assert tasks.sweep() == "0 taken away, 0 asked for again"
    DataExport.objects.update(gone_at=timezone.now())
    assert tasks.sweep() == "1 taken away, 0 asked for again"
    assert (stored(), DataExport.objects.filter(pk=row.pk).exists()) == ([], False)


def test_t43_what_was_redacted_does_not_stay_in_a_copy(cast, mentor):
    made(mentor)
    piece = EvidenceItem.objects.get()
    concern = Concern.objects.create(evidence=piece, reported_by=cast.pcm, words="A name")
    settle_concern(concern=concern, by=cast.office, outcome=Concern.Outcome.REDACTED)
    assert tasks.sweep() == "1 taken away, 0 asked for again"
    assert stored() == []


def test_t43_what_was_erased_from_a_sheet_does_not_either(cast):
    round_ = make.send_sheet(cast.ready())
    made(cast.mentor)
    label = round_.sending.parts.first().label
    reviews.actions.erase_parts(round=round_, labels=[label], by=cast.office, reason="Asked for.")
    assert tasks.sweep() == "1 taken away, 0 asked for again"
    assert stored() == []


def test_what_was_left_half_made_is_asked_for_again(mentor):
    row = ask(person=mentor, by=mentor)
    DataExport.objects.update(asked_at=timezone.now() - timedelta(minutes=16))
    before = OrmQ.objects.count()
    assert tasks.sweep() == "0 taken away, 1 asked for again"
    assert OrmQ.objects.count() == before + 1
    assert DataExport.objects.get() == row


def test_the_worker_sweeps_every_hour():
    assert Schedule.objects.get(func="home.privacy.tasks.sweep").schedule_type == Schedule.HOURLY


# --- the page and the door --------------------------------------------------------------------------------


def address(row):
    return f"{PAGE}{row.key}/"


def test_the_page_says_how_far_it_is_without_javascript(client, mentor):
    just_signed_in(client, mentor)
    assert "Prepare my data" in text(client.get(PAGE))
    waiting = text(client.post(PAGE, follow=True))
    assert "Your copy is being prepared." in waiting
    assert '<meta http-equiv="refresh" content="10">' in waiting
    tasks.make(DataExport.objects.get().pk)
    ready = text(client.get(PAGE))
    assert "Download the copy" in ready
    assert "http-equiv" not in ready


def test_the_page_names_the_office_to_write_to(client, cast, mentor):
    client.force_login(mentor)
    page = text(client.get(PAGE))
    assert cast.provider.office_email in page
    assert offices_for(mentor) == [cast.provider]
    assert offices_for(cast.pcm) == [cast.provider]
    assert cast.provider in offices_for(UserFactory())


def test_the_account_leads_to_it(client, mentor):
    client.force_login(mentor)
    assert f'href="{PAGE}"' in text(client.get("/account/"))


def test_its_owner_downloads_it_and_no_cache_keeps_it(client, mentor):
    row = made(mentor)
    answer = just_signed_in(client, mentor).get(address(row))
    body = b"".join(answer.streaming_content)
    assert zipfile.ZipFile(io.BytesIO(body)).testzip() is None
    assert (len(body), answer["Content-Type"]) == (row.size, "application/zip")
    assert answer["Cache-Control"] == "private, no-store"
    day = timezone.localdate(row.made_at).isoformat()
    assert answer["Content-Disposition"] == f'attachment; filename="my-data-{day}.zip"'


@pytest.mark.parametrize("role", ["pcm", "tutor", "office", "lead"])
def test_nobody_else_finds_it(client, cast, mentor, role):
    row = made(mentor)
    assert just_signed_in(client, getattr(cast, role)).get(address(row)).status_code == 404


def test_an_administrator_and_a_visitor_do_not_either(client, mentor):
    row = made(mentor)
    assert client.get(address(row)).status_code == 302
    admin = UserFactory(admin=True)
    assert just_signed_in(client, admin).get(address(row)).status_code == 404


def test_an_old_or_lost_copy_is_not_there(client, mentor):
    row = made(mentor)
    just_signed_in(client, mentor)
    DataExport.objects.update(gone_at=timezone.now())
    assert client.get(address(row)).status_code == 404
    assert "Prepare my data" in text(client.get(PAGE))
    DataExport.objects.update(gone_at=timezone.now() + timedelta(days=1))
    storages["private"].delete(row.place())
    assert client.get(address(row)).status_code == 404


def test_t39_who_signed_in_long_ago_proves_again_who_they_are(client, mentor):
    row = made(mentor)
    just_signed_in(client, mentor)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": time.time() - 1200}]
    session.save()
    page = text(client.get(PAGE))
    assert "Go on to download" in page
    assert address(row) not in page
    assert client.get(address(row)).url == PAGE
    asked = client.post(f"{PAGE}prove/")
    assert asked.url.startswith("/account/reauthenticate/")
    mentor.set_password("a-long-password-here")
    mentor.save()
    just_signed_in(client, mentor)
    assert client.post(f"{PAGE}prove/").url == PAGE
    assert address(row) in text(client.get(PAGE))


# --- what is in it ----------------------------------------------------------------------------------------


def test_files_have_their_own_names_made_safe(mentor):
    names = [name for name in zip_of(mentor).namelist() if name.startswith("files/")]
    key = Attachment.objects.get().key
    assert names == [f"files/{key[-8:]}-Ünser_Plan_1.pdf"]


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("../../etc/passwd", "files/12345678-passwd"),
        ("..\\..\\boot.ini", "files/12345678-boot.ini"),
        (".pdf", "files/12345678-file.pdf"),
        ("...", "files/12345678-file"),
        ("a\nb\x00c.p/d.f", "files/12345678-d.f"),
        ("x" * 300 + ".docx", f"files/12345678-{'x' * 80}.docx"),
        ("评估.pdf", "files/12345678-评估.pdf"),
    ],
)
def test_no_name_leads_out_of_the_folder(name, path):
    assert path_in_copy("attachments/ab/cd/abcd12345678", name) == path


def test_two_files_of_one_name_are_both_there(mentor):
    make.a_file(mentor, "plan.pdf")
    make.a_file(mentor, "plan.pdf")
    assert len([name for name in zip_of(mentor).namelist() if name.endswith("plan.pdf")]) == 2


def test_a_file_that_the_site_lost_is_named(mentor):
    storages["private"].delete(path_of(Attachment.objects.get().key))
    found = zip_of(mentor)
    assert "Plan_1.pdf" in found.read("missing-files.txt").decode()
    assert not [name for name in found.namelist() if name.startswith("files/")]


def test_a_file_that_is_still_being_checked_is_not_given(mentor):
    Attachment.objects.update(state=Attachment.State.SCANNING)
    found = zip_of(mentor)
    assert not [name for name in found.namelist() if name.startswith("files/")]
    told = json.loads(found.read("data.json"))
    assert told["files_you_uploaded"][0]["File"] == "Not in this copy: being checked for viruses"


def test_the_data_is_one_object_with_iso_dates(cast, mentor):
    told = json.loads(zip_of(mentor).read("data.json"))
    (piece,) = told["evidence"]
    assert piece["Date of the activity"] == make.ago(40).isoformat()
    assert piece["Kind"] == "Observation and feedback"
    added = EvidenceItem.objects.get().created_at
    assert piece["Added"] == timezone.localtime(added).isoformat(timespec="seconds")
    assert told["person"] == mentor.name


def test_the_page_in_it_fetches_nothing_and_escapes_what_people_wrote(mentor):
    EvidenceItem.objects.update(title="<script>alert(1)</script>")
    page = zip_of(mentor).read("index.html").decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    for fetching in ("<script", "<link", "<img", "src=", "url(", "@import"):
        assert fetching not in page
    assert '<html lang="en-GB">' in page


def test_joined_accounts_are_one_person(cast, mentor):
    twin = holder(Role.MENTOR, school=cast.school, name="Twin")
    make.a_file(twin, "of-the-other-account.pdf")
    User.objects.filter(pk=twin.pk).update(same_as=mentor, is_active=False)
    names = " ".join(zip_of(mentor).namelist())
    assert "of-the-other-account.pdf" in names
    assert "of-the-other-account.pdf" in " ".join(zip_of(User.objects.get(pk=twin.pk)).namelist())


def test_it_asks_no_more_for_two_hundred_pieces_than_for_ten(cast, mentor):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            archive.write(mentor, io.BytesIO())
        return len(asked)

    def pieces(number):
        first = EvidenceItem.objects.first()
        criterion = first.links.first().criterion
        for n in range(number - EvidenceItem.objects.count()):
            piece = EvidenceItem.objects.create(
                enrolment=first.enrolment, title=f"Piece {n}", kind="other", anonymous=True,
                activity_date=first.activity_date,
            )  # fmt: skip
            EvidenceCriterion.objects.create(evidence=piece, criterion=criterion, note="Shown")
            piece.files.set(first.files.all())

    pieces(10)
    archive.write(mentor, io.BytesIO())
    ten = queries()
    pieces(200)
    assert queries() == ten


def test_the_page_asks_the_same_with_and_without_a_copy(client, mentor, cast):
    client.force_login(mentor)

    def queries():
        with CaptureQueriesContext(connection) as asked:
            client.get(PAGE)
        return len(asked)

    client.get(PAGE)
    before = queries()
    made(mentor)
    made(cast.pcm)
    assert queries() == before


# --- by the office of data protection ----------------------------------------------------------------------


def test_the_command_writes_the_same_for_its_owner_alone(mentor, tmp_path, capsys):
    out = tmp_path / "out.zip"
    call_command("export_person", mentor.email.upper(), str(out))
    assert out.stat().st_mode & 0o777 == 0o600
    names = set(zipfile.ZipFile(out).namelist())
    assert names == set(zip_of(mentor).namelist())
    assert mentor.email in capsys.readouterr().out


def test_the_command_overwrites_nothing_and_knows_nobody_else(mentor, tmp_path):
    out = tmp_path / "out.zip"
    out.write_text("kept")
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export_person", mentor.email, str(out))
    assert out.read_text() == "kept"
    with pytest.raises(CommandError, match="Nobody here has the address"):
        call_command("export_person", "nobody@people.example", str(tmp_path / "other.zip"))
    assert not (tmp_path / "other.zip").exists()
