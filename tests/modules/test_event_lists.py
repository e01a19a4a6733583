"""An event's list: who keeps it, what is noted, guests, and calling the event off (R37)."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from wagtail.models import Page

from modules import actions
from modules.models import EventPage
from people.models import OutgoingMail
from people.roles import Role
from tests.factories.events import begins_ago, booked, make_event
from tests.factories.people import ProviderFactory, UserFactory, holder

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("content")]


@pytest.fixture
def provider():
    return ProviderFactory()


@pytest.fixture
def office(provider):
    return holder(Role.OFFICE, provider=provider)


def noted(event):
    """{name: came} of the list."""
    return {row.person.name: row.attended for row in event.bookings.live()}


def people(*names):
    return [holder(Role.MENTOR, name=name, email=f"{name.lower()}@school.example") for name in names]


def test_office_and_lead_of_the_provider_keep_the_list_and_nobody_else(client, provider):
    event = make_event(provider, days=-1)
    address = reverse("modules:attendance", args=[event.pk])
    answers = {}
    for role in Role:
        place = {"provider": provider} if role in (Role.OFFICE, Role.PROVIDER_LEAD, Role.LINK_TUTOR) else {}
        client.force_login(holder(role, **place))
        answers[role] = client.get(address).status_code
    client.force_login(holder(Role.OFFICE))
    assert client.get(address).status_code == 404
    kept = {Role.OFFICE: 200, Role.PROVIDER_LEAD: 200}
    assert answers == dict.fromkeys(Role, 403) | kept


def test_one_tick_each(client, provider, office):
    event = make_event(provider, days=-1)
    ada, ben = booked(event, *people("Ada", "Ben"))
    client.force_login(office)
    address = reverse("modules:attendance", args=[event.pk])
    for _ in range(2):
        client.post(address, {"listed": [ada.pk, ben.pk], "came": [ben.pk]})
    assert noted(event) == {"Ada": False, "Ben": True}
    client.post(address, {"listed": [ada.pk, ben.pk], "came": [ada.pk, ben.pk]})
    assert noted(event) == {"Ada": True, "Ben": True}


def test_rows_of_another_event_are_not_touched(client, provider, office):
    event, other = make_event(provider, days=-1), make_event(days=-1)
    [ada], [ben] = booked(event, *people("Ada")), booked(other, *people("Ben"))
    client.force_login(office)
    client.post(
        reverse("modules:attendance", args=[event.pk]), {"listed": [ada.pk, ben.pk], "came": [ben.pk]}
    )
    actions.note_attendance(event=event, listed=[ben.pk], came=[ben.pk], by=office)
    assert (noted(event), noted(other)) == ({"Ada": None}, {"Ben": None})


def test_before_the_event_begins_nothing_is_noted(client, provider, office):
    event = make_event(provider)
    [ada] = booked(event, *people("Ada"))
    client.force_login(office)
    address = reverse("modules:attendance", args=[event.pk])
    assert client.get(address).context["rows"] == [ada]
    assert client.post(address, {"listed": [ada.pk], "came": [ada.pk]}).status_code == 403
    with pytest.raises(PermissionDenied, match="once the event has begun"):
        actions.add_guest(event=event, email="ada@school.example", by=office)
    assert noted(event) == {"Ada": None}


# --- guests ------------------------------------------------------------------------------------------------


def test_who_came_without_booking_is_added_by_email_once(client, provider, office):
    event = make_event(provider, days=-1)
    people("Ada")
    client.force_login(office)
    address = reverse("modules:guest", args=[event.pk])
    for _ in range(2):
        answer = client.post(address, {"email": "Ada@School.example"})
        assert answer["Location"] == reverse("modules:attendance", args=[event.pk])
    [row] = event.bookings.all()
    assert (row.booked_at, row.attended, row.noted_by) == (None, True, office)


def test_a_guest_who_had_booked_keeps_the_booking(provider, office):
    event = make_event(provider, days=-1)
    [row] = booked(event, *people("Ada"))
    actions.add_guest(event=event, email="ada@school.example", by=office)
    row.refresh_from_db()
    assert (row.attended, row.booked_at is None, event.bookings.count()) == (True, False, 1)


@pytest.mark.parametrize("whose", ["nobody", "tutor", "closed"])
def test_only_mentors_and_pcms_with_an_account_are_guests(client, provider, office, whose):
    event = make_event(provider, days=-1)
    holder(Role.LINK_TUTOR, email="tutor@x.example")
    holder(Role.MENTOR, email="closed@x.example", is_active=False)
    client.force_login(office)
    answer = client.post(reverse("modules:guest", args=[event.pk]), {"email": f"{whose}@x.example"})
    assert "No mentor or PCM has an account with this address" in answer.content.decode()
    assert not event.bookings.exists()


def test_a_guest_added_by_mistake_leaves_the_list_and_one_added_meanwhile_stays(provider, office):
    event = make_event(provider, days=-1)
    people("Ada", "Ben")
    ada, _ben = (
        actions.add_guest(event=event, email=f"{n}@school.example", by=office) for n in ("ada", "ben")
    )
    actions.note_attendance(event=event, listed=[ada.pk], came=[], by=office)
    assert noted(event) == {"Ben": True}


# --- calling off -------------------------------------------------------------------------------------------


def test_calling_off_tells_everybody_who_has_a_place_once(client, provider, office):
    event = make_event(provider, title="Reading")
    ada, ben = people("Ada", "Ben")
    booked(event, ada, ben)
    actions.cancel_booking(event=event, by=ben)
    client.force_login(office)
    for _ in range(2):
        assert (
            client.post(reverse("modules:call_off", args=[event.pk]), {"reason": "Snow"}).status_code == 302
        )
    [mail] = OutgoingMail.objects.filter(kind="event-called-off")
    assert (mail.recipient, mail.subject) == ("ada@school.example", "Called off: Reading")
    assert "Snow" in mail.text
    client.force_login(ada)
    assert "This event does not take place: Snow" in client.get(event.url).content.decode()
    with pytest.raises(ValidationError, match="called off"):
        actions.book(event=event, by=ben)


def test_a_reason_is_asked_for_and_what_has_begun_took_place(client, provider, office):
    event = make_event(provider)
    client.force_login(office)
    answer = client.post(reverse("modules:call_off", args=[event.pk]), {"reason": " "})
    assert "Write why it does not take place" in answer.content.decode()
    event = begins_ago(event, days=1)
    assert client.post(reverse("modules:call_off", args=[event.pk]), {"reason": "Snow"}).status_code == 403
    assert not EventPage.objects.get(pk=event.pk).is_called_off


def test_publishing_an_older_draft_does_not_undo_it(provider, office):
    event = make_event(provider)
    draft = event.save_revision()
    actions.call_off(event=event, reason="Snow", by=office)
    draft.publish()
    assert EventPage.objects.get(pk=event.pk).is_called_off


# --- in the admin ------------------------------------------------------------------------------------------


def test_an_event_with_a_list_is_kept_with_a_sentence(client):
    event = make_event(title="Reading")
    booked(event, *people("Ada"))
    client.force_login(UserFactory(admin=True))
    answer = client.post(reverse("wagtailadmin_pages:delete", args=[event.pk]), follow=True)
    [message] = [str(each) for each in answer.context["messages"]]
    assert message.startswith("1 person is on the list of “Reading”.")
    assert Page.objects.filter(pk=event.pk).exists()


def test_an_office_adds_events_of_its_own_provider_to_moderation(client, provider, office):
    from django.contrib.auth.models import Group

    from modules.models import EventsPage

    office.groups.add(Group.objects.get(name="Partnership offices"))
    client.force_login(office)
    address = reverse("wagtailadmin_pages:add", args=["modules", "eventpage", EventsPage.objects.get().pk])
    form = client.get(address).context["form"]
    assert list(form.fields["provider"].queryset) == [provider]
    assert not EventsPage.objects.get().permissions_for_user(office).can_publish_subpage()
    client.force_login(UserFactory(admin=True))
    members = client.get(address).context["form"].fields["provider"].queryset
    assert ProviderFactory(left=True) not in members
    assert provider in members
