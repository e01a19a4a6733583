"""The PCM says that the flyer is up: once a school year, for each of their schools (R23)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from cms.permissions import require
from modules import actions, permissions
from modules.forms import FlyerForm


@login_required
@require_http_methods(["GET", "POST"])
def flyer(request):
    """Where the flyer is, at which of one's schools it is up this year, and a tick for each other one."""
    require(permissions.can_note_flyer(request.user))
    schools = permissions.flyer_schools(request.user)
    form = FlyerForm(request.POST or None, schools=schools)
    if request.method == "POST" and form.is_valid():
        school = form.cleaned_data["school"]
        try:
            actions.note_flyer(school=school, by=request.user)
            messages.success(request, f"Thank you. The flyer is up at {school.name}")
            return redirect("modules:flyer")
        except ValidationError as error:
            form.add_error(None, error)
    page = permissions.flyer()
    rows = [(school, _form_for(school, form, schools)) for school in permissions.flyer_due(request.user)]
    context = {"form": form, "page": page, "rows": rows, "noted": permissions.flyer_notices(request.user)}
    return render(request, "modules/flyer_note.html", context)


def _form_for(school, form, schools):
    """The form that was sent where it was about this school, else an empty one."""
    if form.is_bound and form.data.get("school") == str(school.pk):
        return form
    return FlyerForm(initial={"school": school}, schools=schools, auto_id=f"id_{school.pk}_%s")
