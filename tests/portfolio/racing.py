"""Races in a portfolio: two leads, two tabs, a double click, on whatever database Django is set up for.

Each race makes its own people, lets everybody press at once, and says in plain words what came of it.
`python -m tests.portfolio.racing` runs them all on a migrated database and prints them as JSON.
"""

import json
import sys
from functools import partial

from tests.reviews.racing import at_once

LEADS = 10


def place():
    """(Cast, enrolment, the provider's leads): a mentor on Entry, and so many who may decide."""
    from people.models import Provider
    from people.roles import Role
    from tests.factories import portfolio as make
    from tests.factories.people import holder

    cast = make.make_cast()
    Provider.objects.filter(pk=cast.provider.pk).update(name=f"Provider {cast.provider.pk}")  # unique
    leads = [holder(Role.PROVIDER_LEAD, provider=cast.provider) for _ in range(LEADS)]
    return cast, cast.enrol(), leads


def tell(answers, **facts):
    return {"answers": dict(sorted(answers.items())), **facts}


def deciding(request, lead, granted):
    """A press of "Decide" by this lead."""
    from people.models import User
    from portfolio import actions
    from portfolio.models import Request

    def press():
        by, fresh = User.objects.get(pk=lead.pk), Request.objects.get(pk=request.pk)
        actions.decide_request(request=fresh, by=by, granted=granted, reason="As we agreed.")
        return "granted" if granted else "not granted"

    return press


def ten_leads_decide_a_pause():
    """Five grant it and five do not, in the same second."""
    from people.models import OutgoingMail
    from tests.factories import portfolio as make
    from tests.factories import requests as ask

    _, enrolment, leads = place()
    request = ask.pause(enrolment, make.ago(10))
    answers = at_once([deciding(request, lead, number % 2 == 0) for number, lead in enumerate(leads)])
    request.refresh_from_db()
    return tell(
        answers,
        decided="granted" if request.granted else "not granted",
        history=enrolment.events.filter(kind="paused").count(),
        mails=OutgoingMail.objects.filter(recipient=enrolment.person.email, kind__contains="decided").count(),
    )


def ten_leads_waive():
    """All of them waive the same requirement for the same mentor."""
    from modules.models import Level
    from people.models import User
    from portfolio import actions
    from portfolio.models import Exemption

    cast, enrolment, leads = place()
    level = Level.objects.get(slug="mastery")
    words = {"grounds": "Ten years of mentoring.", "reason": "Known to us.", "provider": cast.provider}

    def press(lead):
        by = User.objects.get(pk=lead.pk)
        about = {"person": enrolment.person, "level": level, "requirement": "prerequisite"}
        actions.waive(**about, **words, by=by)
        return "waived"

    answers = at_once([partial(press, lead) for lead in leads])
    return tell(answers, waived=Exemption.objects.valid().filter(person=enrolment.person).count())


def two_tabs_save_a_piece():
    """One piece of evidence, opened in two tabs, saved in both."""
    from people.models import User
    from portfolio import actions
    from portfolio.actions.evidence import seen_now
    from portfolio.models import EvidenceItem
    from tests.factories import portfolio as make

    _, enrolment, _ = place()
    piece = make.add_evidence(enrolment, "S1.1")
    seen = seen_now(EvidenceItem.objects.get(pk=piece.pk))

    def press(title):
        row = EvidenceItem.objects.get(pk=piece.pk)
        actions.save_evidence(
            enrolment=row.enrolment,
            by=User.objects.get(pk=enrolment.person_id),
            evidence=row,
            title=title,
            kind=row.kind,
            activity_date=row.activity_date,
            criteria=[link.criterion for link in row.links.all()],
            anonymous=True,
            description=row.description,
            seen=seen,
        )
        return "saved"

    answers = at_once([partial(press, title) for title in ("On the bus", "At the desk")])
    piece.refresh_from_db()
    return tell(
        answers, versions=piece.versions.count(), changed=piece.title in ("On the bus", "At the desk")
    )


def ten_clicks_enrol():
    """A mentor presses "Enrol" ten times."""
    from modules.models import Level
    from people.models import Provider, User
    from people.roles import Role
    from portfolio import actions
    from portfolio.models import Enrolment
    from tests.factories.people import holder

    cast, *_ = place()
    person = holder(Role.MENTOR, school=cast.school)

    def press():
        fresh = User.objects.get(pk=person.pk)
        level, provider = Level.objects.get(slug="entry"), Provider.objects.get(pk=cast.provider.pk)
        actions.enrol(person=fresh, level=level, provider=provider, shares=True, by=fresh)
        return "enrolled"

    answers = at_once([press] * 10)
    return tell(answers, enrolments=Enrolment.objects.filter(person=person).count())


RACES = {
    race.__name__: race
    for race in (ten_leads_decide_a_pause, ten_leads_waive, two_tabs_save_a_piece, ten_clicks_enrol)
}


def main():
    import django

    django.setup()
    from django.core.management import call_command

    call_command("load_content", verbosity=0)
    sys.stdout.write(json.dumps({name: race() for name, race in RACES.items()}))


if __name__ == "__main__":
    main()
