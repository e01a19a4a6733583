"""The forms that come with a new site: each level's audit, record sheet and requests, and the workflows.

A page is known by the key made from its place in home/content/forms.yaml, so one that an editor has changed
or moved is left alone. Pages are published through a revision, as an editor would, so that their questions
are kept as a version.
"""

import json
import re
from html import escape
from uuid import NAMESPACE_URL, uuid5

import yaml
from django.conf import settings
from wagtail.models import Page

from modules.models import Level, LevelPage
from portfolio.models import AuditPage, RecordSheetPage, RequestPage
from reviews.models import ReviewStage, ReviewWorkflow

CONTENT = settings.BASE_DIR / "home" / "content" / "forms.yaml"


def load_forms():
    """Make what is missing; returns the names of what was made.

    Where a reviewed form is there already, so is the workflow it uses, whatever an editor calls it now.
    """
    words = read()
    reviewed = {"record_sheets": RecordSheetPage, "requests": RequestPage}
    pairs = [(model, each) for name, model in reviewed.items() for each in words[name]]
    missing = [(model, each) for model, each in pairs if not is_there(each)]
    in_use = {each["workflow"] for model, each in pairs if (model, each) not in missing}
    workflows = {
        each["name"]: load_workflow(each) for each in words["workflows"] if each["name"] not in in_use
    }
    pages = [load_page(AuditPage, each, audit_steps) for each in words["audits"] if not is_there(each)]
    pages += [
        load_page(model, each, plain_steps, workflow=workflows[each["workflow"]][0], **asks(each))
        for model, each in missing
    ]
    made = [f"workflow {workflow}" for workflow, new in workflows.values() if new]
    return [*made, *(f"page {page.url_path}" for page in pages if page)]


def asks(words):
    """What a request asks for, as a field of its page."""
    return {"asks": words["asks"]} if "asks" in words else {}


def read():
    """The YAML, with typographic apostrophes."""
    text = CONTENT.read_text(encoding="utf-8")
    return yaml.safe_load(re.sub(r"(?<=\w)'(?=\w)", "’", text))


def load_workflow(words):
    """(the ReviewWorkflow of this name, whether it was made now)."""
    known = ReviewWorkflow.objects.filter(name=words["name"]).first()
    if known:
        return known, False
    workflow = ReviewWorkflow(name=words["name"], description=words["description"])
    workflow.stages = [ReviewStage(sort_order=order, **stage) for order, stage in enumerate(words["stages"])]
    workflow.save()
    return workflow, True


def is_there(words):
    """Whether the page was made before, wherever it stands now."""
    return Page.objects.filter(translation_key=key_of(words["key"])).exists()


def load_page(model, words, steps, **more):
    """Publish the page below its level's front page and return it; None while that is missing."""
    level = Level.objects.filter(slug=words["level"]).first()
    parent = LevelPage.objects.live().filter(level=level).first()
    if parent is None:
        return None
    page = model(
        translation_key=key_of(words["key"]),
        level=level,
        slug=words["slug"],
        title=words["title"],
        search_description=words["search_description"],
        introduction=rich(words["introduction"]),
        sent_text=rich(words["sent_text"]),
        statement=words["statement"].strip(),
        send_label=words["send_label"],
        steps=json.dumps(steps(words, level)),
        live=False,
        **more,
    )
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page


def audit_steps(words, level):
    """A step for each standard of the level's framework, then the steps in the mentor's own words."""
    asked = words["standard"]
    standards = [
        step(
            words["key"],
            {
                "key": f"standard-{standard.number}",
                "title": standard.title,
                "introduction": asked["introduction"],
            },
            [
                {
                    "kind": "rating_grid",
                    "key": f"ratings-{standard.number}",
                    "label": asked["label"],
                    "standard": standard.pk,
                    "note": asked["note"],
                }
            ],
        )
        for standard in level.framework.standards.order_by("number")
    ]
    return [*standards, *plain_steps(words, level)]


def plain_steps(words, level):
    """The steps as they stand in the YAML."""
    return [step(words["key"], each, each["fields"]) for each in words["steps"]]


def step(place, words, fields):
    """One step as the StreamField keeps it."""
    value = {
        "title": words["title"],
        "introduction": rich(words.get("introduction", "")),
        "fields": [question(place, field) for field in fields],
    }
    return {"type": "step", "id": block_id(place, words["key"]), "value": value}


def question(place, words):
    """One question as the StreamField keeps it. Its id comes from its key and stays for ever."""
    more = {name: value for name, value in words.items() if name not in ("kind", "key")}
    value = {"hint": "", "required": True, "missing": "", **more}
    return {"type": words["kind"], "id": block_id(place, words["key"]), "value": value}


def key_of(place):
    """The translation key of the form at this place of the YAML."""
    return uuid5(NAMESPACE_URL, f"weltec-forms:{place}")


def block_id(place, key):
    """The id of a step or question."""
    return str(uuid5(NAMESPACE_URL, f"weltec-forms:{place}:{key}"))


def rich(text):
    """HTML of plain paragraphs separated by empty lines."""
    parts = [" ".join(part.split()) for part in re.split(r"\n\s*\n", text.strip()) if part.strip()]
    return "".join(f"<p>{escape(part, quote=False)}</p>" for part in parts)
