"""Every kind of page of the site in the states that people meet, and who meets it there."""

from dataclasses import dataclass

from tests.browser import steps


@dataclass(frozen=True)
class Visit:
    """A page in one of its states: who is there, and what they do to get there from the address."""

    name: str
    who: str = ""
    url: str = ""
    then: object = None
    is_error: bool = False
    status: int = 200
    focus: str = ".govuk-error-summary"  # where an error page puts the focus

    def __str__(self):
        return self.name


def press(name):
    return lambda page: steps.press(page, name)


def follow(*links):
    def walk(page):
        for link in links:
            steps.follow(page, link)

    return walk


def review(mentor, *more):
    """Open the mentor's record sheet from the queue, then do more."""

    def walk(page):
        steps.open_review(page, mentor)
        for step in more:
            step(page)

    return walk


def issuing(mentor, *more):
    """Open what the office will issue to the mentor, then do more."""

    def walk(page):
        page.goto("/office/")
        steps.follow(page, f"Check and issue the certificate for {mentor}")
        for step in more:
            step(page)

    return walk


def task(name, *more):
    """Open a line of the mentor's task list, then do more."""

    def walk(page):
        steps.open_task(page, name)
        for step in more:
            step(page)

    return walk


def search_evidence(words):
    """Unfold the filters of the evidence where they are folded, and look for words."""

    def walk(page):
        page.goto(f"{page.url}?words={words}")

    return walk


def sign_to_check(name):
    def walk(page):
        page.get_by_label("Sign", exact=True).check()
        page.get_by_label("Your full name, if you sign").fill(name)
        steps.press(page, "Continue")

    return walk


def say_nothing(fold, button):
    """Unfold a box, and press its button without having typed."""

    def walk(page):
        steps.unfold(page, fold)
        page.locator("details[open]").get_by_role("button", name=button, exact=True).click()

    return walk


def from_an_older_page(page):
    """What is typed was typed on a page from before anything was decided."""
    page.locator("input[name=seen]").evaluate("box => { box.value = '0' }")
    sign_to_check("Tom Reid")(page)


def done_with(mentor):
    """From the list of one's decisions to the page that came after one of them."""

    def walk(page):
        page.get_by_role("link", name=mentor).first.click()
        page.goto(f"{page.url.split('/rounds/')[0].rstrip('/')}/done/")

    return walk


def panel_of(mentor, *more):
    """Open the naming of the panel from the office's list, then do more."""

    def walk(page):
        steps.follow_for(page, "Name the panel", mentor)
        for step in more:
            step(page)

    return walk


def then_press(*links, button):
    """Follow links, then press a button without having filled in anything."""

    def walk(page):
        follow(*links)(page)
        steps.press(page, button)

    return walk


def the_year_before(page):
    page.get_by_label("Mentors who enrolled in").select_option(index=1)
    steps.press(page, "Show")


def wrong_password(page):
    page.get_by_label("Email address").fill("nobody@school.example")
    page.get_by_label("Password", exact=True).fill("not-the-password")
    steps.press(page, "Sign in")


def sent_sheet(page):
    page.get_by_role("link", name="Sent on").click()


def look_up(text):
    """Look somebody up in the register."""

    def walk(page):
        page.get_by_label("Name, school, certificate number").fill(text)
        page.get_by_label("Before a placement").check()
        steps.press(page, "Search")

    return walk


def bring_in(*rows):
    """Choose a table of engagements and send it."""

    def walk(page):
        table = "\n".join(["Email,School,First day", *rows]).encode()
        file = {"name": "engagements.csv", "mimeType": "text/csv", "buffer": table}
        page.get_by_label("Table of engagements").set_input_files(file)
        steps.press(page, "Bring in the table")

    return walk


def choose_school(page):
    page.get_by_label("At which school?").select_option(label="Marlow Park Primary School, Hounslow")
    steps.press(page, "Continue")


NEW, MIDWAY, RETURNED = "Femi Adeyemi", "Hannah Roy", "Jo Okafor"
WITH_PCM, READY, CERTIFIED = "Siân Llŷr Gruffydd", "Wang Xiaoming (王小明)", "Priya Nair"
PCM, TUTOR, OFFICE, LEAD = "Asha Patel", "Tom Reid", "Sam Lee", "Helen Frost"
DEPUTY, COLLEAGUE, PANEL = "Rosalind Achebe", "Amina Yusuf", "Chidi Eze"
EVIDENCE = "Evidence for each key criterion"

PUBLIC = [
    Visit("home", url="/"),
    Visit("guide", url="/guide/"),
    Visit("level", url="/guide/entry/"),
    Visit("outline of the modules", url="/guide/entry/modules/"),
    Visit("module", url="/guide/entry/modules/module-1/"),
    Visit("criteria", url="/guide/entry/criteria/"),
    Visit("activities", url="/guide/activities/"),
    Visit("for PCMs", url="/pcm/"),
    Visit("help", url="/help/"),
    Visit("accessibility statement", url="/accessibility/"),
    Visit("privacy", url="/privacy/"),
    Visit("cookies", url="/cookies/"),
    Visit("training events", url="/events/"),
    Visit("training events, none of this provider", url="/events/?provider=kingston"),
    Visit("an event", url="/events/reading-in-every-subject/"),
    Visit("flyer", url="/pcm/flyer/"),
    Visit("sign in", url="/account/login/"),
    Visit("sign in, wrong", url="/account/login/", then=wrong_password, is_error=True),
    Visit("forgotten password", url="/account/password/reset/"),
    Visit(
        "forgotten password, empty",
        url="/account/password/reset/",
        then=press("Email me the link"),
        is_error=True,
    ),
    Visit("check a certificate", url="/verify/"),
    Visit("check, no code", url="/verify/?code=", is_error=True),
    Visit("check, a slip in the code", url="/verify/?code=ABCD"),
    Visit("check, not on the register", url="/verify/XGCCKWQTPEWP4NJW4/"),
    Visit("invitation that is over", url="/account/invitation/", status=410),
    Visit("no such page", url="/no/such/page/", status=404),
]

MENTORS = [
    Visit("desk, new", NEW, "/my/"),
    Visit("desk, midway", MIDWAY, "/my/"),
    Visit("desk, returned", RETURNED, "/my/"),
    Visit("desk, with PCM", WITH_PCM, "/my/"),
    Visit("desk, signed off", READY, "/my/"),
    Visit("desk, certified", CERTIFIED, "/my/"),
    Visit("own module page", MIDWAY, "/guide/entry/modules/module-2/"),
    Visit("level not open yet", MIDWAY, "/my/enrol/"),
    Visit("sharing notice", MIDWAY, "/my/", task("Sharing notice")),
    Visit("start of the audit", NEW, "/guide/entry/mentor-audit/"),
    Visit("audit step", NEW, "/my/", task("Confidence audit")),
    Visit(
        "audit step, empty", NEW, "/my/", task("Confidence audit", press("Save and continue")), is_error=True
    ),
    Visit(
        "check answers", RETURNED, "/my/", task("Record sheet and sign-off", follow("Check and send again"))
    ),
    Visit("audit result", MIDWAY, "/my/", task("Confidence audit")),
    Visit("progress", MIDWAY, "/my/", follow("Which evidence covers which criterion")),
    Visit(
        "module form",
        MIDWAY,
        "/my/",
        lambda page: page.locator(".govuk-task-list a", has_text="Module 2").click(),
    ),
    Visit(
        "conversation, empty", NEW, "/my/", task("Conversation with your PCM", press("Save")), is_error=True
    ),
    Visit("placement", MIDWAY, "/my/", task("Placement with a student teacher")),
    Visit("placement form", NEW, "/my/", task("Placement with a student teacher")),
    Visit(
        "placement, empty",
        NEW,
        "/my/",
        task("Placement with a student teacher", press("Save")),
        is_error=True,
    ),
    Visit("observation", NEW, "/my/", task("Joint observation")),
    Visit("no evidence yet", NEW, "/my/", task(EVIDENCE)),
    Visit("list of evidence", MIDWAY, "/my/", task(EVIDENCE)),
    Visit("evidence form", NEW, "/my/", task(EVIDENCE, follow("Add your first piece"))),
    Visit(
        "evidence, empty",
        NEW,
        "/my/",
        task(EVIDENCE, follow("Add your first piece"), press("Save and continue")),
        is_error=True,
    ),
    Visit("a piece of evidence", MIDWAY, "/my/", task(EVIDENCE, follow("Weekly meeting, third week"))),
    Visit(
        "notes on criteria",
        MIDWAY,
        "/my/",
        task(EVIDENCE, follow("Weekly meeting, third week", "Change the notes")),
    ),
    Visit(
        "removing evidence", MIDWAY, "/my/", task(EVIDENCE, follow("Weekly meeting, third week", "Remove"))
    ),
    Visit("evidence, nothing found", MIDWAY, "/my/", task(EVIDENCE, search_evidence("zebra"))),
    Visit(
        "quick add, empty",
        MIDWAY,
        "/my/",
        task(EVIDENCE, follow("Add a photo or a few words now"), press("Save")),
        is_error=True,
    ),
    Visit(
        "earlier versions of evidence",
        MIDWAY,
        "/my/",
        task(EVIDENCE, follow("Weekly meeting, third week", "Earlier versions (1)")),
    ),
    Visit("removed evidence", MIDWAY, "/my/", task(EVIDENCE, follow("Removed (1)"))),
    Visit("record sheet, with PCM", WITH_PCM, "/my/", task("Record sheet and sign-off")),
    Visit("record sheet, returned", RETURNED, "/my/", task("Record sheet and sign-off")),
    Visit("what was sent", WITH_PCM, "/my/", task("Record sheet and sign-off", follow("Sent on"))),
    Visit("taking it back", WITH_PCM, "/my/", task("Record sheet and sign-off", follow("Take it back"))),
    Visit("somebody else’s room", MIDWAY, "/office/", status=403),
    Visit("check, valid", CERTIFIED, "/my/", follow("Open its check page")),
]

STAFF = [
    Visit("queue", PCM, "/reviews/"),
    Visit("empty desk", PCM, "/my/"),
    Visit("review", PCM, "/reviews/", review(WITH_PCM)),
    Visit("review, nothing chosen", PCM, "/reviews/", review(WITH_PCM, press("Continue")), is_error=True),
    Visit("check your decision", PCM, "/reviews/", review(WITH_PCM, sign_to_check(PCM))),
    Visit("review by the tutor", TUTOR, "/reviews/", review("Nguyễn Thị Hương")),
    Visit("office desk", OFFICE, "/office/"),
    Visit("preview", OFFICE, "/office/", issuing("Layla Mansour")),
    Visit(
        "issue, not ticked",
        OFFICE,
        "/office/",
        issuing("Layla Mansour", press("Issue this certificate")),
        is_error=True,
    ),
    Visit("issued", OFFICE, "/office/", follow("Priya Nair, Entry")),
]

SHEET = "Record sheet and sign-off"

REVIEWING = [
    Visit("queue, nothing for the filters", PCM, "/reviews/?due=late"),
    Visit("queue of a deputy", DEPUTY, "/reviews/"),
    Visit("queue with what is claimed and passed on", COLLEAGUE, "/reviews/"),
    Visit("empty queue", NEW, "/reviews/"),
    Visit("review with a question", "Owen Pritchard", "/reviews/", review("Tomasz Wójcik")),
    Visit("review kept for later", "Gwenllian Rhŷs", "/reviews/", review("Łukasz Żółkiewski")),
    Visit("review that waits for the PCM’s observation", PCM, "/reviews/", review("Miriam Goldberg")),
    Visit(
        "review, files not opened",
        COLLEAGUE,
        "/reviews/",
        review("Kwame Boateng", sign_to_check(COLLEAGUE)),
        is_error=True,
    ),
    Visit(
        "empty comment",
        PCM,
        "/reviews/",
        review(WITH_PCM, say_nothing("Comment on the whole", "Save comment")),
        is_error=True,
        focus="textarea",
    ),
    Visit(
        "empty question",
        PCM,
        "/reviews/",
        review(WITH_PCM, say_nothing(f"Ask {WITH_PCM} a question", "Ask")),
        is_error=True,
        focus="textarea",
    ),
    Visit("review, out of date", TUTOR, "/reviews/", review("Nguyễn Thị Hương", from_an_older_page)),
    Visit("review with changes, for a panel", OFFICE, "/reviews/hand-over/", follow(PANEL)),
    Visit("an earlier round", OFFICE, "/reviews/hand-over/", follow(PANEL, "Read round 2")),
    Visit("done", TUTOR, "/reviews/decided/", done_with("Søren Lindholm")),
    Visit("decided", TUTOR, "/reviews/decided/"),
    Visit("nothing decided", DEPUTY, "/reviews/decided/"),
    Visit("days away", PCM, "/reviews/away/"),
    Visit("days away of a deputy", DEPUTY, "/reviews/away/"),
    Visit(
        "who stands in, empty",
        PCM,
        "/reviews/away/",
        then_press("Choose who stands in", button="Arrange it"),
        is_error=True,
    ),
    Visit(
        "pass on, empty",
        TUTOR,
        "/reviews/",
        review("Noor Rahman", then_press("Pass it on to somebody else", button="Pass it on")),
        is_error=True,
    ),
    Visit("needs somebody", OFFICE, "/reviews/hand-over/"),
    Visit("everything has somebody", "Nadia Karim", "/reviews/hand-over/"),
    Visit(
        "panel, empty", OFFICE, "/reviews/hand-over/", panel_of(PANEL, press("Name the panel")), is_error=True
    ),
    Visit(
        "signed on paper, empty",
        OFFICE,
        "/reviews/hand-over/",
        then_press("Noor Rahman", "Record that it was signed on paper", button="Record it"),
        is_error=True,
    ),
    Visit("reports", OFFICE, "/reviews/reports/"),
    Visit("reports without names", "Ruth Adler", "/reviews/reports/"),
]

ROUTES = "Ask for more time, a pause or a move"

MORE_ROOMS = [
    Visit("account", PCM, "/account/"),
    Visit("mail", PCM, "/account/mail/"),
    Visit("own data", PCM, "/my/data/"),
    Visit("own data, copy ready", CERTIFIED, "/my/data/"),
    Visit("who are you, empty", PCM, "/account/reauthenticate/", press("Continue"), is_error=True),
    Visit("mentors at the school", PCM, "/my/mentors/"),
    Visit("PCM’s desk", PCM, "/my/school/"),
    Visit("link tutor’s desk", TUTOR, "/my/visits/"),
    Visit("link tutor’s desk, one school", TUTOR, "/my/visits/", follow("Hillcrest School")),
    Visit("lead’s desk", LEAD, "/my/provider/"),
    Visit("lead’s desk, the year before", LEAD, "/my/provider/", the_year_before),
    Visit("lead’s desk, all years", LEAD, "/my/provider/?year=all"),
    Visit("mentors of a link tutor", TUTOR, "/my/mentors/"),
    Visit("one mentor, for the PCM", PCM, "/my/mentors/", follow("Hannah Roy")),
    Visit("one mentor, for the tutor", TUTOR, "/my/mentors/", follow("Hannah Roy")),
    Visit("a mentor’s audit", PCM, "/my/mentors/", follow("Hannah Roy", "Read the audit")),
    Visit(
        "a mentor’s account, nothing chosen",
        PCM,
        "/my/mentors/",
        then_press("Idris Kamara", "Read the audit", button="Save"),
        is_error=True,
    ),
    Visit(
        "conversation by the tutor, empty",
        TUTOR,
        "/my/mentors/",
        then_press("Hannah Roy", "Note a conversation", button="Save"),
        is_error=True,
    ),
    Visit(
        "joint observation by the tutor",
        TUTOR,
        "/my/mentors/",
        follow("Hannah Roy", "Note a joint observation"),
    ),
    Visit("notes to confirm", PCM, "/my/confirm/"),
    Visit("nothing to confirm", LEAD, "/my/confirm/"),
    Visit(
        "a note to confirm, nothing chosen",
        PCM,
        "/my/confirm/",
        then_press("Conversation with Hannah Roy", button="Send your answer"),
        is_error=True,
    ),
    Visit(
        "observation by the PCM, empty",
        PCM,
        "/my/mentors/",
        then_press("Note it", button="Save"),
        is_error=True,
    ),
    Visit("concerns about evidence", OFFICE, "/my/concerns/"),
    Visit("no concern", "Nadia Karim", "/my/concerns/"),
    Visit(
        "a concern, nothing chosen",
        OFFICE,
        "/my/concerns/",
        then_press("Siân Llŷr Gruffydd", button="Settle it"),
        is_error=True,
    ),
    Visit(
        "a concern, no words",
        TUTOR,
        "/reviews/",
        review("Nguyễn Thị Hương", then_press("Somebody can be recognised in this", button="Report it")),
        is_error=True,
    ),
    Visit("requests", LEAD, "/my/requests/"),
    Visit("application to decide", LEAD, "/my/requests/", follow("Beatriz Carvalho")),
    Visit(
        "application, nothing decided",
        LEAD,
        "/my/requests/",
        then_press("Beatriz Carvalho", button="Decide"),
        is_error=True,
    ),
    Visit("application to sign", LEAD, "/reviews/", review("Beatriz Carvalho")),
    Visit("move to decide", LEAD, "/my/requests/", follow("Farah Siddiqui")),
    Visit("application decided", LEAD, "/my/requests/", follow("Gareth Llewellyn")),
    Visit("paused", "Hannah Roy", "/my/", follow(ROUTES)),
    Visit(
        "end the pause, empty",
        "Hannah Roy",
        "/my/",
        then_press(ROUTES, "End the pause", button="End the pause"),
        is_error=True,
    ),
    Visit(
        "pause, empty",
        "Daniel Osei",
        "/my/",
        then_press(ROUTES, "A pause", button="Ask for the pause"),
        is_error=True,
    ),
    Visit(
        "move, empty",
        "Daniel Osei",
        "/my/",
        then_press(ROUTES, "A move to another provider", button="Ask to move"),
        is_error=True,
    ),
    Visit("leaving a level", "Daniel Osei", "/my/", follow(ROUTES, "Leave Entry level")),
    Visit("start of an application", "Daniel Osei", "/guide/mastery/experience/"),
    Visit("waivers", LEAD, "/my/waivers/"),
    Visit(
        "waiver, empty",
        LEAD,
        "/my/waivers/",
        then_press("Waive a requirement", button="Waive it"),
        is_error=True,
    ),
    Visit("withdrawing a waiver", LEAD, "/my/waivers/", follow("Withdraw")),
    Visit("phases of the year", LEAD, "/my/provider/phases/"),
    Visit("phase in use", LEAD, "/my/provider/phases/", follow("Foundation")),
    Visit("phase, empty", LEAD, "/my/provider/phases/add/", press("Save"), is_error=True),
    Visit("placements to decide", LEAD, "/my/placements/"),
    Visit("placement to decide", LEAD, "/my/placements/", follow("Gareth Llewellyn")),
    Visit(
        "placement, nothing decided",
        LEAD,
        "/my/placements/",
        then_press("Gareth Llewellyn", button="Decide"),
        is_error=True,
    ),
    Visit("placements through the year", "Miriam Goldberg", "/my/", task("Placements through a full year")),
    Visit(
        "placement with a decision",
        "Miriam Goldberg",
        "/my/",
        task("Placements through a full year", lambda page: page.locator("a", has_text="Change HT").click()),
    ),
    Visit("record sheet to print", WITH_PCM, "/my/", task(SHEET, sent_sheet, follow("Print it"))),
    Visit(
        "record sheet as a PDF",
        WITH_PCM,
        "/my/",
        task(SHEET, sent_sheet, follow("Print it", "get it as a PDF")),
    ),
    Visit("Mastery desk", "Anwen Pryce", "/my/"),
    Visit("Mastery desk with a waiver", "Gareth Llewellyn", "/my/"),
    Visit("two audits compared", "Anwen Pryce", "/my/", task("Confidence audit, done again")),
    Visit("no answer typed", "Noor Rahman", "/my/", task(SHEET, press("Answer")), is_error=True),
    Visit("record sheet, another tutor asked for", "Søren Lindholm", "/my/", task(SHEET)),
    Visit("record sheet with a panel", PANEL, "/my/", task(SHEET)),
    Visit("register", OFFICE, "/register/"),
    Visit("register, nothing typed", OFFICE, "/register/", press("Search"), is_error=True),
    Visit("register, found", "Nadia Karim", "/register/", look_up("nair")),
    Visit("register, nobody found", OFFICE, "/register/", look_up("Ağaoğlu zebra")),
    Visit("engagements", OFFICE, "/register/engagements/"),
    Visit("engagements, none for the filters", OFFICE, "/register/engagements/?words=zebra"),
    Visit("engagement", OFFICE, "/register/engagements/", follow("Rosalind Achebe")),
    Visit("engagement, school first", OFFICE, "/register/engagements/add/"),
    Visit("engagement, form", OFFICE, "/register/engagements/add/", choose_school),
    Visit(
        "engagement, empty",
        OFFICE,
        "/register/engagements/add/",
        lambda page: (choose_school(page), steps.press(page, "Note it")),
        is_error=True,
    ),
    Visit("table of engagements", OFFICE, "/register/engagements/import/"),
    Visit(
        "table of engagements, mistakes",
        OFFICE,
        "/register/engagements/import/",
        bring_in(
            "nobody@school.example,Hillcrest School,7/9/2026", "priya.nair@demo.weltec.example,Nowhere,soon"
        ),
    ),
    Visit("what providers know of you", CERTIFIED, "/my/lookups/"),
    Visit("what providers know of you, nothing", NEW, "/my/lookups/"),
]

FEEDBACK, READING = "What good feedback on a lesson sounds like", "Reading in every subject"

TRAINING = [
    Visit("event with one’s place", MIDWAY, "/events/reading-in-every-subject/"),
    Visit("event to book", CERTIFIED, "/events/reading-in-every-subject/"),
    Visit("event for others", MIDWAY, "/events/a-student-teacher-who-struggles/"),
    Visit("own training", "Dev Anand", "/my/events/"),
    Visit("no training", NEW, "/my/events/"),
    Visit("training each year", LEAD, "/my/provider/training/"),
    Visit("training each year, nothing", "Marcus Webb", "/my/provider/training/"),
    Visit("training each year, all providers", "Ruth Adler", "/my/provider/training/"),
    Visit("who came to an event", OFFICE, "/my/provider/training/", follow(FEEDBACK)),
    Visit("who comes to an event", OFFICE, "/my/provider/training/", follow(READING)),
    Visit(
        "guest of an event, empty",
        OFFICE,
        "/my/provider/training/",
        then_press(FEEDBACK, "Somebody came without booking", button="Add to the list"),
        is_error=True,
    ),
    Visit(
        "calling an event off, no reason",
        OFFICE,
        "/my/provider/training/",
        then_press(READING, "Call this event off", button="Call it off"),
        is_error=True,
    ),
    Visit("flyer to put up", PCM, "/my/school/flyer/"),
    Visit("flyer, not ticked", PCM, "/my/school/flyer/", press("Note it"), is_error=True),
    Visit("flyer that is up", "Dev Anand", "/my/school/flyer/"),
]


def another_school(page):
    """Correct the school of a certificate, and look at what will print."""
    page.get_by_label("The wrong school was printed").check()
    page.get_by_label("School on the certificate").fill("Marlow Park Junior School, Hounslow")
    steps.press(page, "See what will print")


CORRECT, REVOKED = "Issue a corrected certificate", "Rhian Cadwaladr"

AFTERWARDS = [
    Visit("correcting a certificate", OFFICE, "/office/", follow("Priya Nair, Entry", CORRECT)),
    Visit(
        "correcting a certificate, no reason",
        OFFICE,
        "/office/",
        then_press("Priya Nair, Entry", CORRECT, button="See what will print"),
        is_error=True,
    ),
    Visit(
        "corrected certificate, preview",
        OFFICE,
        "/office/",
        lambda page: (follow("Priya Nair, Entry", CORRECT)(page), another_school(page)),
    ),
    Visit("certificate with two editions", "Nadia Karim", "/office/", follow("Farah Siddiqui, Entry")),
    Visit("revoked certificate", OFFICE, "/office/", follow(f"{REVOKED}, Entry")),
    Visit(
        "asking to revoke, empty",
        OFFICE,
        "/office/",
        then_press("Priya Nair, Entry", "Ask to revoke it", button="Ask a colleague to confirm"),
        is_error=True,
    ),
    Visit("revocation one has asked for", OFFICE, "/office/revocations/", follow("Tobias Frank")),
    Visit(
        "revocation to decide, nothing chosen",
        LEAD,
        "/office/revocations/",
        then_press("Tobias Frank", button="Send your decision"),
        is_error=True,
    ),
    Visit("appeal to note", LEAD, "/office/revocations/", follow(REVOKED)),
    Visit("revocations", LEAD, "/office/revocations/"),
    Visit("desk, revoked", REVOKED, "/my/"),
    Visit("why it was revoked", REVOKED, "/my/", follow("Why, and how to appeal")),
    Visit("possible duplicates", "Nadia Karim", "/office/duplicates/"),
    Visit("possible duplicates, for a lead", LEAD, "/office/duplicates/"),
    Visit("two accounts", "Nadia Karim", "/office/duplicates/", follow("Look at both")),
    Visit(
        "joining two accounts, nothing chosen",
        "Alex Morgan",
        "/office/duplicates/",
        then_press("Look at both", button="These are the same person"),
        is_error=True,
    ),
    Visit("own name", PCM, "/account/name/"),
]
