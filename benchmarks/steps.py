"""One step of a form, looked at and saved, against bare Django forms that write one row."""

import json
from urllib.parse import urlencode

from benchmarks import asking, data, mentors
from benchmarks.bare.sessions import CSRF, cookies
from benchmarks.client import get, post
from benchmarks.pages import PROJECT, SITE
from benchmarks.processes import Server
from benchmarks.report import Row, compared
from benchmarks.rounds import Contender, in_turns
from forms import actions, compiler

SAME, SMALL = "/bench/form/", "/bench/small-form/"
TOKEN = {"csrfmiddlewaretoken": CSRF}
COUNT = 50


def measure(client, bare_cookies):
    """The rows of this benchmark."""
    submission = mentors.audit(mentors.Place().enrolled())
    step = compiler.steps(submission.version)[0]
    grid = next(question for question in step["fields"] if question["kind"] == "rating_grid")
    data.write("questions.json", json.dumps(questions(grid)))
    path = f"{submission.form.url}{submission.reference}/{step['slug']}/"
    ours = cookies(submission.owner)
    same = {f"row-{number}": grid["scale"][1]["id"] for number in range(len(grid["rows"]))}
    same = urlencode({**TOKEN, **same, "note": mentors.TEXTS[0]})
    small = urlencode({**TOKEN, "text": mentors.TEXTS[0]})
    with Server("bare forms", *PROJECT, "/bench/ready/") as bare_server, Server("site", *SITE, "/") as site:
        look = Contender(site, [get(path, ours)], COUNT)
        save = Contender(site, saves(submission, step, path, ours), COUNT)
        bare_look = Contender(bare_server, [get(SAME, bare_cookies)], COUNT)
        bare_save = Contender(bare_server, [post(SAME, same, bare_cookies)], 2 * COUNT)
        small_look = Contender(bare_server, [get(SMALL, bare_cookies)], 4 * COUNT)
        small_save = Contender(bare_server, [post(SMALL, small, bare_cookies)], 2 * COUNT)
        ours_look = Contender(site, [get(SAME, ours)], COUNT)
        ours_save = Contender(site, [post(SAME, same, ours)], COUNT)
        in_turns(
            client,
            [look, bare_look, small_look, ours_look, save, bare_save, small_save, ours_save],
        )
    again = "bare form, same questions"
    smallest = "bare form, one question"
    return [
        compared("form step, looked at", look, bare_look, again, most=3),
        compared("form step, saved", save, bare_save, again, most=3),
        compared("form step, looked at", look, small_look, smallest),
        compared("form step, saved", save, small_save, smallest),
        compared("bare form behind our middleware, looked at", ours_look, bare_look, again),
        compared("bare form behind our middleware, saved", ours_save, bare_save, again),
        Row("form step, looked at", asking.queries(path, ours), "queries"),
    ]


def questions(grid):
    """What the bare form asks: the grid's rows with its scale, and a note."""
    return {
        "rows": [row["text"] for row in grid["rows"]],
        "options": grid["scale"],
        "note": "What would you like to say about these answers?",
    }


def saves(submission, step, path, ours):
    """Two POSTs that change the answers to and fro, each having seen what the other saved.

    So every one of them is a real change, and none a conflict.
    """
    given = whole(submission, step, submission.answers[step["id"]])
    grid = next(question for question in step["fields"] if question["kind"] == "rating_grid")
    lowest = grid["scale"][0]["id"]
    other = whole(submission, step, {**given, grid["id"]: {row["key"]: lowest for row in grid["rows"]}})
    actions.save_step(submission=submission, by=submission.owner, step_id=step["id"], answers=given)
    return [
        post(path, body(step, other, seen=actions.seen(step, given)), ours),
        post(path, body(step, given, seen=actions.seen(step, other)), ours),
    ]


def whole(submission, step, answers):
    """The answers as they are kept once the step's form was posted with them."""
    form = compiler.filled(submission.version, step["id"], answers)
    if not form.is_valid():
        raise ValueError(form.errors.as_text())
    return form.answers()


def body(step, answers, seen):
    """The step's form as a browser posts it."""
    typed = compiler.typed(step, answers)
    pairs = [(name, value) for name in typed for value in typed.getlist(name)]
    return urlencode([*TOKEN.items(), ("seen", seen), *pairs])
