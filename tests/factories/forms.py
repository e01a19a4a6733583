"""Short ways to make forms and submissions in tests, through the real actions."""

import io
import itertools
import uuid
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from wagtail.models import Page, Site

from forms import actions, compiler, versions
from forms.models import FormPage

numbers = itertools.count(1)


def person(name="Jo Okafor", **more):
    """Somebody who can sign in."""
    from people.models import User

    return User.objects.create_user(f"person{next(numbers)}@school.example", name, **more)


def question(kind, label, key=None, *, required=True, **more):
    """One question as the StreamField keeps it. `key` is its id; left out, a new one."""
    value = {"label": label, "hint": "", "required": required, "missing": "", **more}
    return {"type": kind, "id": key or str(uuid.uuid4()), "value": value}


def options(*labels):
    """Options of a choice; each one's id is its label in small letters."""
    return [{"type": "item", "id": label.lower(), "value": label} for label in labels]


def step(title, *questions, key=None, introduction=""):
    """One step as the StreamField keeps it."""
    value = {"title": title, "introduction": introduction, "fields": list(questions)}
    return {"type": "step", "id": key or str(uuid.uuid4()), "value": value}


def home():
    """The site's root page."""
    site = Site.objects.filter(is_default_site=True).first()
    return site.root_page if site else Page.objects.get(depth=2)


def form_page(*steps, title="Confidence audit", page_class=FormPage, publish=True, **more):
    """A form page with these steps, published as an editor would."""
    page = page_class(title=title, slug=f"form-{next(numbers)}", steps=list(steps), live=False, **more)
    home().add_child(instance=page)
    return published(page) if publish else page


def published(page):
    """Publish the page as it stands; return it fresh from the database."""
    page.save_revision().publish()
    return type(page).objects.get(pk=page.pk)


def changed(page, *steps):
    """Publish the page with other steps."""
    page.steps = list(steps)
    return published(page)


def simple_page(**more):
    """Two short steps: a subject (required) and a comment (optional)."""
    return form_page(
        step("About you", question("short_text", "Subject", "subject"), key="one"),
        step("Anything else", question("long_text", "Comment", "comment", required=False), key="two"),
        **more,
    )


def started(page, by):
    """A draft."""
    return actions.start(page=page, by=by)


def answered(submission, answers):
    """The draft with these answers: {step id: {question id: answer}}."""
    for step_id, given in answers.items():
        actions.save_step(submission=submission, by=submission.owner, step_id=step_id, answers=given)
    return submission


def ready(by, page=None, subject="Physics"):
    """A draft of `simple_page` that can be sent."""
    return answered(started(page or simple_page(), by), {"one": {"subject": subject}})


def sent(by, page=None, **more):
    """A sending of `simple_page`."""
    return actions.send(submission=ready(by, page, **more), by=by, statement="It is true.")


def picture(size=(8, 8), kind="PNG", **more):
    """Bytes of a small picture."""
    made = io.BytesIO()
    Image.new("RGB", size, "teal").save(made, kind, **more)
    return made.getvalue()


def pdf(extra=b""):
    """Bytes of a PDF with one empty page; `extra` are more objects."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>endobj\n" + extra + b"\n"
        b"trailer<</Root 1 0 R/Size 9>>\nstartxref\n0\n%%EOF\n"
    )


WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{}</Types>'
MAIN_PART = f'<Override PartName="/word/document.xml" ContentType="{WORD}"/>'


def docx(parts=None, types=MAIN_PART, compression=zipfile.ZIP_DEFLATED):
    """Bytes of a small Word document with more `parts` ({name: bytes})."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", compression) as document:
        document.writestr("[Content_Types].xml", TYPES.format(types))
        document.writestr("word/document.xml", "<document/>")
        for name, content in (parts or {}).items():
            document.writestr(name, content)
    return made.getvalue()


def upload(name="note.pdf", content=None):
    """An uploaded file as a view gets it."""
    return SimpleUploadedFile(name, pdf() if content is None else content)


def shown(submission):
    """What check answers would show."""
    return compiler.describe(submission.version, submission.answers)


def defined(*steps):
    """The plain definition of these steps, without a page in the database."""
    return versions.define(FormPage(title="Form", slug="form", steps=list(steps)))
