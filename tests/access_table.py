"""Who may open what: for every address of ours, the answer that each role gets (T1).

A row names the stage of the mentor whose objects the address leads to, then the answers to GET and to a POST
without any fields: a number for everybody who is signed in, or a dict of roles with `others` for the rest.
Whoever is not signed in, or whose account is closed, is sent to sign in unless the row is public.
"""

from dataclasses import dataclass

ROLES = (
    "anon owner colleague stranger pcm other_pcm tutor other_tutor office other_office "
    "lead other_lead coordinator editor moderator admin closed"
).split()
SIGNED_OUT = ("anon", "closed")


@dataclass(frozen=True)
class Row:
    """One address: at which mentor's objects it is tried, and what comes back."""

    stage: str
    get: object
    post: object
    public: bool = False

    def answers(self, method):
        """{role: status} for "get" or "post"."""
        wanted = getattr(self, method)
        if isinstance(wanted, int):
            wanted = {"others": wanted}
        if not self.public:
            wanted = dict.fromkeys(SIGNED_OUT, 302) | wanted
        return {role: wanted.get(role, wanted["others"]) for role in ROLES}


def own(code):
    """A mentor's own page: the provider's staff know the mentor, so are refused; nobody else finds it."""
    return {"owner": code, "office": 403, "lead": 403, "others": 404}


def alone(code):
    """What exists for its owner only."""
    return {"owner": code, "others": 404}


def readers(code, **more):
    """What those who sign, and the provider's staff, may read; nobody else finds it, the mentor neither."""
    return {"pcm": code, "tutor": code, "office": code, "lead": code, "others": 404} | more


def offices(code, other):
    """A room of partnership offices; `other` is what the office of another provider gets."""
    return {"office": code, "other_office": other, "others": 403}


def helpers(code, **more):
    """A mentor’s year, for the PCM of the school and the link tutor of the home provider alone."""
    return {"pcm": code, "tutor": code, "others": 404} | more


def tutors_and_pcms(code):
    """A room of everybody who helps mentors, each with their own."""
    return dict.fromkeys(("pcm", "other_pcm", "tutor", "other_tutor"), code) | {"others": 403}


def leads(code):
    """A room of provider leads, each with their own provider's rows."""
    return {"lead": code, "other_lead": code, "others": 403}


def reporters(code):
    """Reports: office and lead of any provider, of their own; co-ordinators, without names."""
    staff = ("office", "other_office", "lead", "other_lead", "coordinator")
    return dict.fromkeys(staff, code) | {"others": 403}


def posts(code):
    """The PCM’s days away: theirs, administrators’, and both providers’ with whom the school works."""
    staff = ("office", "other_office", "lead", "other_lead")
    return dict.fromkeys((*staff, "pcm", "admin"), code) | {"coordinator": 403, "others": 404}


def keepers_of_a_provider(code):
    """Office and lead of any provider, each with their own provider's rows."""
    return dict.fromkeys(("office", "other_office", "lead", "other_lead"), code) | {"others": 403}


def register_staff(code, **more):
    """The register: offices, leads and link tutors of all member providers."""
    staff = ("office", "other_office", "lead", "other_lead", "tutor", "other_tutor")
    return dict.fromkeys(staff, code) | {"others": 403} | more


def noted_by_them(code, **more):
    """An engagement: whoever noted it, and nobody of another provider."""
    return register_staff(404, office=code, lead=code, tutor=code) | more


def bookers(code):
    """Whoever may book training: mentors and PCMs of any school."""
    return dict.fromkeys(("owner", "colleague", "stranger", "pcm", "other_pcm"), code) | {"others": 403}


def own_provider(code):
    """An event's list: office and lead of its provider; others' do not find it."""
    others = dict.fromkeys(("other_office", "other_lead"), 404)
    return {"office": code, "lead": code, "others": 403} | others


READ_ONLY = 405  # said before anybody looks whose it is
READ_ONLY_TO_ALL = {"anon": 405, "closed": 405, "others": 405}  # even before anybody is asked to sign in

TABLE = {
    # the mentor's own rooms
    "portfolio:desk": Row("midway", 200, READ_ONLY),
    "portfolio:school": Row("midway", {"pcm": 200, "other_pcm": 200, "others": 403}, READ_ONLY),
    "portfolio:visits": Row("midway", {"tutor": 200, "other_tutor": 200, "others": 403}, READ_ONLY),
    "portfolio:provider": Row("midway", leads(200), READ_ONLY),
    "portfolio:enrol": Row("midway", 200, 403),
    "portfolio:enrolment": Row("midway", own(200), READ_ONLY),
    "portfolio:sharing": Row("midway", own(200), own(200)),
    "portfolio:progress": Row("midway", own(200), READ_ONLY),
    "portfolio:audit": Row("midway", own(200), READ_ONLY),
    "portfolio:record_sheet": Row("returned", own(200), READ_ONLY),
    "portfolio:answer": Row("returned", own(200), own(404)),  # there is no such question
    "portfolio:ask_for_another": Row("returned", own(200), own(302)),
    "portfolio:sent": Row("returned", own(200), READ_ONLY),
    "portfolio:module": Row("midway", own(200), own(200)),
    "portfolio:evidence": Row("midway", own(200), READ_ONLY),
    "portfolio:evidence_add": Row("midway", own(200), own(200)),
    "portfolio:evidence_item": Row("midway", own(200), READ_ONLY),
    "portfolio:evidence_change": Row("midway", own(200), own(200)),
    "portfolio:evidence_notes": Row("midway", own(200), own(200)),
    "portfolio:evidence_remove": Row("midway", own(200), own(302)),
    "portfolio:evidence_quick": Row("midway", own(200), own(200)),
    "portfolio:evidence_versions": Row("midway", own(200), own(404)),  # there is no such version
    "portfolio:evidence_removed": Row("midway", own(200), own(404)),  # there is no such piece
    "portfolio:file": Row("midway", own(200), READ_ONLY),
    # a concern about evidence that was sent: who reads it reports, the provider's office and lead settle
    "portfolio:concern_report": Row("with_pcm", readers(200, owner=200), readers(200, owner=200)),
    "portfolio:concerns": Row("with_pcm", keepers_of_a_provider(200), READ_ONLY),
    "portfolio:concern": Row(
        "with_pcm", {"office": 200, "lead": 200, "others": 404}, {"office": 200, "lead": 200, "others": 404}
    ),
    "portfolio:concern_file": Row("with_pcm", {"office": 200, "lead": 200, "others": 404}, READ_ONLY),
    "portfolio:placements": Row("midway", own(200), READ_ONLY),
    "portfolio:placements_add": Row("midway", own(200), own(200)),
    "portfolio:placements_change": Row("midway", own(200), own(200)),
    "portfolio:placements_remove": Row("midway", own(200), own(302)),
    "portfolio:conversations": Row("midway", own(200), READ_ONLY),
    "portfolio:conversations_add": Row("midway", own(200), own(200)),
    "portfolio:conversations_change": Row("midway", own(200), own(200)),
    "portfolio:conversations_remove": Row("midway", own(200), own(302)),
    "portfolio:observations": Row("returned", own(200), READ_ONLY),
    "portfolio:observations_add": Row("returned", own(200), own(200)),
    "portfolio:observations_change": Row("returned", own(200), own(200)),
    "portfolio:observations_remove": Row("returned", own(200), own(302)),
    # whom PCMs and link tutors help; Entry asks for no observation by the PCM, so there is nothing to note
    "portfolio:mentors": Row("midway", tutors_and_pcms(200), READ_ONLY),
    "portfolio:mentor": Row("midway", helpers(200), READ_ONLY),
    "portfolio:mentor_audit": Row("midway", helpers(200, tutor=403), helpers(200, tutor=403)),
    "portfolio:mentor_conversation": Row("midway", helpers(200), helpers(200)),
    "portfolio:pcm_observation": Row("midway", helpers(403), helpers(403)),
    "portfolio:joint_observation": Row("midway", helpers(200, pcm=403), helpers(200, pcm=403)),
    "portfolio:confirm": Row("midway", 200, READ_ONLY),
    "portfolio:confirm_one": Row("midway", {"pcm": 200, "others": 404}, {"pcm": 200, "others": 404}),
    # the provider lead's waivers
    "portfolio:requests": Row("midway", leads(200), READ_ONLY),
    "portfolio:request": Row(
        "midway", {"owner": 200, "lead": 200, "others": 404}, {"owner": 403, "lead": 302, "others": 404}
    ),
    "portfolio:request_withdraw": Row(
        "midway", {"owner": 403, "lead": 403, "others": 404}, {"owner": 403, "lead": 403, "others": 404}
    ),  # it is decided
    "portfolio:own_requests": Row("midway", own(200), READ_ONLY),
    "portfolio:ask_pause": Row("midway", own(200), own(200)),
    "portfolio:ask_transfer": Row("midway", own(200), own(200)),
    "portfolio:resume": Row("midway", own(200), own(200)),
    "portfolio:leave": Row("midway", own(200), own(302)),
    "portfolio:come_back": Row("midway", own(200), own(302)),
    "portfolio:waivers": Row("midway", leads(200), READ_ONLY),
    "portfolio:waivers_add": Row("midway", leads(200), leads(200)),
    "portfolio:waivers_withdraw": Row("midway", {"lead": 200, "others": 404}, {"lead": 302, "others": 404}),
    # what the provider calls the phases of its year; placements name the one in question, so it stays
    "portfolio:phases": Row("midway", leads(200), READ_ONLY),
    "portfolio:phases_add": Row("midway", leads(200), leads(200)),
    "portfolio:phase": Row("midway", {"lead": 200, "others": 404}, {"lead": 200, "others": 404}),
    "portfolio:phase_remove": Row("midway", {"lead": 200, "others": 404}, {"lead": 200, "others": 404}),
    # placements that a lead decides about; the one in question is another mentor's of the same provider
    "portfolio:placement_decisions": Row("midway", leads(200), READ_ONLY),
    "portfolio:placement_decision": Row("midway", {"lead": 200, "others": 404}, {"lead": 200, "others": 404}),
    # a sent record sheet to print, for its mentor, its readers and the provider's staff
    "portfolio:print_own_sheet": Row("with_pcm", own(200), READ_ONLY),
    "portfolio:print_sheet": Row("with_pcm", readers(200, owner=200), READ_ONLY),
    "register:sheet_pdf": Row("with_pcm", readers(200, owner=200), readers(302, owner=302)),
    "register:sheet_pdf_file": Row("with_pcm", readers(404, owner=404), READ_ONLY),  # nobody asked for it yet
    "register:own_certificate": Row("certified", alone(200), READ_ONLY),
    "register:school_copy": Row("certified", {"pcm": 200, "others": 404}, READ_ONLY),
    # form pages: nobody but the owner finds a submission
    "form:start": Row("new", 200, 302),
    "form:resume": Row("new", alone(302), READ_ONLY_TO_ALL),
    "form:step": Row("new", alone(200), alone(200)),
    "form:check_answers": Row("new", alone(200), alone(302)),
    "form:confirmation": Row("returned", alone(200), READ_ONLY_TO_ALL),
    "form:new_version": Row("new", alone(302), alone(302)),
    "form:delete_draft": Row("new", alone(200), alone(302)),
    "form:take_back": Row("with_pcm", alone(200), alone(302)),
    "form:attachment": Row("returned", alone(200), READ_ONLY_TO_ALL),
    # the reviewers' rooms
    "reviews:queue": Row("with_pcm", 200, READ_ONLY),
    "reviews:review": Row("with_pcm", readers(200), readers(403, pcm=409)),
    "reviews:decide": Row("with_pcm", 302, readers(403, pcm=409)),
    "reviews:done": Row("with_pcm", readers(302), READ_ONLY),
    "reviews:comment": Row("with_pcm", 302, readers(200)),
    "reviews:remove_comment": Row("with_pcm", READ_ONLY, 404),  # there is no such comment
    "reviews:ask": Row("with_pcm", 302, readers(403, pcm=200)),
    "reviews:open": Row("with_pcm", READ_ONLY, readers(302)),
    "reviews:round": Row("with_pcm", readers(302), READ_ONLY),
    "reviews:file": Row("with_pcm", readers(200), READ_ONLY),
    "reviews:decided": Row("with_pcm", 200, READ_ONLY),
    "reviews:claim": Row("with_pcm", READ_ONLY, readers(403, pcm=302)),
    "reviews:release": Row("with_pcm", READ_ONLY, readers(302)),
    "reviews:pass_on": Row("with_pcm", readers(200, tutor=403), readers(200, tutor=403)),
    "reviews:panel": Row("with_pcm", readers(403), readers(403)),  # no panel decides this one
    "reviews:paper": Row("with_pcm", readers(403, office=200), readers(403, office=409)),
    # nothing was signed on paper here, so nobody finds a scan
    "reviews:paper_scan": Row("with_pcm", 404, READ_ONLY),
    "reviews:away": Row("with_pcm", 200, READ_ONLY),
    "reviews:away_one": Row("with_pcm", posts(200), posts(200)),
    "reviews:hand_over": Row("with_pcm", keepers_of_a_provider(200), READ_ONLY),
    "reviews:reports": Row("with_pcm", reporters(200), READ_ONLY),
    "reviews:report_csv": Row("with_pcm", reporters(200), READ_ONLY),
    # the partnership offices' rooms
    "register:desk": Row("ready", offices(200, 200), offices(READ_ONLY, READ_ONLY)),
    "register:sheet": Row("ready", offices(200, 404), offices(409, 404)),
    "register:send_back": Row("ready", offices(302, 302), offices(409, 404)),
    "register:make_again": Row("certified", offices(READ_ONLY, READ_ONLY), offices(302, 404)),
    "register:office_certificate": Row("certified", offices(200, 404), offices(READ_ONLY, READ_ONLY)),
    # after issuing: the office corrects, two of office and lead revoke, administrators join accounts
    "register:replace": Row("certified", offices(200, 404), offices(200, 404)),
    "register:revoke": Row("certified", own_provider(200), own_provider(200)),
    "register:revoke_decide": Row("certified", keepers_of_a_provider(READ_ONLY), keepers_of_a_provider(404)),
    "register:revoke_take_back": Row(
        "certified", keepers_of_a_provider(READ_ONLY), keepers_of_a_provider(404)
    ),  # nobody asks for it
    "register:revoke_appeal": Row("certified", keepers_of_a_provider(READ_ONLY), keepers_of_a_provider(404)),
    "register:revocations": Row("certified", keepers_of_a_provider(200), keepers_of_a_provider(READ_ONLY)),
    "register:duplicates": Row(
        "certified", keepers_of_a_provider(200) | {"admin": 200}, keepers_of_a_provider(405) | {"admin": 405}
    ),
    "register:pair": Row("certified", own_provider(200) | {"admin": 200}, own_provider(200) | {"admin": 200}),
    # the register’s room: staff of member providers, each with their own provider’s engagements
    "register:search": Row("certified", register_staff(200), register_staff(200)),
    "register:engagements": Row("certified", register_staff(200), register_staff(READ_ONLY)),
    "register:engagements_csv": Row("certified", register_staff(200), register_staff(READ_ONLY)),
    "register:engagements_add": Row("certified", keepers_of_a_provider(200), keepers_of_a_provider(200)),
    "register:engagements_import": Row("certified", keepers_of_a_provider(200), keepers_of_a_provider(200)),
    "register:engagement": Row("certified", noted_by_them(200), noted_by_them(200, tutor=403)),
    "register:engagement_take_back": Row(
        "certified", register_staff(READ_ONLY), noted_by_them(302, tutor=403)
    ),
    "register:known": Row("certified", 200, READ_ONLY),
    # training events: anybody of the collaboration books, the provider's office and lead keep the list
    "modules:calendar": Row("midway", 200, READ_ONLY, public=True),
    "modules:own_events": Row("midway", 200, READ_ONLY),
    "modules:book": Row("midway", 302, bookers(302)),
    "modules:cancel": Row("midway", 302, 302),
    "modules:training": Row("midway", reporters(200), READ_ONLY),
    "modules:training_csv": Row("midway", reporters(200), READ_ONLY),
    "modules:attendance": Row("midway", own_provider(200), own_provider(302)),
    "modules:guest": Row("midway", own_provider(200), own_provider(200)),
    "modules:call_off": Row("midway", own_provider(403), own_provider(403)),  # it is over
    "modules:flyer": Row(
        "midway", {"pcm": 200, "other_pcm": 200, "others": 403}, {"pcm": 200, "other_pcm": 200, "others": 403}
    ),
    # accounts
    "people:account": Row("midway", 200, READ_ONLY),
    "people:mail": Row("midway", 200, 200),
    "people:name": Row("midway", 200, 200),
    # one's own data; the browsers here have not proved who they are, so the owner is led back to do so
    "portfolio:my_data": Row("midway", 200, 302),
    "portfolio:my_data_prove": Row("midway", 302, 302),
    "portfolio:my_data_download": Row("certified", alone(302), READ_ONLY),
    "people:invitation": Row("midway", 410, 410, public=True),  # no link was opened before
    "people:invitation_link": Row("midway", 302, READ_ONLY, public=True),
    # for everybody
    "register:check_box": Row("certified", 200, READ_ONLY, public=True),
    "register:check": Row("certified", 200, 200, public=True),
    "robots": Row("certified", 200, 200, public=True),
    "health_live": Row("certified", 200, 200, public=True),
    "health_ready": Row("certified", 503, 503, public=True),  # here no worker takes the demonstration's tasks
}

# The lists of people and places in the admin: who opens them. Everybody else is sent away (302).
STAFF = {"office", "lead", "admin"}
KEEPERS = {"coordinator", "admin"}
ADMIN = {
    "people_provider_modeladmin_index": STAFF | KEEPERS,
    "people_provider_modeladmin_inspect": STAFF | KEEPERS,
    "people_provider_modeladmin_create": KEEPERS,
    "people_provider_modeladmin_edit": KEEPERS,
    "people_provider_modeladmin_delete": {"admin"},
    "people_school_modeladmin_index": STAFF | KEEPERS,
    "people_school_modeladmin_inspect": STAFF | KEEPERS,
    "people_school_modeladmin_create": KEEPERS,
    "people_school_modeladmin_edit": KEEPERS,
    "people_school_modeladmin_delete": {"admin"},
    "people_partnership_modeladmin_index": STAFF | KEEPERS,
    "people_partnership_modeladmin_inspect": STAFF | KEEPERS,
    "people_partnership_modeladmin_create": KEEPERS,
    "people_partnership_modeladmin_edit": KEEPERS,
    "people_partnership_modeladmin_delete": {"admin"},
    "people_appointment_modeladmin_index": STAFF | KEEPERS,
    "people_appointment_modeladmin_inspect": STAFF | KEEPERS,
    "people_appointment_modeladmin_create": STAFF | KEEPERS,
    "people_appointment_modeladmin_edit": STAFF | KEEPERS,
    "people_appointment_modeladmin_delete": set(),
    "people_invitation_modeladmin_index": STAFF | KEEPERS,
    "people_invitation_modeladmin_create": set(),
    "people_invitation_modeladmin_edit": STAFF | KEEPERS,
    "people_invitation_modeladmin_delete": set(),
    "people_modeladmin_index": STAFF,
    "people_modeladmin_inspect": STAFF,
    "people_modeladmin_create": set(),
    "people_modeladmin_edit": set(),
    "people_modeladmin_delete": set(),
    "messages_modeladmin_index": STAFF,
    "messages_modeladmin_inspect": STAFF,
    "messages_modeladmin_create": set(),
    "messages_modeladmin_edit": set(),
    "messages_modeladmin_delete": set(),
    "wagtailusers_users:index": {"admin"},
    "wagtailusers_users:index_results": {"admin"},
}
# The office of another provider keeps lists too, but of its own rows.
LISTS_OF_THEIR_OWN = ("_index", "_create")

# Wagtail's own doors to sign in and to reset a password, by address, and where they lead instead (T10, F1).
SHADOWED = {
    "/admin/login/": "/account/login/",
    "/_util/login/": "/account/login/",
    "/admin/password_reset/": "/account/password/reset/",
}
