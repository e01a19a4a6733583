"""From a version's plain dicts to Django forms, and from answers to what people read."""

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from cms.fields import PlainForm
from forms.kinds import KINDS

# Both are found by the hash of their content, so nothing in them can go stale.
_definitions = {}  # sha256 → definition
_forms = {}  # (sha256, step's id) → form class
KEEP = 500


def _remember(memory, key, value):
    if len(memory) >= KEEP:
        memory.pop(next(iter(memory), None), None)
    memory[key] = value
    return value


def steps(version):
    """The version's steps (list of dicts), read from the database once a process."""
    return _definitions.get(version.sha256) or _remember(_definitions, version.sha256, version.definition)


def step_of(version, step_id):
    """One step's dict. Raises KeyError when the version has no such step."""
    for step in steps(version):
        if step["id"] == step_id:
            return step
    raise KeyError(step_id)


def questions(version):
    """{question's id: its dict} over all steps."""
    return {question["id"]: question for step in steps(version) for question in step["fields"]}


class StepForm(PlainForm):
    """One step. `step` is its dict; fields are named by their question's id."""

    step = None

    def answers(self):
        """What was filled in, as JSON: {question's id: answer}. Works whether or not the form is valid."""
        return {
            question["id"]: KINDS[question["kind"]].read(question, self) for question in self.step["fields"]
        }


def compile_step(version, step_id):
    """The form class of one step. Raises KeyError when the version has no such step."""
    known = _forms.get((version.sha256, step_id))
    return known or _remember(_forms, (version.sha256, step_id), _compile(step_of(version, step_id)))


def _compile(step):
    fields = {}
    for question in step["fields"]:
        fields |= KINDS[question["kind"]].fields(question)
    return type("StepForm", (StepForm,), {**fields, "step": step, "__module__": __name__})


def typed(step, answers):
    """Kept answers as a form's data, the way a browser would post them."""
    data = MultiValueDict()
    for question in step["fields"]:
        if question["id"] in answers:
            for name, value in KINDS[question["kind"]].typed(question, answers[question["id"]]).items():
                data.setlist(name, value if isinstance(value, list) else [value])
    return data


def initial(step, answers):
    """Kept answers as a form's initial values, to draw the step without judging it."""
    found = {}
    for question in step["fields"]:
        if question["id"] in answers:
            found |= KINDS[question["kind"]].initial(question, answers[question["id"]])
    return found


def prefilled(step, facts):
    """Initial values from what is known of the person; `facts` is called only if a question asks."""
    asked = {question["id"]: question["prefill"] for question in step["fields"] if question.get("prefill")}
    known = facts() if asked else {}
    return {key: str(known[fact]) for key, fact in asked.items() if known.get(fact)}


def filled(version, step_id, answers):
    """The step's form bound to kept answers: valid when the step is complete."""
    form_class = compile_step(version, step_id)
    return form_class(data=typed(form_class.step, answers), files=QueryDict())


def unfinished(version, answers):
    """The steps (dicts) that still lack something, in order."""
    return [
        step
        for step in steps(version)
        if not filled(version, step["id"], answers.get(step["id"], {})).is_valid()
    ]


def attachment_keys(version, answers):
    """Keys of the files in the answers, in the order of the questions."""
    return [key for step in steps(version) for key in step_attachment_keys(step, answers.get(step["id"], {}))]


def step_attachment_keys(step, answers):
    """Keys of the files in one step's answers."""
    return [
        key
        for question in step["fields"]
        if question["kind"] == "file"
        for key in answers.get(question["id"]) or []
    ]


def describe_step(step, answers, files=None):
    """[(label, shown value)] of one step; `files` is {key: name of the file}."""
    return [
        row
        for question in step["fields"]
        for row in KINDS[question["kind"]].shown(question, answers.get(question["id"], ""), files or {})
    ]


def describe(version, answers, files=None):
    """[(step's title, [(label, shown value)])] for check answers and review pages.

    `files` is {attachment's key: name}; left out, names are looked up, in one query and only when needed.
    """
    if files is None:
        files = names_of(attachment_keys(version, answers))
    return [
        (step["title"], describe_step(step, answers.get(step["id"], {}), files)) for step in steps(version)
    ]


def names_of(keys):
    """{key: name} of attachments."""
    from forms.models import Attachment

    return dict(Attachment.objects.filter(key__in=keys).values_list("key", "name")) if keys else {}


def signed_name(version, answers):
    """The name typed under the first signature question, "" without one."""
    for step in steps(version):
        for question in step["fields"]:
            if question["kind"] == "signature":
                return (answers.get(step["id"], {}).get(question["id"]) or {}).get("name", "")
    return ""
