"""Files that have to be opened before a signature: noted by a press, listed, asked for (E8, R25)."""

import pytest
from django.urls import reverse

from people.roles import Role
from reviews import actions
from reviews.models import Decision, MustOpen, Opening, ReviewStage
from reviews.openings import still_to_open
from tests.factories.people import holder
from tests.factories.reviews import PCM_SAYS, TUTOR_SAYS, make_cast, make_workflow, send_back, stage_of
from tests.reading import text
from tests.sessions import just_signed_in

REASON = "Good notes. Please add the date of the lesson by Friday."


@pytest.fixture
def cast(db):
    workflow = make_workflow(stages=((Role.PCM, PCM_SAYS, 1), (Role.LINK_TUTOR, TUTOR_SAYS, 1)))
    ReviewStage.objects.update(must_open=MustOpen.CHANGED)
    return make_cast(type(workflow).objects.get(pk=workflow.pk))


@pytest.fixture
def sent(cast):
    """(round, key of its file)."""
    submission = cast.draft()
    attachment = cast.attach(submission)
    return cast.send(submission), attachment.key


def url(round_, name, *more):
    return reverse(f"reviews:{name}", args=[round_.submission.reference, *more])


def typed(round_, **more):
    given = {"seal": round_.sending.seal, "stage": "1", "seen": "0", "decision": "sign"}
    return given | {"typed_name": "Asha Patel", "reason": REASON} | more


def test_a_signature_is_refused_by_name_of_the_file_and_keeps_what_was_typed(client, cast, sent):
    round_, _ = sent
    just_signed_in(client, cast.pcm)
    for step in ("review", "decide"):
        page = text(client.post(url(round_, step), typed(round_)))
        assert page.count("Open this file before you sign: “notes.png”.") == 2
        assert 'value="Asha Patel"' in page
        assert REASON in page
    assert Decision.objects.count() == 0


def test_pressing_the_file_notes_it_and_opens_it(client, cast, sent):
    round_, key = sent
    just_signed_in(client, cast.pcm)
    page = text(client.get(url(round_, "review")))
    assert f'action="{url(round_, "open", key)}"' in page
    assert "not opened yet" in page

    response = client.post(url(round_, "open", key))

    assert response.headers["Location"] == url(round_, "file", key)
    assert [(row.person, row.label) for row in Opening.objects.all()] == [(cast.pcm, "File 1")]
    page = text(client.get(url(round_, "review")))
    assert "not opened yet" not in page
    assert f'href="{url(round_, "file", key)}"' in page
    assert "Check your decision" in text(client.post(url(round_, "review"), typed(round_)))


def test_reading_the_page_and_getting_the_file_write_nothing(client, cast, sent):
    round_, key = sent
    just_signed_in(client, cast.pcm)
    client.get(url(round_, "review"))
    client.get(url(round_, "file", key))

    assert Opening.objects.count() == 0
    assert client.get(url(round_, "open", key)).status_code == 405


def test_each_person_opens_for_themselves(client, cast, sent):
    round_, key = sent
    other = holder(Role.PCM, school=cast.school, name="Nia Next")
    just_signed_in(client, other)
    client.post(url(round_, "open", key))
    just_signed_in(client, cast.pcm)

    assert "Open this file before you sign" in text(client.post(url(round_, "review"), typed(round_)))


@pytest.fixture
def sent_again(cast, sent):
    """(the second round with one more file, key of the first file, label that the first one has in it)."""
    first, key = sent
    actions.note_opening(round=first, by=cast.pcm, label=label_of(first, key))
    send_back(first, cast.pcm)
    first.submission.refresh_from_db()
    cast.attach(first.submission, name="new.png", colour="blue")
    return cast.send(first.submission), key


def label_of(round_, key):
    """The label of the file with this key in what was sent."""
    parts = round_.sending.parts.filter(kind="file")
    return next(part.label for part in parts if part.content["key"] == key)


def test_what_somebody_opened_in_an_earlier_round_need_not_be_opened_again(client, cast, sent_again):
    second, _ = sent_again
    just_signed_in(client, cast.pcm)
    page = text(client.get(url(second, "review")))

    assert page.count("not opened yet") == 1
    assert "Open this file before you sign: “new.png”." in text(
        client.post(url(second, "review"), typed(second))
    )


def test_who_has_not_read_the_earlier_round_opens_each_file(cast, sent_again):
    second, key = sent_again
    newcomer = holder(Role.PCM, school=cast.school)

    assert still_to_open(newcomer, stage_of(second)) == [
        (label_of(second, key), "notes.png"),
        (label_of(second, second_key(second, key)), "new.png"),
    ]


def second_key(round_, key):
    """The key of the other file."""
    parts = round_.sending.parts.filter(kind="file")
    return next(part.content["key"] for part in parts if part.content["key"] != key)


def test_sending_back_needs_nothing_opened(client, cast, sent):
    round_, _ = sent
    just_signed_in(client, cast.pcm)
    client.post(url(round_, "decide"), typed(round_, decision="back"))

    assert Decision.objects.get().comment == REASON


def test_strangers_open_nothing(client, cast, sent):
    round_, key = sent
    for person in (cast.mentor, holder(Role.PCM), holder(Role.OFFICE)):
        just_signed_in(client, person)
        assert client.post(url(round_, "open", key)).status_code == 404
    client.logout()
    assert client.post(url(round_, "open", key)).status_code == 302
    assert Opening.objects.count() == 0
