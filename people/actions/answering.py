"""What people answer and choose for themselves: the sharing notice, and the mail they get."""

from django.core.exceptions import ValidationError
from django.db import transaction

from cms.permissions import require
from people import permissions
from people.models import MailChoice, SharingDecision


@transaction.atomic
def answer_sharing_notice(*, person, notice, shares, by, channel=SharingDecision.Channel.WEB):
    """Add the person's answer to the sharing notice and return it (R33, E18).

    Declining never stops certification. Raises ValidationError when the channel does not fit who enters it.
    """
    require(permissions.can_answer_for(by, person))
    if by == person and channel != SharingDecision.Channel.WEB:
        raise ValidationError("Your own answer is given on this site.")
    if by != person and channel == SharingDecision.Channel.WEB:
        raise ValidationError("Say how the person told you: on paper, by telephone or by email.")
    decision = SharingDecision(person=person, notice=notice, shares=shares, channel=channel, recorded_by=by)
    decision.full_clean()
    decision.save()
    return decision


@transaction.atomic
def choose_mail(*, person, topic, value, by):
    """Keep the person's answer on a topic of people.topics and return the MailChoice.

    Raises ValidationError for a topic or an answer that is not on offer.
    """
    require(permissions.can_choose_mail(by, person))
    choice = MailChoice.objects.select_for_update().filter(person=person, topic=topic).first()
    choice = choice or MailChoice(person=person, topic=topic)
    choice.value = value
    choice.full_clean()
    choice.save()
    return choice
