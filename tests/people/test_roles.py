import pytest

from people.roles import DESCRIPTIONS, MAY_GRANT, PLACES, Place, Role


@pytest.mark.parametrize("role", Role)
def test_every_role_is_described_for_those_who_grant_it(role):
    assert len(role.description.split()) >= 15
    assert role.description.endswith(".")
    assert role.place in Place


def test_no_role_is_described_twice_or_forgotten():
    assert set(DESCRIPTIONS) == set(PLACES) == set(Role)
    assert len(set(DESCRIPTIONS.values())) == len(Role)


def test_nobody_below_administrators_makes_coordinators():
    assert {giver for giver, given in MAY_GRANT.items() if Role.COORDINATOR in given} == set()


def test_labels_are_what_people_call_the_roles():
    assert [role.label for role in Role] == [
        "Mentor",
        "Professional co-ordinating mentor (PCM)",
        "Link tutor",
        "Partnership office",
        "Provider lead",
        "WELTEC co-ordinator",
    ]
