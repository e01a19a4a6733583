"""Settings of a whole site that a test starts in processes of its own: all it keeps lies in one folder.

The rest of the environment comes from the test process (tests/settings.py), which reaches nothing real.
"""

import os
from pathlib import Path

from cms.settings import *  # noqa: F403
from cms.settings import STORAGES

VAR = Path(os.environ["SITE_FOLDER"])
STATIC_ROOT = VAR / "static"
SIGNING_DEMO_AUTHORITY = VAR / "demo-authority.p12"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True  # the built assets as they lie in build/, without collecting them first
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # Argon2 is slow on purpose
