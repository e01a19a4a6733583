"""The mentor's desk: the task list of the enrolment under way, and doors to the person's other levels."""

from home.doors import MENTOR, besides_roles, remember, rooms_of
from portfolio.overview import overview
from portfolio.permissions import enrolments_visible_to
from portfolio.record import with_answers


def desk(user):
    """What the desk shows, as the context of portfolio/enrolment.html; None without any enrolment.

    Shown is the level under way, else the one that was achieved last.
    """
    own = with_answers(enrolments_visible_to(user).of(user).current())
    own = list(own.annotate(**besides_roles("person")))
    if not own:
        return None
    remember(user, own[0])
    shown = next((enrolment for enrolment in own if not enrolment.awarded_on), own[0])
    shown.person = user  # the same person, whose appointments are known already
    others = [enrolment for enrolment in own if enrolment is not shown]
    return overview(shown) | {"rooms": rooms_of(user, beside=MENTOR), "others": others}
