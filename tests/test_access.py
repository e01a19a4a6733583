"""Every address of ours, asked by every role, with real objects at several stages (T1, T2, S1, S2, S14).

The table of answers is tests/access_table.py; an address that does not stand in it fails.
"""

import re
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import get_resolver, reverse

from forms import compiler
from forms.models import Attachment, FormPage, Submission
from home.models import DataExport
from modules.models import EventPage, Phase
from people.models import Appointment, OutgoingMail, Partnership, User
from people.permissions import holders, school_of
from people.roles import Role
from portfolio.models import Concern, Enrolment, Exemption, Placement
from register.models import Certificate, Engagement
from tests.access_table import ADMIN, LISTS_OF_THEIR_OWN, SHADOWED, TABLE
from tests.demo import mentor_at
from tests.factories.people import AppointmentFactory, InvitationFactory, holder

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


@dataclass
class Objects:
    """What belongs to one mentor: everything that an address may name."""

    enrolment: Enrolment

    @property
    def submission(self):
        """The record sheet, or the audit while there is none."""
        return Submission.objects.filter(owner=self.enrolment.person).order_by("-pk").first()

    @property
    def certificate(self):
        return Certificate.objects.filter(person=self.enrolment.person).first()

    @property
    def evidence(self):
        return self.enrolment.evidence.filter(files__isnull=False).first()

    @property
    def post_of_the_pcm(self):
        school = school_of(self.enrolment.person)
        return Appointment.objects.filter(role=Role.PCM, school=school).earliest("pk")

    def words(self):
        """{argument of an address: its value}."""
        found = {"enrolment": self.enrolment.slug, "number": 1, "code": "M1", "criterion": "S1.1"}
        found |= {"token": "no-such-invitation", "which": "days"}
        found |= {"appointment": self.post_of_the_pcm.pk}
        found |= {"phase": Phase.objects.filter(provider=self.enrolment.provider).earliest("pk").pk}
        pair = sorted([self.enrolment.person_id, self.post_of_the_pcm.person_id])
        found |= dict(zip(("first", "second"), pair, strict=True))
        found |= {"event": EventPage.objects.of([self.enrolment.provider]).earliest("starts_at").pk}
        if talk := self.enrolment.conversations.first():
            found |= {"kind": "conversation", "slug": talk.slug}
        if concern := Concern.objects.filter(evidence=self.evidence).first():
            found |= {"concern": concern.slug}
        if self.evidence:
            found |= {"item": self.evidence.slug, "key": self.evidence.files.first().key}
        if self.submission:
            found |= {"reference": self.submission.reference}
        if asked := self.enrolment.requests.first():
            found |= {"asked": asked.slug}
        if waiver := Exemption.objects.filter(provider=self.enrolment.provider).first():
            found |= {"waiver": waiver.slug}
        if shared := Placement.objects.filter(provider=self.enrolment.provider, shared=True).first():
            found |= {"placement": shared.slug}
        if noted := Engagement.objects.filter(provider=self.enrolment.provider, taken_back_at=None).first():
            found |= {"engagement": noted.slug}
        copy = DataExport.objects.filter(person=self.enrolment.person).first()
        found |= {"copy": getattr(copy, "key", "none")}
        if self.certificate:
            found |= {"number": self.certificate.number, "revision": 1}
        return found


def objects_of(stage):
    return Objects(mentor_at(stage))


ROWS_OF = {"placements": "placements", "conversations": "conversations", "observations": "observations"}


def address(name, mine, children=None):
    """The address `name` for a mentor's objects; `children` are whose evidence, files and rows it names."""
    children = children or mine
    words = mine.words() | {k: v for k, v in children.words().items() if k in ("item", "key")}
    if name.startswith("form:"):
        return form_address(name.removeprefix("form:"), mine, words)
    kind = name.removeprefix("portfolio:").split("_")[0]
    if kind in ROWS_OF:
        row = getattr(children.enrolment, kind).first()
        words["row"] = row.slug if row else "none"
    if name == "register:check":
        words["code"] = mine.certificate.code
    wanted = next(iter(get_resolver().reverse_dict.getlist(name)), None) if ":" not in name else None
    wanted = wanted[0][0][1] if wanted else parameters(name)
    return reverse(name, kwargs={key: words[key] for key in wanted})


def parameters(name):
    """The arguments that a namespaced address takes."""
    namespace, _, short = name.partition(":")
    _prefix, resolver = get_resolver().namespace_dict[namespace]
    return resolver.reverse_dict.getlist(short)[0][0][0][1]


def form_address(name, mine, words):
    page = Submission.objects.get(reference=words["reference"]).page.specific
    first = compiler.steps(mine.submission.version)[0]["slug"]
    tail = {
        "start": "",
        "resume": "{reference}/",
        "step": f"{{reference}}/{first}/",
        "check_answers": "{reference}/check/",
        "confirmation": "{reference}/sent/",
        "new_version": "{reference}/version/",
        "delete_draft": "{reference}/delete/",
        "take_back": "{reference}/withdraw/",
        "attachment": "{reference}/files/{key}/",
    }[name]
    return page.url + tail.format(**words)


# --- the people who ask -------------------------------------------------------------------------------------


def cast_around(mine):
    """{role: person} around a mentor: everybody the table knows but the visitor."""
    mentor, provider = mine.enrolment.person, mine.enrolment.provider
    school = school_of(mentor)
    other = Enrolment.objects.exclude(provider=provider).exclude(person__appointments__school=school).first()
    elsewhere, their_school = other.provider, school_of(other.person)
    former = holder(Role.PCM, school=school, name="Former PCM")
    return {
        "owner": mentor,
        "colleague": Appointment.objects.filter(school=school, role=Role.MENTOR)
        .exclude(person=mentor)
        .first()
        .person,
        "stranger": other.person,
        "pcm": holders(Role.PCM, school=school).exclude(pk=former.pk).earliest("pk"),
        "other_pcm": holders(Role.PCM, school=their_school).get(),
        "tutor": holders(Role.LINK_TUTOR, provider=provider).earliest("pk"),
        "other_tutor": holders(Role.LINK_TUTOR, provider=elsewhere).get(),
        "office": holders(Role.OFFICE, provider=provider).get(),
        "other_office": holders(Role.OFFICE, provider=elsewhere).get(),
        "lead": holders(Role.PROVIDER_LEAD, provider=provider).get(),
        "other_lead": holders(Role.PROVIDER_LEAD, provider=elsewhere).get(),
        "coordinator": holders(Role.COORDINATOR).get(),
        "editor": User.objects.get(groups__name="Editors"),
        "moderator": User.objects.get(groups__name="Moderators"),
        "admin": User.objects.get(is_superuser=True),
        "closed": former,
    }


def browsers(people, **options):
    """{role: a client}, signed in; the closed account was closed after signing in."""
    found = {role: Client(**options) for role in ("anon", *people)}
    for role, person in people.items():
        found[role].force_login(person)
    if "closed" in people:
        User.objects.filter(pk=people["closed"].pk).update(is_active=False)
    return found


@contextmanager
def writes():
    """The tables that the database is told to change while the block lasts, sessions and counters aside."""
    changed = []

    def watch(execute, sql, params, many, context):
        if found := re.match(r'(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM|REPLACE INTO) "?(\w+)', sql):
            changed.append(found[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield changed
    changed[:] = [table for table in changed if table not in ("django_session", "shared_cache")]


def posted(client, url):
    """The status of a POST without fields; what it changed is rolled back."""
    with transaction.atomic():
        status = client.post(url).status_code
        transaction.set_rollback(True)
    return status


# --- the table is whole -------------------------------------------------------------------------------------


def routes(resolver=None, namespaces=()):
    """(name, module of the view) of every address below the resolver."""
    for entry in (resolver or get_resolver()).url_patterns:
        if hasattr(entry, "url_patterns"):
            inner = (entry.namespace,) if entry.namespace else ()
            yield from routes(entry, namespaces + inner)
        else:
            yield ":".join([*namespaces, entry.name or ""]), entry.callback.__module__


THEIRS = (
    "wagtail.",
    "allauth.",
    "django.",
)  # tested by their own makers; which are reachable: test_admin_crawl


def test_every_address_of_ours_stands_in_the_table():
    ours = {name for name, module in routes() if name and not module.startswith(THEIRS)}
    in_tree = {f"form:{route.name}" for route in FormPage.get_subpage_urls()} - {"form:index_route"}
    assert ours | in_tree == TABLE.keys() | ADMIN.keys()


# Wagtail's shadowed doors, and the short way to a form's step, which "form:step" asks.
NAMELESS = {"django.views.generic.base", "forms.urls"}


def test_nothing_else_hides_without_a_name(client):
    nameless = {module for name, module in routes() if not name}
    led = {url: client.get(url).get("Location") for url in SHADOWED}
    assert ({module for module in nameless if not module.startswith("wagtail.")}, led) == (NAMELESS, SHADOWED)


# --- every role at every address ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", TABLE)
def test_each_role_gets_its_answer(name):
    row, mine = TABLE[name], objects_of(TABLE[name].stage)
    url, clients = address(name, mine), browsers(cast_around(mine))
    with writes() as changed:
        got = {role: client.get(url).status_code for role, client in clients.items()}
    assert got == row.answers("get")
    assert changed == []
    assert {role: posted(client, url) for role, client in clients.items()} == row.answers("post")


NO_ACCOUNT_TOUCHED = {"register:check"}  # compares a file, changes nothing, asks no account


@pytest.mark.parametrize("name", TABLE)
def test_a_post_without_the_sites_own_token_is_refused(name):
    mine = objects_of(TABLE[name].stage)
    asking = {
        role: person for role, person in cast_around(mine).items() if role in ("owner", "pcm", "office")
    }
    url, clients = address(name, mine), browsers(asking, enforce_csrf_checks=True)
    got = {role: client.post(url).status_code for role, client in clients.items()}
    assert set(got.values()) == ({200} if name in NO_ACCOUNT_TOUCHED else {403})


# --- objects of others --------------------------------------------------------------------------------------

NESTED = [
    name
    for name in TABLE
    if re.search("_(item|change|notes|remove|versions)$|:file$", name) and "reviews" not in name
]


WRITTEN = [name for name in NESTED if TABLE[name].answers("post")["owner"] != 405]


@pytest.mark.parametrize("name", NESTED)
def test_one_cannot_reach_anothers_things_through_ones_own(name):
    """T2: the parent is one's own, the child somebody else's."""
    mine, theirs = objects_of("returned"), objects_of("ready")
    client = Client()
    client.force_login(mine.enrolment.person)
    url = address(name, mine, children=theirs)
    with writes() as changed:
        answers = client.get(url).status_code, client.post(url).status_code
    assert answers == (404, 404 if name in WRITTEN else 405)
    assert changed == []


@pytest.mark.parametrize("name", ["reviews:file", "form:attachment"])
def test_a_file_opens_only_through_what_it_was_sent_with(name):
    mine, theirs = objects_of("with_pcm"), objects_of("ready")
    people = cast_around(mine)
    client = Client()
    client.force_login(people["pcm" if name == "reviews:file" else "owner"])
    answers = [client.get(address(name, mine, children=whose)).status_code for whose in (mine, theirs)]
    assert answers == [200, 404]


FOREIGN = [name for name, row in TABLE.items() if row.answers("get")["stranger"] == 404]


# Addresses that name something by a number, with one that nobody has.
MISSING = {
    "register:own_certificate": ["MC-2026-999999", 1],
    "register:school_copy": ["MC-2026-999999", 1],
    "reviews:away_one": [999999],
    "portfolio:phase": [999999],
    "portfolio:phase_remove": [999999],
    "portfolio:confirm_one": ["conversation", "zzzzzzzz"],
    "portfolio:my_data_download": ["0" * 32],
}


@pytest.mark.parametrize("name", FOREIGN)
def test_a_foreign_thing_looks_like_one_that_does_not_exist(name):
    mine = objects_of(TABLE[name].stage)
    client = Client()
    client.force_login(cast_around(mine)["stranger"])
    url = address(name, mine)
    words = mine.words()
    if name in MISSING:
        missing = reverse(name, args=MISSING[name])
    else:
        keys = ("enrolment", "asked", "concern", "item", "placement", "waiver", "reference")
        own = next(words[key] for key in keys if key in words and words[key] in url)
        missing = url.replace(own, "ZZZZZZZZZZ" if own == words["reference"] else "zzzzzzzz")
    assert missing != url
    assert body(client.get(url)) == body(client.get(missing))


def body(response):
    """What the page says, without the token that is new each time."""
    return response.status_code, re.sub(
        r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode()
    )


def test_there_is_a_file_a_mail_and_a_certificate_to_hide():
    counts = [model.objects.count() > 0 for model in (Attachment, OutgoingMail, Certificate)]
    assert counts == [True, True, True]


# --- the lists in the admin ---------------------------------------------------------------------------------


def row_behind(name, people):
    """The primary key of a row of the mentor's provider for an address of the admin's lists."""
    mentor = people["owner"]
    provider = Enrolment.objects.get(person=mentor).provider
    return {
        "people_provider": provider.pk,
        "people_school": school_of(mentor).pk,
        "people_partnership": Partnership.objects.filter(provider=provider).earliest("pk").pk,
        "people_appointment": Appointment.objects.get(person=mentor, role=Role.MENTOR).pk,
        "people_invitation": InvitationFactory(school=school_of(mentor)).pk,
        "people": mentor.pk,
        "messages": OutgoingMail.objects.filter(person=mentor).first().pk,
    }[name.split("_modeladmin")[0]]


@pytest.mark.parametrize("name", ADMIN)
def test_only_those_who_keep_a_list_open_it(name):
    # At this mentor's school no other provider places student teachers, so its staff know nobody there.
    mine = objects_of("certified")
    people = cast_around(mine)
    clients = browsers(people)
    of_one = name.endswith(("_inspect", "_edit", "_delete"))
    url = reverse(name, args=[row_behind(name, people)] if of_one else [])
    with writes() as changed:
        got = {role for role, client in clients.items() if client.get(url).status_code == 200}
    wanted = set(ADMIN[name])
    if name.endswith(LISTS_OF_THEIR_OWN) and "office" in wanted:
        wanted |= {"other_office", "other_lead"}
    assert got == wanted
    assert changed == []


def test_who_lost_a_role_loses_its_rooms_with_the_next_request():
    """T7: the appointment has ended; nothing else about the account or its session has changed."""
    mine = objects_of("with_pcm")
    pcm = cast_around(mine)["pcm"]
    client = Client()
    client.force_login(pcm)
    url = address("reviews:review", mine)
    before = client.get(url).status_code
    Appointment.objects.filter(person=pcm).update(start="2020-09-01", end="2021-08-31")
    assert (before, client.get(url).status_code) == (200, 404)


def test_a_new_role_elsewhere_opens_nothing_here():
    mine = objects_of("with_pcm")
    stranger = cast_around(mine)["stranger"]
    AppointmentFactory(person=stranger, role=Role.PCM, school=school_of(stranger))
    client = Client()
    client.force_login(stranger)
    assert client.get(address("reviews:review", mine)).status_code == 404
