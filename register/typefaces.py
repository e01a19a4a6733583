"""Makes the typefaces that certificates are printed in, from the fonts that come as packages.

A variable font prints only its first instance in a PDF and ignores bold without a word, so each weight that
we use is cut out as a font of its own.
"""

import shutil
from importlib.resources import files
from pathlib import Path

SERIF = "SourceSerif4[opsz,wght].ttf"
SERIF_ITALIC = "SourceSerif4-Italic[opsz,wght].ttf"

CUT = {
    "Display": (SERIF, {"opsz": 60, "wght": 400}),
    "Text": (SERIF, {"opsz": 14, "wght": 400}),
    "TextItalic": (SERIF_ITALIC, {"opsz": 18, "wght": 400}),
}
READY_MADE = {
    "Label": ("fontpkg_atkinson_hyperlegible", "AtkinsonHyperlegible-Regular.ttf"),
    "LabelBold": ("fontpkg_atkinson_hyperlegible", "AtkinsonHyperlegible-Bold.ttf"),
    "Arabic": ("fontpkg_amiri", "Amiri-Regular.ttf"),
}
LAYOUT_TABLES = ("GPOS", "GSUB", "GDEF", "STAT", "MVAR", "DSIG")
NAMES = (*CUT, *READY_MADE)


def build(folder: Path) -> None:
    """Write `<name>.ttf` for every name in NAMES. The same packages always give the same bytes."""
    folder.mkdir(parents=True)
    for name, (source, axes) in CUT.items():
        _cut(name, files("fontpkg_source_serif_4") / "files" / source, axes, folder / f"{name}.ttf")
    for name, (package, source) in READY_MADE.items():
        shutil.copyfile(files(package) / "files" / source, folder / f"{name}.ttf")


def _cut(name: str, source, axes: dict, target: Path) -> None:
    from fontTools.ttLib import TTFont  # half a second to import, and needed once in an installation's life
    from fontTools.varLib import instancer

    font = TTFont(source, recalcTimestamp=False)
    for table in LAYOUT_TABLES:  # the PDF library uses none of them, and cutting them takes long
        if table in font:
            del font[table]
    instancer.instantiateVariableFont(
        font, axes, inplace=True, overlap=instancer.OverlapMode.KEEP_AND_SET_FLAGS, updateFontNames=False
    )
    _rename(font, name)
    font.save(target)


def _rename(font, name: str) -> None:
    """Give the font a name of its own: ReportLab takes two fonts of one name for the same."""
    table = font["name"]
    for each in (1, 2, 3, 4, 6, 16, 17, 25):
        table.removeNames(nameID=each)
    full = f"Certificate{name}"
    for name_id, text in ((1, full), (2, "Regular"), (3, full), (4, full), (6, full)):
        table.setName(text, name_id, 3, 1, 0x409)
        table.setName(text, name_id, 1, 0, 0)
