"""One person with two accounts: found, reported, joined by an administrator, and parted again (E16)."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from people import duplicates
from people.actions import join_accounts, part_accounts, say_of_pair
from people.models import FormerName, Joining, PossibleDuplicate, User
from people.roles import Role
from portfolio.models import Award
from portfolio.waivers import holds_prerequisite
from register import actions
from register.permissions import own_certificates
from register.rounds import for_the_desk
from reviews.guards import not_the_mentor
from reviews.models import Round
from tests.factories.modules import LevelFactory
from tests.factories.people import AppointmentFactory, SchoolFactory, UserFactory, holder
from tests.factories.register import make_cast

WHY = "Both addresses are hers: the school office confirms it."
Word = PossibleDuplicate.Word


@pytest.fixture
def lead(provider):
    return holder(Role.PROVIDER_LEAD, provider=provider)


def mentor(school, name, email):
    return holder(Role.MENTOR, school=school, name=name, email=email)


@pytest.fixture
def pair(school):
    """The same person twice at one school, by the look of it."""
    return (
        mentor(school, "Elif Ağaoğlu Şahin", "elif@school.example"),
        mentor(school, "Agaoglu Sahin, Elif", "e.sahin@home.example"),
    )


def found(user):
    return [(row.first, row.second, row.signs) for row in duplicates.pairs(user)]


def join(pair, admin):
    return join_accounts(kept=pair[0], joined=pair[1], why=WHY, by=admin)


def as_it_is(person):
    return User.objects.get(pk=person.pk)


# --- finding ----------------------------------------------------------------------------------------------


def test_e16_one_name_at_one_school_is_found_whatever_the_accents_and_order(lead, pair):
    assert found(lead) == [(*pair, (duplicates.SAME_SCHOOL,))]


def test_e16_one_name_and_the_same_beginning_of_the_address_is_found(provider, lead, school):
    elsewhere = SchoolFactory(partner=provider)
    one = mentor(school, "Jo Okafor", "j.okafor@one.example")
    other = mentor(elsewhere, "Jo Okafor", "j.okafor@two.example")
    mentor(elsewhere, "Ada Okafor", "j.okafor@three.example")
    assert found(lead) == [(one, other, (duplicates.SAME_ADDRESS,))]


def test_a_name_alone_is_no_sign(provider, lead, school):
    mentor(school, "Jo Okafor", "jo@one.example")
    mentor(SchoolFactory(partner=provider), "Jo Okafor", "okafor@two.example")
    assert found(lead) == []


def test_a_former_name_counts_too(lead, school):
    one = mentor(school, "Jo Lindqvist", "jo@one.example")
    other = mentor(school, "Jo Okafor", "okafor@two.example")
    FormerName.objects.create(person=one, name="Jo Okafor")
    assert found(lead) == [(one, other, (duplicates.SAME_SCHOOL,))]


def test_staff_find_their_own_people_alone_and_administrators_everybody(lead, admin, pair, other_provider):
    elsewhere = holder(Role.OFFICE, provider=other_provider)
    assert (found(elsewhere), len(found(admin))) == ([], 1)


def test_many_people_cost_no_more_queries(lead, school, pair, django_assert_max_num_queries):
    with django_assert_max_num_queries(6) as few:
        duplicates.pairs(lead)
    for n in range(30):
        mentor(school, "Same Name", f"same{n // 2}@{n}.example")
        mentor(school, f"Other Name {n}", f"other{n}@school.example")
    lead = as_it_is(lead)
    with django_assert_max_num_queries(len(few.captured_queries) + 1):
        duplicates.pairs(lead)


def test_two_people_are_not_listed_again_and_reported_ones_come_first(lead, school, pair):
    strangers = [mentor(school, name, f"{name}@x.example") for name in ("Zed", "Yan")]
    say_of_pair(first=pair[0], second=pair[1], word=Word.TWO, by=lead)
    say_of_pair(first=strangers[1], second=strangers[0], word=Word.SAME, note="Same voice.", by=lead)
    [row] = duplicates.pairs(lead)
    assert (row.first, row.second, row.signs, row.note, row.said_by) == (
        *strangers,
        (duplicates.REPORTED,),
        "Same voice.",
        lead,
    )


def test_nobody_speaks_of_people_they_do_not_see_or_of_themselves(lead, pair, other_provider, school):
    AppointmentFactory(person=lead, school=school)
    for by, second in ((holder(Role.OFFICE, provider=other_provider), pair[1]), (lead, lead)):
        with pytest.raises(PermissionDenied):
            say_of_pair(first=pair[0], second=second, word=Word.SAME, by=by)
    assert PossibleDuplicate.objects.count() == 0


# --- joining and parting ----------------------------------------------------------------------------------


def test_e16_the_joined_account_is_closed_and_both_keep_what_is_theirs(client, admin, pair):
    client.force_login(pair[1])
    row = join(pair, admin)
    assert (as_it_is(pair[1]).is_active, as_it_is(pair[1]).account) == (False, pair[0])
    assert (row.joined_by, row.why, row.was_active) == (admin, WHY, True)
    assert client.get(reverse("people:account")).status_code == 302
    assert as_it_is(pair[0]).is_active
    assert pair[1].appointments.count() == 1
    assert found(admin) == []


def test_joining_twice_is_joining_once(admin, pair):
    assert join(pair, admin) == join(pair, admin)
    assert Joining.objects.count() == 1


def test_e16_parting_restores_both_and_stays_on_record(admin, pair):
    join(pair, admin)
    row = part_accounts(joined=pair[1], why="They are sisters.", by=admin)
    again = as_it_is(pair[1])
    assert (again.is_active, again.same_as, again.account) == (True, None, again)
    assert (row.parted_by, row.parted_why, row.why) == (admin, "They are sisters.", WHY)
    assert part_accounts(joined=pair[1], why="Again.", by=admin) == row
    join(pair, admin)
    assert Joining.objects.count() == 2


def test_an_account_that_was_closed_before_stays_closed_after_parting(admin, pair):
    User.objects.filter(pk=pair[1].pk).update(is_active=False)
    join(pair, admin)
    part_accounts(joined=pair[1], why=WHY, by=admin)
    assert not as_it_is(pair[1]).is_active


def test_only_administrators_join_and_part_and_not_themselves(admin, lead, pair):
    coordinator = holder(Role.COORDINATOR)
    for by in (lead, coordinator, pair[0]):
        with pytest.raises(PermissionDenied):
            join(pair, by)
    with pytest.raises(PermissionDenied):
        join_accounts(kept=pair[0], joined=admin, why=WHY, by=admin)
    join(pair, admin)
    with pytest.raises(PermissionDenied):
        part_accounts(joined=pair[1], why=WHY, by=lead)


def test_no_chains_of_accounts_and_none_that_is_closed_stays(admin, pair, school):
    third = mentor(school, "Third", "third@school.example")
    join(pair, admin)
    for kept, joined in ((pair[1], third), (third, pair[1]), (third, pair[0])):
        with pytest.raises(PermissionDenied):
            join_accounts(kept=kept, joined=joined, why=WHY, by=admin)
    join_accounts(kept=pair[0], joined=third, why=WHY, by=admin)
    assert set(User.objects.accounts_of(as_it_is(third))) == {*pair, third}


def test_a_joined_account_is_not_simply_opened_again(admin, pair):
    join(pair, admin)
    person = as_it_is(pair[1])
    person.is_active = True
    with pytest.raises(ValidationError, match="Part them first"):
        person.full_clean()


# --- what it means for certificates -----------------------------------------------------------------------


@pytest.fixture
def cast(db):
    return make_cast()


def both(cast):
    return cast.mentor(name="Jo Okafor"), cast.mentor(name="Jo Okafor")


def test_e16_a_second_certificate_is_blocked_across_joined_accounts_until_they_are_parted(cast, admin):
    kept, joined = both(cast)
    cast.issued(mentor=joined)
    waiting = cast.signed(mentor=kept)
    join((kept, joined), admin)
    [row] = for_the_desk(Round.objects.filter(pk=waiting.pk))
    assert row.held
    with pytest.raises(PermissionDenied, match="has been certified at Entry already"):
        actions.issue(round=waiting, by=cast.office)
    part_accounts(joined=joined, why=WHY, by=admin)
    assert actions.issue(round=waiting, by=cast.office).person == kept


def test_e16_it_is_blocked_the_other_way_round_too(cast, admin):
    kept, joined = both(cast)
    cast.issued(mentor=kept)
    waiting = cast.signed(mentor=joined)
    join((kept, joined), admin)
    with pytest.raises(PermissionDenied, match="has been certified at Entry already"):
        actions.issue(round=waiting, by=cast.office)
    assert Award.objects.count() == 1


def test_e16_the_certificate_counts_for_the_account_that_stays_and_is_listed_there(client, cast, admin):
    kept, joined = both(cast)
    certificate = cast.made(mentor=joined)
    mastery = LevelFactory(title="Mastery", prerequisite=cast.level)
    before = (list(own_certificates(kept)), bool(holds_prerequisite(kept, mastery)))
    join((kept, joined), admin)
    assert before == ([], False)
    assert (list(own_certificates(kept)), bool(holds_prerequisite(kept, mastery))) == ([certificate], True)
    client.force_login(kept)
    assert certificate.number in client.get(reverse("people:account")).content.decode()
    assert client.get(reverse("register:own_certificate", args=[certificate.number, 1])).status_code == 200
    part_accounts(joined=joined, why=WHY, by=admin)
    assert list(own_certificates(kept)) == []


def test_nobody_decides_about_the_work_of_their_other_account(cast, admin):
    mentor_too = holder(Role.PCM, school=cast.school, name="Jo Okafor")
    other = cast.mentor(name="Jo Okafor")
    round_ = cast.sent(mentor=other)
    join((mentor_too, other), admin)
    assert not not_the_mentor(as_it_is(mentor_too), Round.objects.get(pk=round_.pk))


# --- the pages ---------------------------------------------------------------------------------------------


def url_of(pair):
    return reverse("register:pair", args=[pair[0].pk, pair[1].pk])


def test_an_office_reports_and_an_administrator_joins_and_parts(client, provider, admin, pair):
    office = holder(Role.OFFICE, provider=provider)
    client.force_login(office)
    listed = client.get(reverse("register:duplicates"))
    assert [(row.first, row.second) for row in listed.context["page_obj"]] == [pair]
    html = client.get(url_of(pair)).content.decode()
    assert ("Note it" in html, "These are the same person" in html) == (True, False)
    client.post(url_of(pair), {"what": "say", "word": "same", "note": "I know her."})
    assert PossibleDuplicate.objects.get().said_by == office
    refused = client.post(url_of(pair), {"what": "join", "kept": pair[0].pk, "why": WHY})
    assert (refused.status_code, Joining.objects.count()) == (403, 0)

    client.force_login(admin)
    assert "I know her." in client.get(reverse("register:duplicates")).content.decode()
    empty = client.post(url_of(pair), {"what": "join"}).content.decode()
    assert "Select the account that stays" in empty
    client.post(url_of(pair), {"what": "join", "kept": pair[1].pk, "why": WHY})
    assert as_it_is(pair[0]).same_as == pair[1]
    assert "Part the accounts" in client.get(url_of(pair)).content.decode()
    client.post(url_of(pair), {"what": "part", "why": WHY})
    assert as_it_is(pair[0]).same_as is None


def test_whose_door_it_is(client, provider, other_provider, admin, pair):
    listing = reverse("register:duplicates")
    assert client.get(listing).status_code == 302
    for person, codes in (
        (holder(Role.OFFICE, provider=provider), (200, 200)),
        (holder(Role.PROVIDER_LEAD, provider=provider), (200, 200)),
        (holder(Role.OFFICE, provider=other_provider), (200, 404)),
        (admin, (200, 200)),
        (holder(Role.COORDINATOR), (403, 403)),
        (pair[0], (403, 403)),
        (UserFactory(), (403, 403)),
    ):
        client.force_login(person)
        assert (client.get(listing).status_code, client.get(url_of(pair)).status_code) == codes


def test_the_admins_menu_has_the_list_for_administrators(client, admin):
    client.force_login(admin)
    assert reverse("register:duplicates") in client.get("/admin/").content.decode()
