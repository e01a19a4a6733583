"""One enrolment on one page: the next step, the tasks in their groups, what is covered, what lies ahead."""

from portfolio.ahead import days_ahead
from portfolio.permissions import helpers_of
from portfolio.progress import next_step, state, tally, task_groups
from portfolio.record import load


def overview(enrolment):
    """What templates/portfolio/enrolment.html shows of an enrolment, as its context."""
    record = load(enrolment)
    groups = task_groups(record)
    done, total = tally(groups)
    return {
        "enrolment": enrolment,
        "record": record,
        "state": state(record),
        "next": next_step(record),
        "groups": groups,
        "done": done,
        "total": total,
        "helpers": helpers_of(enrolment),
        "ahead": days_ahead(record),
    }
