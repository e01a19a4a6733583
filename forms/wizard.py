"""The walk through a form's steps: formtools' wizard, built for each request from the draft's own version.

What formtools would do and must not (wipe on GET, trust posted step names, keep uploads under the person's
file names, submit on GET) is closed here and in forms.storage. Sending has a page of its own (views.check).
"""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.views.generic import View
from formtools.wizard.views import NamedUrlWizardView, StepsHelper

from forms import actions, compiler, kept
from forms.errors import Changed, NotNow, RefusedFile
from forms.readiness import attachments
from forms.storage import SubmissionStorage

CHECK = "check"


def respond(request, page, submission, slug, base):
    """The response for one step of a draft. `base` is the submission's address. Raises Http404 for no such
    step.
    """
    forms = [
        (step["slug"], compiler.compile_step(submission.version, step["id"]))
        for step in compiler.steps(submission.version)
    ]
    if slug not in dict(forms):
        raise Http404
    view = StepWizard.as_view(
        form_list=forms, url_name="step", done_step_name=CHECK, page=page, submission=submission, base=base
    )
    return view(request, step=slug)


class StepWizard(NamedUrlWizardView):
    template_name = "forms/step.html"
    file_storage = None
    page = submission = None
    base = ""

    def dispatch(self, request, *args, **kwargs):
        self.prefix = ""
        self.storage = SubmissionStorage(self.submission, request.user, kwargs["step"])
        self.steps = StepsHelper(self)
        self.step = self.storage.step(self.steps.current)
        self.refused = {}  # question's id → why its upload was not taken
        return View.dispatch(self, request, *args, **kwargs)

    # -- forms ---------------------------------------------------------------------------------------------
    def get_form_prefix(self, step=None, form=None):
        return None

    def get_form_initial(self, step):
        answers = self.storage.answers(step)
        if answers.keys() & {question["id"] for question in self.step["fields"]}:
            return compiler.initial(self.step, answers)
        return compiler.prefilled(self.step, lambda: self.page.subject_for(self.submission))

    def get_form(self, step=None, data=None, files=None):
        form = super().get_form(step, data, files)
        self.show_files(form)
        return form

    def show_files(self, form):
        """Tell the pickers which files the draft has."""
        asked = [question["id"] for question in self.step["fields"] if question["kind"] == "file"]
        by_key = attachments(self.submission) if asked else {}
        for name in asked:
            keys = self.storage.answers(self.steps.current).get(name) or []
            widget = form.fields[name].widget
            widget.kept = [by_key[key] for key in keys if key in by_key]
            widget.address = f"{self.base}files/"

    # -- looking -------------------------------------------------------------------------------------------
    def get(self, request, *args, **kwargs):
        """Draw the step. Writes nothing, whatever was there before."""
        if token := request.GET.get("kept"):
            return self.restored(token)
        if request.GET.get("show") == "missing":
            return self.render(self.get_form(data=self.storage.current_step_data))
        return self.render(self.get_form())

    def restored(self, token):
        """The step with what was typed before the person had to sign in again; nothing is saved yet."""
        posted = kept.take(self.submission, self.steps.current, token)
        if posted is None:
            return redirect(self.get_step_url(self.steps.current))
        typed = self.get_form(data=self.with_files(posted)).answers()
        form = self.get_form()
        form.initial = compiler.initial(self.step, typed)
        return self.render(form, restored=True)

    def get_context_data(self, form, **kwargs):
        answers = self.storage.answers(self.steps.current)
        return {
            "form": form,
            "groups": groups(form),
            "page": self.page,
            "submission": self.submission,
            "step": self.step,
            "number": self.steps.step1,
            "of": self.steps.count,
            "blocks": range(1, self.steps.count + 1),
            "seen": actions.seen(self.step, answers),
            "saved": self.submission.changed_at if self.submission.revision else None,
            **kwargs,
        }

    # -- saving --------------------------------------------------------------------------------------------
    def post(self, request, *args, **kwargs):
        """Save what was typed, valid or not; then go where the button says, or show what has to be put
        right.
        """
        try:
            self.take_uploads()
            form = self.get_form(data=self.with_files(request.POST))
            self.storage.set_step_data(
                self.steps.current, form.answers(), seen_before=request.POST.get("seen")
            )
            if key := request.POST.get("remove"):
                return self.removed(key)
        except Changed:
            return self.conflict(form)
        except NotNow as refused:
            messages.error(request, refused.reason)
            return redirect(self.base)
        if "kept" in request.GET:
            kept.forget(self.submission, self.steps.current)
        return self.next_page(form)

    def take_uploads(self):
        for question in self.step["fields"]:
            if question["kind"] == "file":
                for upload in self.request.FILES.getlist(question["id"]):
                    self.take(question, upload)

    def take(self, question, upload):
        try:
            actions.attach(
                submission=self.submission,
                by=self.request.user,
                step_id=self.step["id"],
                question_id=question["id"],
                upload=upload,
            )
        except RefusedFile as refused:
            self.refused.setdefault(question["id"], []).append(refused.reason)

    def with_files(self, posted):
        """The posted data with the draft's own files in it: keys that were posted count for nothing."""
        data = posted.copy()
        answers = self.storage.answers(self.steps.current)
        for question in self.step["fields"]:
            if question["kind"] == "file":
                data.setlist(question["id"], answers.get(question["id"]) or [])
        return data

    def removed(self, key):
        attachment = actions.detach(submission=self.submission, by=self.request.user, key=key)
        messages.success(
            self.request, f"“{attachment.name}” was removed." if attachment else "The file was removed."
        )
        return redirect(self.request.get_full_path())

    def next_page(self, form):
        if "back" in self.request.POST and not self.refused:
            return redirect(self.back_url())
        if "later" in self.request.POST and not self.refused:
            messages.success(
                self.request, f"Your answers are saved. Come back to “{self.page.title}” when you like."
            )
            return redirect(self.page.after_saving(self.submission) or start_of(self.base))
        if form.is_valid() and not self.refused:
            return self.render_next_step(form)
        for name, reasons in self.refused.items():
            form.errors.pop(name, None)
            form.add_error(name, reasons)
        return self.render(form)

    def render_next_step(self, form, **kwargs):
        if self.request.GET.get("return") == CHECK or self.steps.next is None:
            return redirect(f"{self.base}{CHECK}/")
        return redirect(self.get_step_url(self.steps.next))

    def back_url(self):
        if self.request.GET.get("return") == CHECK:
            return f"{self.base}{CHECK}/"
        return self.get_step_url(self.steps.prev) if self.steps.prev else start_of(self.base)

    def get_step_url(self, step):
        return f"{self.base}{step}/"

    def conflict(self, form):
        """409: both answers side by side, and a form that carries what was typed here, to choose it after
        all.
        """
        saved = self.storage.answers(self.steps.current)
        files = compiler.names_of(compiler.step_attachment_keys(self.step, saved))
        here = compiler.describe_step(self.step, saved | form.answers(), files)
        there = compiler.describe_step(self.step, saved, files)
        rows = [
            {"label": label, "here": mine, "there": theirs}
            for (label, mine), (_label, theirs) in zip(here, there, strict=True)
            if mine != theirs
        ]
        hidden = [
            (name, value)
            for name, values in self.request.POST.lists()
            if name not in ("csrfmiddlewaretoken", "seen", "remove")
            for value in values
        ]
        context = self.get_context_data(form, rows=rows, hidden=hidden)
        return self.response_class(self.request, "forms/conflict.html", context, status=409)


def start_of(base):
    """The start page's address, from a submission's."""
    return base.rstrip("/").rpartition("/")[0] + "/"


def groups(form):
    """The form's fields as [{"heading", "hint", "fields"}]: a rating grid is a group, other questions have
    none.
    """
    found, last = [], object()
    for field in form:
        question = getattr(field.field, "group", None)
        if question is None or question is not last:
            heading = question or {}
            found.append({"heading": heading.get("label", ""), "hint": heading.get("hint", ""), "fields": []})
        found[-1]["fields"].append(field)
        last = question
    return found
