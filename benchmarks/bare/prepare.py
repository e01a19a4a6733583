"""Makes the bare project's database with one person in it; prints the cookies of their browser as JSON."""

import json

import django


def main():
    django.setup()
    from django.contrib.auth.models import User
    from django.core.management import call_command

    from benchmarks.bare.sessions import cookies

    call_command("migrate", run_syncdb=True, verbosity=0)
    print(json.dumps(cookies(User.objects.create(username="somebody"))))


if __name__ == "__main__":
    main()
