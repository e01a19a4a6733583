"""What `manage.py load_content` brings to a new site, and in which order.

Each step is a function, named here so that one can be added without touching the others. It takes nothing,
creates only what is missing, never changes what somebody has edited, and returns the names of what it made.
"""

STEPS = [
    "home.loading.scheme.load_framework",
    "home.loading.scheme.load_levels",
    "home.loading.collaboration.load_providers",
    "home.loading.scheme.load_stages",
    "home.loading.collaboration.load_notice",
    "home.loading.tree.load_pages",
    "portfolio.loading.load_forms",
    "home.loading.groups.load_groups",
]
