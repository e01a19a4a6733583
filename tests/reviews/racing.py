"""Races of a review: many presses in the same moment, on whatever database Django is set up for.

Each race makes its own people and round, lets everybody press at once, and says in plain numbers what came of
it. `python -m tests.reviews.racing NAME ...` runs them in a process of its own and prints them as JSON.
"""

import contextlib
import json
import re
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from unittest import mock

AT_ONCE = 20
REASON = "Please add the date of the lesson."


def at_once(presses):
    """Run the presses together, each on a connection of its own; {what each gave or raised: how often}."""
    from django.core.exceptions import PermissionDenied
    from django.db import connection

    from forms.errors import NotNow

    start = Barrier(len(presses))

    def run(press):
        connection.ensure_connection()
        start.wait()
        try:
            return str(press())
        except (PermissionDenied, NotNow):
            return "refused"
        except Exception as error:
            return type(error).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(len(presses)) as threads:
        return Counter(threads.map(run, presses))


def came_of_it(round_, answers):
    """What the tables hold after a race, and what the presses gave."""
    from django_q.models import OrmQ

    from people.models import OutgoingMail
    from reviews import chain
    from reviews.models import Round

    round_ = Round.objects.for_review().get(pk=round_.pk)
    about = OutgoingMail.objects.filter(reference__startswith=f"{round_.submission.reference}/")
    mails = list(about.values_list("pk", "kind", "recipient"))
    owed = Counter(task.task["args"][0] for task in OrmQ.objects.all() if task.task["group"] == "mail")
    return {
        "answers": dict(sorted(answers.items())),
        "outcomes": dict(Counter(line.outcome for line in round_.decisions.all())),
        "open stages": sum(stage.is_open for stage in round_.stages.all()),
        "closed": round_.closed_at is not None,
        "status": round_.submission.status,
        "intact": not any(found.is_fault for found in chain.verify(round_, read_files=False)),
        "mails": dict(sorted(Counter(kind for _, kind, _ in mails).items())),
        "each mail owed once": all(owed[pk] == 1 for pk, _, _ in mails),
    }


# --- who presses what --------------------------------------------------------------------------------------


def crowd(role, signatures=1, count=AT_ONCE):
    """(Cast, Round, people): a sheet at its first stage, and so many who hold its role and want each mail."""
    from people.models import MailChoice
    from people.roles import Role
    from reviews.models import ReviewWorkflow
    from tests.factories.people import ProviderFactory, SchoolFactory, holder
    from tests.factories.reviews import Cast, make_page, make_workflow

    provider = ProviderFactory()
    school = SchoolFactory(partner=provider)
    asked = "I have read it."
    stages = [(Role(role), asked, signatures), (Role.PROVIDER_LEAD, asked, 1)]
    page = make_page(make_workflow(f"Race {ReviewWorkflow.objects.count()}", stages), title="Record sheet")
    page.subject_for = lambda submission: {"school": school, "provider": provider}
    place = {"school": school} if role == "pcm" else {"provider": provider}
    people = [holder(Role(role), **place) for _ in range(count)]
    mentor, lead = holder(Role.MENTOR, school=school), holder(Role.PROVIDER_LEAD, provider=provider)
    MailChoice.objects.bulk_create(
        MailChoice(person=person, topic="reviews", value="each") for person in [*people, lead]
    )
    cast = Cast(school, provider, page, mentor, people[0], people[0], None, lead)
    return cast, cast.send(), people


def signing(round_, person):
    """A press of "sign" by this person, who saw the round as it is now."""
    from people.models import User
    from reviews import actions
    from reviews.models import Stage

    stage, seal = round_.stages.open().get().pk, round_.sending.seal

    def press():
        by = User.objects.get(pk=person.pk)
        fresh = Stage.objects.select_related("round").get(pk=stage)
        return actions.sign(stage=fresh, by=by, typed_name=by.name, seal=seal).outcome

    return press


def sending_back(round_, person):
    """A press of "send back" by this person."""
    from people.models import User
    from reviews import actions
    from reviews.models import Round

    stage, seal = round_.stages.open().get(), round_.sending.seal

    def press():
        facts = {"round": Round.objects.get(pk=round_.pk), "by": User.objects.get(pk=person.pk)}
        return actions.send_back(stage=stage, reason=REASON, seal=seal, **facts).outcome

    return press


def passing_on(round_, person, to):
    """A press of "pass on" by this person."""
    from people.models import User
    from reviews import actions

    stage = round_.stages.open().get()

    def press():
        by, receiver = User.objects.get(pk=person.pk), User.objects.get(pk=to.pk)
        return actions.pass_on(stage=stage, to=receiver, by=by, note="I am away.").outcome

    return press


def taking_back(cast, round_):
    """A press of "take it back" by the mentor, where the form lets them."""
    import forms.actions
    from cms.permissions import Allowed
    from forms.models import Submission

    def press():
        submission = Submission.objects.get(pk=round_.submission_id)
        submission._form = cast.page
        cast.page.may_withdraw = lambda sending: Allowed()
        return forms.actions.withdraw(submission=submission, by=submission.owner).status

    return press


def posting(round_, person, browser):
    """A press of the last button of the page, in one of this person's windows."""
    from django.test import Client
    from django.urls import reverse

    address = reverse("reviews:review", args=[round_.submission.reference])
    page = browser.get(address).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(seal|stage|seen)" value="([^"]*)"', page))
    typed = {**hidden, "decision": "sign", "typed_name": person.name, "reason": ""}

    def press():
        window = Client(raise_request_exception=False)
        window.cookies = browser.cookies
        return window.post(f"{address}decide/", typed).status_code

    return press


# --- the races ---------------------------------------------------------------------------------------------


def twenty_sign_once():
    """Twenty people sign a stage that wants one signature."""
    _, round_, people = crowd("pcm")
    return came_of_it(round_, at_once([signing(round_, person) for person in people]))


def twenty_sign_twice():
    """Twenty people sign a stage that wants two."""
    _, round_, people = crowd("link_tutor", signatures=2)
    return came_of_it(round_, at_once([signing(round_, person) for person in people]))


def ten_sign_ten_send_back():
    """Ten sign and ten send back in the same second."""
    _, round_, people = crowd("pcm")
    presses = [
        *(signing(round_, one) for one in people[:10]),
        *(sending_back(round_, one) for one in people[10:]),
    ]
    return came_of_it(round_, at_once(presses))


def twenty_send_back():
    """Twenty people send back."""
    _, round_, people = crowd("pcm")
    return came_of_it(round_, at_once([sending_back(round_, person) for person in people]))


def sign_and_pass_on():
    """Ten sign, ten pass on to the same colleague."""
    _, round_, people = crowd("pcm", count=AT_ONCE + 1)
    *people, colleague = people
    presses = [
        *(signing(round_, one) for one in people[:10]),
        *(passing_on(round_, one, colleague) for one in people[10:]),
    ]
    return came_of_it(round_, at_once(presses))


def twenty_pass_on():
    """Twenty people pass on to the same colleague."""
    _, round_, people = crowd("pcm", count=AT_ONCE + 1)
    *people, colleague = people
    return came_of_it(round_, at_once([passing_on(round_, person, colleague) for person in people]))


def sign_and_take_back():
    """Ten sign while the mentor takes the sheet back, in two windows."""
    cast, round_, people = crowd("pcm", count=10)
    presses = [
        *(signing(round_, one) for one in people),
        taking_back(cast, round_),
        taking_back(cast, round_),
    ]
    return came_of_it(round_, at_once(presses))


def twenty_clicks():
    """One person presses the page's last button twenty times."""
    from django.test import Client

    from tests.sessions import just_signed_in

    _, round_, people = crowd("pcm", count=1)
    browser = just_signed_in(Client(), people[0])
    press = posting(round_, people[0], browser)
    return came_of_it(round_, at_once([press] * AT_ONCE))


RACES = {
    race.__name__: race
    for race in (
        twenty_sign_once,
        twenty_sign_twice,
        ten_sign_ten_send_back,
        twenty_send_back,
        sign_and_pass_on,
        twenty_pass_on,
        sign_and_take_back,
        twenty_clicks,
    )
}


# --- the negative control ----------------------------------------------------------------------------------


@contextlib.contextmanager
def loose(guard=True):
    """Rounds are read without a lock, and (unless `guard` is False) whoever asks may decide."""
    from cms.permissions import Allowed
    from reviews import guards, permissions
    from reviews.actions import deciding, locking, passing
    from reviews.models import Round

    taken_out = [(guards, "can_sign"), (guards, "can_send_back")]
    taken_out += [(permissions, "can_pass_on"), (permissions, "can_receive")]

    with contextlib.ExitStack() as patches:
        for module in (deciding, locking, passing):
            unlocked = mock.patch.object(
                module, "lock", lambda row: Round.objects.for_review().get(pk=row.pk)
            )
            patches.enter_context(unlocked)
        for module, name in taken_out if guard else ():
            patches.enter_context(mock.patch.object(module, name, return_value=Allowed()))
        yield


CONTROLS = {"": contextlib.nullcontext, "loose": loose, "unlocked": lambda: loose(guard=False)}


def main(names):
    """Run the races named ("loose:twenty_sign_once" with a control) and print {name: what came of it}."""
    import django

    django.setup()
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["testserver"]
    found = {}
    for name in names:
        control, _, race = name.rpartition(":")
        with CONTROLS[control]():
            found[name] = RACES[race]()
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1:])
