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


def sign_badly(page):
    steps.press(page, "Continue")


def sign_to_check(name):
    def walk(page):
        page.get_by_label("Sign", exact=True).check()
        page.get_by_label("Your full name, if you sign").fill(name)
        steps.press(page, "Continue")

    return walk


def wrong_password(page):
    page.get_by_label("Email address").fill("nobody@school.example")
    page.get_by_label("Password", exact=True).fill("not-the-password")
    steps.press(page, "Sign in")


NEW, MIDWAY, RETURNED = "Femi Adeyemi", "Hannah Roy", "Jo Okafor"
WITH_PCM, READY, CERTIFIED = "Siân Llŷr Gruffydd", "Wang Xiaoming (王小明)", "Priya Nair"
PCM, TUTOR, OFFICE = "Asha Patel", "Tom Reid", "Sam Lee"
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
