"""Settings of a worker that a test kills: `CRASH_AT` names the point, `CRASH_MARKS` a folder that remembers.

Each certificate's worker dies once, the way `kill -9` ends it. The site itself knows no such setting.
"""

import os
import signal
from pathlib import Path

from cms.settings import *  # noqa: F403
from cms.settings import Q_CLUSTER

POINTS = ("after_number", "after_render", "after_store", "after_commit", "before_mail")
Q_CLUSTER = {**Q_CLUSTER, "retry": 4, "timeout": 60, "poll": 0.1, "guard_cycle": 0.1, "scheduler": False}


def AT_EACH_STEP_OF_MAKING(point, pk):
    """Die at the point asked for, once for each certificate; "each" spreads the points over certificates."""
    wanted = os.environ.get("CRASH_AT", "")
    if wanted == "each":
        wanted = POINTS[pk % len(POINTS)]
    if point != wanted:
        return
    try:
        (Path(os.environ["CRASH_MARKS"]) / str(pk)).open("x").close()
    except FileExistsError:
        return
    os.kill(os.getpid(), signal.SIGKILL)
