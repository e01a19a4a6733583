"""A year of Entry as the mentor's browser sees it, from enrolling to the signed sheet."""

import re

from django.contrib.messages import get_messages

from forms.models import Submission
from portfolio.models import Enrolment
from tests.factories import portfolio as make
from tests.factories.forms import upload


def test_a_year_of_entry(mine, cast):
    # Given a mentor who has never been here
    page = mine.get("/my/")
    assert "You are not working towards a certificate yet" in page.content.decode()
    # When they enrol and decline to share
    form = mine.get("/my/enrol/").context["form"]
    enrolled = mine.post(
        "/my/enrol/",
        {
            "level": cast.level.pk,
            "provider": cast.provider.pk,
            "shares": "no",
            "notice": form.notice_row.pk,
        },
    )
    enrolment = Enrolment.objects.get(person=cast.mentor)
    assert enrolled.url == f"/my/{enrolment.slug}/"
    base = enrolled.url
    # and do the audit through its form
    start = mine.get(f"{base}audit/")
    began = mine.post(start.url)
    submission = Submission.objects.get(owner=cast.mentor)
    assert began.url == f"{start.url}{submission.reference}/"
    make.send(make.filled(submission))
    assert (
        "Highest" in mine.get(f"{base}audit/").content.decode()
        or "throughout" in mine.get(f"{base}audit/").content.decode()
    )
    # and note the conversation, both modules, the placement and the observation
    steps = [
        (
            "conversations/add/",
            {"with_name": "Asha Patel", "gist": "We meet on Mondays.", "agreed": "yes"},
            "held_on",
        ),
        ("modules/m1/", {"reflection": "The handbook is clearer than I thought."}, "completed_on"),
        ("modules/m2/", {"reflection": "Fewer targets, kept to."}, "completed_on"),
        ("observations/add/", {"tutor_name": "Tom Reid", "note": "We saw the same thing."}, "held_on"),
    ]
    for address, facts, day in steps:
        answer = mine.post(f"{base}{address}", facts | make.boxes(day, make.ago(30)))
        assert answer.status_code == 302, answer.context["form"].errors
    placement = {"student": "SK", "school": cast.school.pk, "provider": cast.provider.pk, "completed": "yes"}
    placement |= make.boxes("start", make.ago(120)) | make.boxes("end", make.ago(10))
    assert mine.post(f"{base}placements/add/", placement).url == base
    # and add evidence with a file for every key criterion
    key = make.criteria(enrolment)
    evidence = {
        "title": "Feedback on a Year 8 lesson",
        "kind": "observation",
        "criteria": [criterion.pk for criterion in key],
        "anonymous": "on",
        "files": upload("feedback.pdf"),
    }
    added = mine.post(f"{base}evidence/add/", evidence | make.boxes("activity_date", make.ago(20)))
    assert added.status_code == 302, added.context["form"].errors
    notes = {f"note-{criterion.pk}": f"Shows {criterion.code}." for criterion in key}
    assert mine.post(added.url, notes).url == f"{base}evidence/"
    # Then the record sheet opens, and goes to the PCM
    page = mine.get(base)
    assert page.context["state"].key == "ready"
    assert page.context["next"].url == f"{base}record-sheet/"
    assert [(task.name, task.status) for _, tasks in page.context["groups"] for task in tasks][-2:] == [
        ("Record sheet and sign-off", "not_started"),
        ("Certificate", "cannot_start"),
    ]
    sheet_page = mine.get(f"{base}record-sheet/").url
    sheet = mine.post(sheet_page).url
    submission = Submission.objects.get(reference=sheet.rstrip("/").rsplit("/", 1)[1])
    make.filled(submission)
    check = mine.get(f"{sheet}check/")
    sent = mine.post(f"{sheet}check/", {"revision": submission.revision})
    assert sent.url == f"{sheet}sent/", [str(message) for message in get_messages(sent.wsgi_request)]
    assert check.status_code == mine.get(sent.url).status_code == 200
    assert mine.get(base).context["state"].key == "with_pcm"
    # and once everybody has signed, the page says so
    make.sign_all(submission.rounds.get(), cast)
    page = mine.get(base)
    assert page.context["state"].label == "Signed off"
    assert re.search(r"The partnership office of Kingsmere University issues", page.content.decode())
