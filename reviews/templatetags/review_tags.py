"""Tags for the pages that show what was sent: comments beside their parts, doors to files."""

from django import template

register = template.Library()


@register.inclusion_tag("reviews/comments.html", takes_context=True)
def comments_on(context, part="", criterion=""):
    """Draw what was said about a part or criterion, and the form for whoever may comment.

    Nothing where the page has no `talk` (reviews.talk.Talk) in its context.
    """
    talk = context.get("talk")
    return _drawn(context, talk, talk and talk.on(part, criterion))


@register.inclusion_tag("reviews/comments.html", takes_context=True)
def comments_elsewhere(context):
    """Draw what was said about the whole, or about what this page did not draw; it stands last."""
    talk = context.get("talk")
    return _drawn(context, talk, talk and talk.everywhere_else())


def _drawn(context, talk, spot):
    sending = talk.round.sending if talk else None
    return {"spot": spot, "sending": sending, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("reviews/file_link.html", takes_context=True)
def file_link(context, file):
    """Draw the door to a file: a link, or a button that also notes the opening where a stage wants it."""
    return {"file": file, "csrf_token": context.get("csrf_token")}
