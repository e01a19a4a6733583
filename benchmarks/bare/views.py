"""A view that returns bytes, and form views as short as Django lets one write them."""

import functools
import json
import os
from pathlib import Path

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render

from benchmarks.bare.models import Answer

SCRATCH = Path(os.environ["BENCH_SCRATCH"])


@functools.cache
def body():
    """The bytes of the page that the bare view is compared with."""
    return (SCRATCH / "page.html").read_bytes()


def ready(request):
    """Says that the server is up."""
    return HttpResponse(b"ready")


def page(request):
    """The same bytes as the page, from memory."""
    return HttpResponse(body())


@functools.cache
def same_questions():
    """A plain Django form with the questions of the step: a row of radio buttons each, and a note."""
    asked = json.loads((SCRATCH / "questions.json").read_text())
    options = [(option["id"], option["label"]) for option in asked["options"]]
    fields = {
        f"row-{number}": forms.ChoiceField(label=label, choices=options, widget=forms.RadioSelect)
        for number, label in enumerate(asked["rows"])
    }
    note = forms.CharField(label=asked["note"], widget=forms.Textarea, required=False)
    return type("SameQuestions", (forms.Form,), {**fields, "note": note})


class OneQuestion(forms.Form):
    """The smallest form there is."""

    text = forms.CharField(widget=forms.Textarea)


def answer(request, form_class):
    """Draw the form, or write one row and redirect."""
    form = form_class(request.POST or None)
    if request.method == "POST" and form.is_valid():
        Answer.objects.create(owner=request.user, given=form.cleaned_data)
        return redirect(request.path)
    return render(request, "bare/form.html", {"form": form})


@login_required
def form(request):
    """A form with the same questions as the step."""
    return answer(request, same_questions())


@login_required
def small_form(request):
    """A form with one question."""
    return answer(request, OneQuestion)
