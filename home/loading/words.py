"""Reads the YAML files of home/content and turns their plain text into what pages are made of."""

import json
import re
from html import escape
from pathlib import Path

import yaml

CONTENT = Path(__file__).resolve().parent.parent / "content"


def read(name):
    """What is in home/content/<name>.yaml, with typographic apostrophes."""
    return _curly(yaml.safe_load((CONTENT / f"{name}.yaml").read_text(encoding="utf-8")))


def _curly(value):
    if isinstance(value, str):
        return re.sub(r"(?<=\w)'", "’", value).strip()
    if isinstance(value, list):
        return [_curly(item) for item in value]
    if isinstance(value, dict):
        return {key: _curly(item) for key, item in value.items()}
    return value


def inline(text):
    """HTML of one paragraph: **bold** and [words](/address/) are all it may hold."""
    html = escape(" ".join(text.split()), quote=False)
    html = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", html)
    return re.sub(r"\[(.+?)\]\((.+?)\)", r'<a href="\2">\1</a>', html)


def rich(text):
    """HTML of a text whose paragraphs are separated by empty lines."""
    return "".join(f"<p>{inline(part)}</p>" for part in re.split(r"\n\s*\n", text.strip()))


# How each kind of entry in a YAML body becomes a block of cms.blocks.GuidanceBlocks.
BLOCKS = {
    "heading": lambda text: ("heading", {"text": text, "level": "h2"}),
    "subheading": lambda text: ("heading", {"text": text, "level": "h3"}),
    "text": lambda text: ("text", rich(text)),
    "ticks": lambda points: ("ticks", [rich(point) for point in points]),
    "inset": lambda inset: ("inset", inset | {"text": rich(inset["text"])}),
}


def stream(entries):
    """The JSON of a StreamField from a YAML list of one-key entries, such as `- heading: What you do`."""
    blocks = [
        BLOCKS.get(kind, lambda value, kind=kind: (kind, value))(value)
        for entry in entries
        for kind, value in entry.items()
    ]
    return json.dumps([{"type": kind, "value": value} for kind, value in blocks])


def stream_of(kind, values):
    """The JSON of a StreamField whose blocks are all of one kind."""
    return json.dumps([{"type": kind, "value": value} for value in values])
