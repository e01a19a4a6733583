"""The site as it is served, on the database and in the folder that `benchmarks.scratch` made for this run."""

import os

from cms.settings import *  # noqa: F403
from cms.settings import INSTALLED_APPS, env

# The bare form also stands behind our own middleware, to show what that costs.
INSTALLED_APPS = [*INSTALLED_APPS, "benchmarks.bare"]
ROOT_URLCONF = "benchmarks.urls"
PAGE_CACHE = env.bool("BENCH_PAGE_CACHE", default=True)
SIGNING_DEMO_AUTHORITY = os.path.join(os.environ["BENCH_SCRATCH"], "authority.p12")
# No password is asked for here, and Argon2 would be most of the time it takes to make people.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
