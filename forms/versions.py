"""Versions of a form: what was published, as plain dicts, for ever (R39, X8)."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from forms.blocks import NOT_APPLICABLE, SCALE
from forms.canonical import fingerprint
from modules.models import Criterion

STILL_SENDS = datetime.timedelta(days=30)  # how long a superseded version may still be sent
TAKEN = {"check", "sent", "version", "delete", "withdraw"}  # addresses beside the steps'


def define(page):
    """The page's steps as plain JSON: [{id, slug, title, introduction, fields: [{id, kind, label, …}]}].

    Everything a form needs is copied in (criteria's texts, the scale's words), so that a version never
    changes when they do.
    """
    slugs = set(TAKEN)
    return [_step(raw, slugs) for raw in page.steps.get_prep_value()]


def _step(raw, slugs):
    value = raw["value"]
    slug = base = slugify(value["title"])[:50].strip("-") or "step"
    number = 2
    while slug in slugs:
        slug, number = f"{base}-{number}", number + 1
    slugs.add(slug)
    return {
        "id": raw["id"],
        "slug": slug,
        "title": value["title"],
        "introduction": value["introduction"] or "",
        "fields": [_field(field) for field in value["fields"]],
    }


def _field(raw):
    field = {"id": raw["id"], "kind": raw["type"], **raw["value"]}
    if "options" in field:
        field["options"] = [{"id": item["id"], "label": item["value"]} for item in field["options"]]
    if "standard" in field:
        field["rows"] = _rows(field.pop("standard"))
        field["scale"] = [*SCALE, NOT_APPLICABLE]
    return field


def _rows(standard_id):
    criteria = Criterion.objects.filter(standard_id=standard_id).in_order()
    return [{"key": criterion.code, "code": criterion.code, "text": criterion.text} for criterion in criteria]


def definition_hash(definition):
    """SHA-256 of a definition: two pages with the same questions have the same."""
    return fingerprint(definition)


@transaction.atomic
def keep_version(page):
    """Make the page's live version from its steps (or find it, when nothing changed) and supersede the
    others.

    Returns the FormVersion, or None for a page without steps, which then cannot be started.
    """
    from forms.models import FormPage, FormVersion

    FormPage.objects.select_for_update().only("pk").get(pk=page.pk)
    version = None
    if definition := define(page):
        last = FormVersion.objects.filter(page_id=page.pk).order_by("-number").only("number").first()
        version, _made = FormVersion.objects.get_or_create(
            page_id=page.pk,
            sha256=definition_hash(definition),
            defaults={"definition": definition, "number": last.number + 1 if last else 1},
        )
        FormVersion.objects.filter(pk=version.pk).update(superseded_at=None)
    others = FormVersion.objects.filter(page_id=page.pk, superseded_at=None)
    others.exclude(pk=version and version.pk).update(superseded_at=timezone.now())
    FormPage.objects.filter(pk=page.pk).update(live_version=version)
    page.live_version = version
    return version


def page_was_published(sender, instance, **kwargs):
    """Receiver of Wagtail's page_published."""
    from forms.models import FormPage

    if isinstance(instance, FormPage):
        keep_version(instance)


def still_sends(version):
    """May drafts on this version be sent? For 30 days after a newer one came."""
    return version.superseded_at is None or timezone.now() < version.superseded_at + STILL_SENDS


def last_day(version):
    """The last day on which a superseded version can be sent."""
    return timezone.localdate(version.superseded_at + STILL_SENDS)


def changed(version, live):
    """What differs in `live`, in sentences for somebody who answered `version`."""
    old, new = _fields_of(version), _fields_of(live)
    found = [f"New question: {field['label']}" for key, field in new.items() if key not in old]
    found += [f"No longer asked: {field['label']}" for key, field in old.items() if key not in new]
    found += [
        f"Changed question: {field['label']}"
        for key, field in new.items()
        if key in old and old[key] != field
    ]
    if not found and version.definition != live.definition:
        found = ["The steps are in a new order, or their headings or introductions changed."]
    return found


def _fields_of(version):
    return {field["id"]: field for step in version.definition for field in step["fields"]}
