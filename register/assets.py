"""The folder of fonts and backgrounds that certificates are printed from, built once and kept."""

import hashlib
import os
import shutil
import tempfile
from functools import cache
from importlib.metadata import version
from pathlib import Path

from django.conf import settings

from register import background, typefaces

PACKAGES = (
    "fontpkg-source-serif-4",
    "fontpkg-amiri",
    "fontpkg-atkinson-hyperlegible",
    "fonttools",
    "reportlab",
)


def folder() -> Path:
    """The folder with `fonts/*.ttf` and `background-*.pdf`, built on first use (a few seconds).

    Its name comes from the versions of the packages it is made of and from our own drawing, so an upgrade
    builds a new one beside it. Two processes may build at once: the second finds the first's and uses that.
    """
    return _built(_kept_in())


def _kept_in() -> Path:
    default = Path(getattr(settings, "BASE_DIR", ".")) / "var" / "certificate"
    return Path(getattr(settings, "CERTIFICATE_ASSETS", None) or default).resolve()


@cache
def _built(kept_in: Path) -> Path:
    ready = kept_in / _fingerprint()
    if not ready.is_dir():
        kept_in.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=".building-", dir=kept_in))
        try:
            typefaces.build(draft / "fonts")
            background.build(draft)
            draft.chmod(0o755)  # mkdtemp's 0700 would shut out a worker of another user in the same group
            os.rename(draft, ready)
        except OSError:
            if not ready.is_dir():
                raise
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    return ready


def _fingerprint() -> str:
    parts = [f"{name}=={version(name)}" for name in PACKAGES]
    parts += [Path(module.__file__).read_text(encoding="utf-8") for module in (typefaces, background)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
