"""Placements as a line through the year, stage by stage, drawn from a sealed record (R14)."""

from datetime import date

from cms.dates import date_uk


def timeline(pieces):
    """{finding, rows, first, last, days} of the pieces by kind; {} where no full cycle is asked for.

    A row is {stage, placements}. A placement has `starts` and `lasts`, in days of the whole time's `days`,
    and `counts`: the one that is too old for the level's window does not (R15).
    """
    if not pieces.get("cycle"):
        return {}
    stages, counted = pieces["cycle"][0]["stages"], pieces["cycle"][0]["counted"]
    placements = [on_the_line(piece, counted) for piece in pieces.get("placement", [])]
    first = min((each["from"] for each in placements), default=None)
    last = max((each["to"] for each in placements), default=None)
    for each in placements:
        each["starts"], each["lasts"] = (each["from"] - first).days, (each["to"] - each["from"]).days + 1
    rows = [{"stage": stage, "placements": of_stage(placements, stage)} for stage in stages]
    others = [each for each in placements if each["stage"] not in stages]
    return {
        "finding": covered(rows),
        "rows": rows + ([{"stage": "No stage given", "placements": others}] if others else []),
        "first": date_uk(first),
        "last": date_uk(last),
        "days": (last - first).days + 1 if placements else 0,
    }


def on_the_line(piece, counted):
    first, last = (date.fromisoformat(day) for day in piece["days"])
    return {**piece, "from": first, "to": last, "counts": piece["label"] in counted}


def of_stage(placements, stage):
    return [each for each in placements if each["stage"] == stage]


def covered(rows):
    """Which stages have a placement that counts, in a sentence (R14)."""
    missing = [row["stage"] for row in rows if not any(each["counts"] for each in row["placements"])]
    if missing:
        return f"No placement counts for {' and '.join(missing)}."
    return f"Completed placements cover all {len(rows)} stages of the year."
