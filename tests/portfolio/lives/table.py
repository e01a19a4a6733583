"""The scheme's law once more, as a table: rule -> what it asks, over plain dicts. Knows nothing of the site.

`facts` is what a walk has noted by itself:

    today, home (provider), shares (None: the notice is not answered)
    level        {setting: value}, `key` codes and `stages` among them
    criteria     the codes of the mentor's own version of the standards
    modules      {code: whether completed with a reflection}
    before       "award", "signed" (everybody has, the office has not issued) or "nothing"
    first_audit  {code: number or None} of an earlier level, or None
    audits       of this level, oldest first: {"sent", "ratings", "account", "accepted"}
    talks        {"role", "agreed"}
    placements   {"start", "end", "completed", "shared", "interrupted", "counts", "stage", "student",
                 "provider"}
    observations {"kind", "feedback", "targets"}
    evidence     {"day", "kind", "criteria", "removed", "to_confirm"}, oldest first
    waived       what a provider has waived, as a set of keys
    asked        what a provider has still to decide: "experience", "extension"
    pauses       granted, as (first day, last day or None)
    more_months  granted beyond the window

Each entry of TABLE gives {key: (answer, who has to act)}, {} when the level does not ask.
"""

from datetime import timedelta

MET, WAITING, NOT_YET, WAIVED = "Met", "Waiting", "Not yet", "Waived"
MENTOR, PCM, LEAD, OFFICE = "mentor", "pcm", "provider_lead", "office"
AT_ANY_TIME = ("cpd", "reading")
# What else than its own waiver waives a requirement: without stages to cover no months are asked for either.
WAIVED_BY = {"module": {"modules"}, "window": {"window", "full_cycle"}}


def answers(facts):
    """{key: (answer, who)} of everything asked; nobody has to act where it is met or waived."""
    asked = {}
    for predicate in TABLE.values():
        for key, (answer, who) in predicate(facts).items():
            waived = WAIVED_BY.get(key.partition("-")[0], {key}) & facts["waived"]
            answer = WAIVED if waived and answer != MET else answer
            asked[key] = (answer, None if answer in (MET, WAIVED) else who)
    return asked


# --- getting ready -----------------------------------------------------------------------------------------


def r33_the_notice_is_answered_either_way(facts):
    return {"sharing": (NOT_YET if facts["shares"] is None else MET, MENTOR)}


def r6_the_level_before_is_certified(facts):
    if not facts["level"]["prerequisite"]:
        return {}
    if facts["before"] != "nothing":
        return {"prerequisite": (MET, None) if facts["before"] == "award" else (WAITING, OFFICE)}
    is_asked = "experience" in facts["asked"] and "prerequisite" in facts["level"]["experience_may_replace"]
    return {"prerequisite": (WAITING, LEAD) if is_asked else (NOT_YET, MENTOR)}


def r11_an_audit_is_the_baseline(facts):
    level = facts["level"]
    if not level["needs_audit"] or level["needs_second_audit"]:
        return {}
    return {"audit": (MET if sent_audits(facts) else NOT_YET, MENTOR)}


def r12_the_audit_done_again_shows_progress(facts):
    if not facts["level"]["needs_second_audit"]:
        return {}
    return {"second_audit": progress(facts)}


def progress(facts):
    sent = sent_audits(facts)
    first = facts["first_audit"] or (sent[0]["ratings"] if len(sent) > 1 else None)
    if not sent:
        return NOT_YET, MENTOR
    last = sent[-1]
    if first is None or last["accepted"] or rose(facts["level"]["audit_progress"], first, last["ratings"]):
        return MET, None
    return (WAITING, PCM) if last["account"] else (NOT_YET, MENTOR)


def rose(measure, first, last):
    """Whether the ratings alone show progress (E10, Q2): of criteria with a number in both audits."""
    both = [(first[code], last[code]) for code in first if first[code] and last.get(code)]
    if measure == "mean":
        return sum(after for _, after in both) > sum(before for before, _ in both)
    return measure == "none" or (measure == "criterion" and any(after > before for before, after in both))


def sent_audits(facts):
    return [audit for audit in facts["audits"] if audit["sent"]]


def r21_the_pcm_agrees_in_a_talk(facts):
    if not facts["level"]["needs_conversation"]:
        return {}
    talks = [talk for talk in facts["talks"] if talk["role"] == "pcm"]
    if any(talk["agreed"] for talk in talks):
        return {"conversation": (MET, None)}
    return {"conversation": (WAITING, PCM) if talks else (NOT_YET, MENTOR)}


def r8_every_module_is_completed_with_a_reflection(facts):
    return {
        f"module-{code.lower()}": (MET if done else NOT_YET, MENTOR)
        for code, done in facts["modules"].items()
    }


# --- placements --------------------------------------------------------------------------------------------


def is_over(facts, placement):
    """R13, E7, Q11: seen through, or broken off; or begun, where the level asks for no more."""
    if not facts["level"]["needs_completion"]:
        return placement["start"] <= facts["today"]
    return (placement["completed"] or placement["interrupted"]) and placement["end"] <= facts["today"]


def undecided(facts, placement):
    """E5, E7: shared, broken off, or with another provider; somebody has to say whether it counts."""
    doubtful = placement["shared"] or placement["interrupted"] or placement["provider"] != facts["home"]
    return doubtful and not placement["counts"]


def counts_wholly(facts, placement):
    return not undecided(facts, placement) and placement["counts"] in ("", "wholly")


def counts_for_its_stage(facts, placement):
    return counts_wholly(facts, placement) or placement["counts"] == "partly"


def r13_placements_are_seen_through(facts):
    needed = facts["level"]["placements_needed"]
    if not needed or (needed == 1 and facts["level"]["needs_full_cycle"]):
        return {}
    whole = [each for each in facts["placements"] if counts_wholly(facts, each)]
    done = sum(is_over(facts, each) for each in whole)
    if done >= needed:
        return {"placement": (MET, None)}
    if any(undecided(facts, each) for each in facts["placements"]):
        return {"placement": (WAITING, LEAD)}
    return {"placement": (WAITING if len(whole) > done else NOT_YET, MENTOR)}


def within(first, last, months, pauses):
    """R15, E12, E26: `last` is before the day so many months after `first`, were there no paused days."""
    paused = {day for start, end in pauses for day in days(max(start, first), min(end or last, last))}
    last -= timedelta(days=len(paused))
    months_on = (last.year - first.year) * 12 + last.month - first.month
    return (months_on, last.day) < (months, first.day)


def days(first, last):
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def fit(facts, placements):
    months = facts["level"]["window_months"] + facts["more_months"]
    first, last = min(each["start"] for each in placements), max(each["end"] for each in placements)
    return within(first, last, months, facts["pauses"])


def by_student(facts, placements):
    """All of them, or those with each student teacher, where the level wants one and the same (Q12)."""
    if not facts["level"]["needs_same_student"]:
        return [placements]
    students = {each["student"] for each in placements}
    return [[each for each in placements if each["student"] == student] for student in students]


def missing(facts, placements):
    """Stages that the placements do not cover; with the student teacher with whom fewest are missing."""
    stages = set(facts["level"]["stages"])
    found = [stages - {each["stage"] for each in some} for some in by_student(facts, placements)]
    return min(found, key=len, default=stages)


def whole_years(facts, placements):
    """Every choice of placements that lie within the months and cover every stage, as large as can be."""
    for some in by_student(facts, placements):
        for latest in some:
            year = [each for each in some if each["end"] <= latest["end"] and fit(facts, [each, latest])]
            if not missing(facts, year):
                yield year


def counting(facts):
    """The placements that count: the newest whole year (E11); while there is none, or no time, all."""
    good = [each for each in facts["placements"] if counts_for_its_stage(facts, each)]
    done = [each for each in good if is_over(facts, each)]
    years = [] if "window" in facts["waived"] else list(whole_years(facts, done))
    return max(years, key=lambda year: max(each["end"] for each in year), default=done)


def wanting(facts):
    """While placements are missing: a provider has to decide, or the mentor to go on."""
    waits = any(undecided(facts, each) for each in facts["placements"])
    return (WAITING, LEAD) if waits else (NOT_YET, MENTOR)


def r14_placements_cover_every_stage(facts):
    if not facts["level"]["needs_full_cycle"]:
        return {}
    return {"full_cycle": wanting(facts) if missing(facts, counting(facts)) else (MET, None)}


def r15_they_lie_within_the_months(facts):
    if not facts["level"]["needs_full_cycle"]:
        return {}
    placements = counting(facts)
    if not placements:
        return {"window": wanting(facts)}
    if fit(facts, placements):
        return {"window": (MET, None)}
    return {"window": (WAITING, LEAD) if "extension" in facts["asked"] else (NOT_YET, MENTOR)}


# --- observations and evidence -----------------------------------------------------------------------------


def r25_a_lesson_was_observed_with_the_tutor(facts):
    if not facts["level"]["needs_joint_observation"]:
        return {}
    held = any(each["kind"] == "joint" for each in facts["observations"])
    return {"observation": (MET if held else NOT_YET, MENTOR)}


def r24_the_pcm_has_seen_feedback_and_targets(facts):
    if not facts["level"]["needs_pcm_observation"]:
        return {}
    by_pcm = [each for each in facts["observations"] if each["kind"] == "pcm"]
    seen = any(each["feedback"] and each["targets"] for each in by_pcm)
    return {"pcm_observation": (MET if seen else WAITING, PCM)}


def r19_every_key_criterion_has_evidence(facts):
    key = [code for code in facts["criteria"] if code in facts["level"]["key"]] or facts["criteria"]
    good = [item for item in facts["evidence"] if not item["removed"] and is_in_time(facts, item)]
    left = set(key) - shown_by(item for item in good if not item["to_confirm"])
    if not left:
        return {"evidence": (MET, None)}
    waiting = [item for item in good if item["to_confirm"] and left & set(item["criteria"])]
    if left <= shown_by(waiting):
        return {"evidence": (WAITING, waiting[0]["to_confirm"])}
    return {"evidence": (NOT_YET, MENTOR)}


def shown_by(items):
    return {code for item in items for code in item["criteria"]}


def is_in_time(facts, item):
    """R16: where the level asks for a full year, from a placement that counts, or as experience may be."""
    if not facts["level"]["needs_full_cycle"] or item["kind"] in AT_ANY_TIME:
        return True
    if "dates" in facts["waived"] and is_recent(facts, item["day"]):
        return True
    return any(each["start"] <= item["day"] <= each["end"] for each in places_of_evidence(facts))


def is_recent(facts, day):
    """R20: not older than the level lets experience be; the 28th of February stands in for the 29th (E26)."""
    years, today = facts["level"]["experience_years"], facts["today"]
    at_least = 28 if (today.month, today.day) == (2, 29) else today.day
    return not years or (day.year + years, day.month, day.day) >= (today.year, today.month, at_least)


def places_of_evidence(facts):
    """The placements that count; while stages are missing also those under way that will (E15)."""
    places = list(counting(facts))
    if missing(facts, places):
        open_ = [each for each in facts["placements"] if goes_on(facts, each)]
        places += [each for each in open_ if counts_for_its_stage(facts, each)]
    return places


def goes_on(facts, placement):
    return not is_over(facts, placement) and placement["end"] >= facts["today"]


TABLE = {
    "R33, E18": r33_the_notice_is_answered_either_way,
    "R6, R7, R9, E9": r6_the_level_before_is_certified,
    "R11": r11_an_audit_is_the_baseline,
    "R12, E10": r12_the_audit_done_again_shows_progress,
    "R21": r21_the_pcm_agrees_in_a_talk,
    "R8, R10, R38": r8_every_module_is_completed_with_a_reflection,
    "R13, E5, E7": r13_placements_are_seen_through,
    "R14, E5, E7, E15": r14_placements_cover_every_stage,
    "R15, E11, E12, E26": r15_they_lie_within_the_months,
    "R25": r25_a_lesson_was_observed_with_the_tutor,
    "R24": r24_the_pcm_has_seen_feedback_and_targets,
    "R16, R17, R18, R19, R20": r19_every_key_criterion_has_evidence,
}
