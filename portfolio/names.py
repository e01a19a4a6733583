"""The name that a certificate shows: as the mentor wrote it on the record sheet that everybody signed."""

from forms.models import SealedPart


def name_to_appear(sending):
    """The name in a sent record sheet: the answer to the question prefilled with the person's name.

    Falls back on the account's name in the frozen record, then on the account itself when that was erased.
    """
    asked = {
        question["id"]
        for step in sending.version.definition
        for question in step["fields"]
        if question.get("prefill") == "name"
    }
    parts = [part for part in sending.parts.all() if not part.is_erased]
    for part in parts:
        if part.kind == SealedPart.Kind.STEP:
            for key, answer in part.content["answers"].items():
                if key in asked and isinstance(answer, str) and answer.strip():
                    return answer.strip()
    details = next((part.content for part in parts if part.content.get("piece") == "details"), {})
    return details.get("name") or sending.submission.owner.name
