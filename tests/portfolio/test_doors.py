"""Who gets through which door: 404 for foreign work, 403 in the wrong role, sign-in for visitors (T1, T2)."""

import re

import pytest
from django.urls import get_resolver, reverse

from people.roles import Role
from portfolio.models import Conversation, EvidenceItem, Observation, Placement
from tests.factories import portfolio as make
from tests.factories.people import holder

pytestmark = pytest.mark.django_db

CHANGING = ("add", "change", "remove", "notes", "module", "sharing")


@pytest.fixture
def doors(ready):
    """{name: address} of every page of one enrolment, with rows that exist."""
    make.send_sheet(ready)
    item = ready.evidence.get()
    arguments = {
        "number": "1",
        "code": "m1",
        "item": item.slug,
        "key": item.files.get().key,
    }
    found = {}
    for pattern in get_resolver("portfolio.urls").url_patterns:
        wanted = pattern.pattern.converters
        if "enrolment" in wanted and not str(pattern.pattern).startswith("mentors/"):  # not the own ones
            row = {}
            if "row" in wanted:
                rows = getattr(ready, pattern.default_args.get("kind", "placements"))
                row = {"row": rows.get().slug}
            values = {name: (arguments | row | {"enrolment": ready.slug})[name] for name in wanted}
            found[pattern.name] = reverse(f"portfolio:{pattern.name}", kwargs=values)
    return found


def test_the_mentor_gets_through_every_door(doors, mine):
    redirected = {
        name: answer.status_code for name in doors if (answer := mine.get(doors[name])).status_code != 200
    }
    assert redirected == {}
    assert len(doors) == 38


def test_t1_foreign_pages_do_not_exist(doors, client, cast):
    stranger = cast.another_mentor()
    cast.enrol(stranger)
    for person in (stranger, cast.pcm, cast.tutor, holder(Role.OFFICE), holder(Role.COORDINATOR)):
        client.force_login(person)
        for method in (client.get, client.post):
            codes = {name: method(address).status_code for name, address in doors.items()}
            get_only = {name for name, code in codes.items() if code == 405 and method == client.post}
            assert {name: code for name, code in codes.items() if code != 404 and name not in get_only} == {}
            assert not any(word in name for name in get_only for word in CHANGING)


def test_t1_a_foreign_page_looks_like_one_that_is_not_there(doors, client, cast):
    client.force_login(cast.another_mentor())
    foreign = client.get(doors["enrolment"])
    missing = client.get("/my/00000000/")
    assert (foreign.status_code, without_token(foreign)) == (404, without_token(missing))


def without_token(answer):
    """A page without the token of its sign-out form, which is never twice the same."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())


@pytest.mark.parametrize("who", ["office", "lead"])
def test_the_providers_staff_see_no_mentors_own_page(doors, client, cast, who):
    client.force_login(getattr(cast, who))
    assert {client.get(address).status_code for address in doors.values()} == {403}


def test_visitors_are_asked_to_sign_in(doors, client):
    for address in [*doors.values(), "/my/", "/my/enrol/"]:
        answer = client.get(address)
        assert (answer.status_code, answer.url) == (302, f"/account/login/?next={address}")


def test_t2_rows_of_another_enrolment_are_not_found_under_ones_own(mine, cast, ready):
    other = cast.enrol(cast.another_mentor())
    make.everything(other, cast)
    foreign = {
        "evidence": other.evidence.get().slug,
        "placements": other.placements.get().slug,
        "conversations": other.conversations.get().slug,
        "observations": other.observations.get().slug,
    }
    for kind, slug in foreign.items():
        for end in ("change/", "remove/") if kind == "evidence" else ("", "remove/"):
            for method in (mine.get, mine.post):
                assert method(f"/my/{ready.slug}/{kind}/{slug}/{end}").status_code == 404
    assert mine.get(f"/my/{ready.slug}/files/{other.evidence.get().files.get().key}/").status_code == 404
    models = (EvidenceItem, Placement, Conversation, Observation)
    assert [model.objects.count() for model in models] == [2, 2, 2, 2]


def test_t24_a_file_is_a_download_that_nothing_keeps(doors, mine):
    answer = mine.get(doors["file"])
    assert (answer["Content-Disposition"], answer["Cache-Control"], answer["X-Content-Type-Options"]) == (
        'attachment; filename="feedback.pdf"',
        "private, no-store",
        "nosniff",
    )


def test_r31_the_mentor_keeps_what_was_sent_after_removing_it(doors, mine, ready):
    mine.post(doors["evidence_remove"])
    assert not ready.evidence.kept().exists()
    assert mine.get(doors["file"]).status_code == 200
    assert doors["file"] in mine.get(doors["sent"]).content.decode()


def test_withdrawn_mentors_read_and_change_nothing(doors, mine, ready):
    type(ready).objects.filter(pk=ready.pk).update(withdrawn_on=make.ago(0))
    assert mine.get(doors["enrolment"]).status_code == 200
    assert mine.get(doors["evidence_item"]).status_code == 200
    assert mine.post(doors["conversations_remove"]).status_code == 403
    assert mine.post(doors["module"]).status_code == 403
    assert ready.conversations.count() == 1
