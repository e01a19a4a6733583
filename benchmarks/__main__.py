"""`python -m benchmarks`: measure, print the table, write results.json.

Names of benchmarks (pages, steps, rooms, certificates, reviews, desks) measure those alone and write
nothing.
"""

import sys
import time
from pathlib import Path

from benchmarks import scratch
from benchmarks.client import Client

RESULTS = Path(__file__).parent / "results.json"
ALL = ("pages", "steps", "rooms", "certificates", "reviews", "desks")


def measure(folder, names):
    """The rows of these benchmarks."""
    from benchmarks import certificates, data, desks, pages, reviews, rooms, steps

    bare_cookies = data.prepare(folder)
    with Client() as client:
        work = {
            "pages": lambda: pages.measure(client),
            "steps": lambda: steps.measure(client, bare_cookies),
            "rooms": lambda: rooms.measure(client),
            "certificates": certificates.measure,
            "reviews": lambda: reviews.measure(client),
            "desks": lambda: desks.measure(client),
        }
        return [row for name in names for row in work[name]()]


def main(names):
    """Measure, print, write. A missed target is shown in the table; it does not fail the command."""
    if not set(names) <= set(ALL):
        sys.exit(f"There are these benchmarks: {', '.join(ALL)}.")
    start = time.monotonic()
    with scratch.made() as folder:
        rows = measure(folder, names or ALL)
    from benchmarks import report

    print(report.table(rows))
    print(f"\n{time.monotonic() - start:.0f} s")
    if not names:
        RESULTS.write_text(report.as_json(rows), encoding="utf-8")
        print(f"Written to benchmarks/{RESULTS.name}")


if __name__ == "__main__":
    main(sys.argv[1:])
