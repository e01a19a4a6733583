"""What PCM and link tutor see of one mentor, and what waits for them there (R22, E1)."""

import pytest

from people.roles import Role
from tests.factories import portfolio as make
from tests.factories.people import AppointmentFactory, SchoolFactory, holder
from tests.portfolio.test_desk import queries

pytestmark = pytest.mark.django_db


def test_r22_pcm_and_tutor_see_how_far_the_mentor_is_and_nothing_of_the_evidence(ready, cast, client):
    secret = ready.evidence.get()
    for who in ("pcm", "tutor"):
        client.force_login(getattr(cast, who))
        answer = client.get(f"/my/mentors/{ready.slug}/")
        page = answer.content.decode()
        assert all(row["is_met"] for row in answer.context["checklist"])
        assert (secret.title in page, secret.description in page) == (False, False)


def test_t1_the_page_is_found_by_pcm_and_tutor_alone(ready, cast, client):
    codes = {}
    for name in ("mentor", "pcm", "tutor", "office", "lead"):
        client.force_login(getattr(cast, name))
        codes[name] = client.get(f"/my/mentors/{ready.slug}/").status_code
    assert codes == {"mentor": 404, "pcm": 200, "tutor": 200, "office": 404, "lead": 404}


def test_what_waits_for_each_stands_on_top(enrolment, cast, client):
    make.do_audit(enrolment)
    talk = make.talk(enrolment, other=cast.pcm, with_name="")
    seen = make.observe(enrolment, other=cast.tutor, tutor_name="")
    waiting = {}
    for who in ("pcm", "tutor"):
        client.force_login(getattr(cast, who))
        found = client.get(f"/my/mentors/{enrolment.slug}/").context["waiting"]
        waiting[who] = [url for _, url in found]
    assert waiting == {
        "pcm": [f"/my/confirm/conversation/{talk.slug}/", f"/my/mentors/{enrolment.slug}/audit/"],
        "tutor": [f"/my/confirm/observation/{seen.slug}/"],
    }


def test_r25_the_tutor_is_asked_for_a_joint_observation_until_one_is_noted(enrolment, cast, client):
    def waits(who):
        client.force_login(getattr(cast, who))
        return client.get(f"/my/mentors/{enrolment.slug}/").context["waiting"]

    asked = [("Observe a lesson together, and note it", f"/my/mentors/{enrolment.slug}/joint-observation/")]
    assert (waits("tutor"), waits("pcm")) == (asked, [])
    make.observe(enrolment)
    assert waits("tutor") == []


def test_who_is_asked_to_confirm_reads_you_and_others_read_the_name(enrolment, cast, client):
    make.talk(enrolment, other=cast.pcm, with_name="")
    said = {}
    colleague = holder(Role.PCM, school=cast.school)
    for name, person in (("asked", cast.pcm), ("colleague", colleague)):
        client.force_login(person)
        said[name] = client.get(f"/my/mentors/{enrolment.slug}/").context["talks"][0]["lines"][-1]
    assert said == {
        "asked": "You are asked to confirm this.",
        "colleague": f"{cast.pcm.name} is asked to confirm this.",
    }


def test_e1_a_new_pcm_does_not_read_what_was_said_at_the_old_school(enrolment, cast, client):
    make.talk(enrolment, other=cast.pcm, with_name="", gist="Said at the old school.")
    post = cast.mentor.appointments.get()
    post.start, post.end = make.ago(400), make.ago(5)
    post.save()
    school = SchoolFactory(partner=cast.provider)
    AppointmentFactory(person=cast.mentor, role=Role.MENTOR, school=school, start=make.ago(4))
    client.force_login(holder(Role.PCM, school=school))
    talk = client.get(f"/my/mentors/{enrolment.slug}/").context["talks"][0]
    assert talk["lines"] == []
    client.force_login(cast.tutor)
    assert client.get(f"/my/mentors/{enrolment.slug}/").context["talks"][0]["lines"] == []
    client.force_login(cast.pcm)
    assert client.get(f"/my/mentors/{enrolment.slug}/").status_code == 404


@pytest.mark.parametrize("who", ["pcm", "tutor"])
def test_the_pages_ask_no_more_for_many_talks_than_for_few(enrolment, cast, client, who):
    person = getattr(cast, who)
    role = Role.PCM if who == "pcm" else Role.LINK_TUTOR
    client.force_login(person)

    def more(count):
        for _ in range(count):
            make.talk(enrolment, role=role, other=person, with_name="")
            make.observe(enrolment, other=cast.tutor, tutor_name="")
            cast.enrol(cast.another_mentor())

    def asked():
        return [
            queries(client, url) for url in (f"/my/mentors/{enrolment.slug}/", "/my/mentors/", "/my/confirm/")
        ]

    more(1)
    asked()
    few = asked()
    more(6)
    assert asked() == few
    assert few[0] <= 32
    assert max(few[1:]) <= 15
