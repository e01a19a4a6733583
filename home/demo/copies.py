"""One person has a copy of their own data ready to download."""

from home.demo.around import named
from home.privacy import tasks
from home.privacy.asking import ask


def arrange(name="Priya Nair"):
    """Ask for it as the person does; the worker's own task is run here, as for certificates."""
    person = named(name)
    tasks.make(ask(person=person, by=person).pk)
