"""What people choose for themselves."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from cms.dates import date_uk
from people.actions import change_name, choose_mail
from people.forms.own import MailForm, NameForm
from people.permissions import hats, mail_choice
from people.topics import TOPICS


@login_required
@require_safe
def account(request):
    """Who one is here: name, address and roles, and the way to password, passkeys and mail."""
    roles = [{"key": hat.role_name, "value": _until(hat)} for hat in hats(request.user)]
    return render(request, "account/account.html", {"roles": roles})


def _until(hat):
    place = hat.school or hat.provider or "the collaboration"
    return f"{place}, until {date_uk(hat.end)}" if hat.end else f"{place}"


@login_required
@require_http_methods(["GET", "POST"])
def mail(request):
    """Which mail the person gets from us, and how often."""
    chosen = {topic: mail_choice(request.user, topic) for topic in TOPICS}
    form = MailForm(request.POST if request.method == "POST" else None, chosen=chosen)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            for topic, value in form.cleaned_data.items():
                choose_mail(person=request.user, topic=topic, value=value, by=request.user)
        messages.success(request, "Your choice is saved")
        return redirect("people:mail")
    return render(request, "account/mail.html", {"form": form})


@login_required
@require_http_methods(["GET", "POST"])
def name(request):
    """The person's own name; the one before stays for the offices' search alone (E14)."""
    data = request.POST if request.method == "POST" else None
    form = NameForm(data, initial={"name": request.user.name})
    if request.method == "POST" and form.is_valid():
        change_name(person=request.user, name=form.cleaned_data["name"], by=request.user)
        messages.success(request, "Your name is saved")
        return redirect("people:account")
    return render(request, "account/name.html", {"form": form})
