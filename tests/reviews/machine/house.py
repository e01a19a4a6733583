"""People come and go and stand in for each other, days pass, and the workflow is edited."""

from datetime import timedelta

import hypothesis.strategies as st
from django.core.exceptions import PermissionDenied

import people.actions
from people.models import Appointment, User
from people.models.periods import today
from people.roles import Role
from reviews import actions
from reviews.models import Deputy, ReviewStage, ReviewWorkflow
from tests.reviews.book import Away, is_for
from tests.reviews.machine.means import happens
from tests.reviews.world import Post

PCM = {"role": "pcm", "wanted": 1, "must_open": "page", "panel_size": 2}
TUTOR = {"role": "link_tutor", "wanted": 1, "must_open": "changed", "panel_size": 2}


class House:
    """Whatever happens around the rounds. `plan` is what the workflow asks for now."""

    @happens(2)
    def somebody_stands_in(self, data):
        turns = [past.turn for past in self.book.under_way() if past.turn]
        wanted = [post for post in self.book.posts.values() if any(is_for(post, turn) for turn in turns)]
        post = data.draw(st.sampled_from([*wanted, *self.book.posts.values()]))
        fit = [person for person in self.book.people if not self.book.against_standing_in(person, post)]
        new = [person for person in fit if not any(is_for(own, post) for own in self.book.held(person))]
        deputy = data.draw(st.sampled_from([*new, *fit, self.somebody(data)]))
        against = self.book.against_standing_in(deputy, post)
        start = today() + timedelta(days=data.draw(st.sampled_from([0, 0, 0, 5])))
        standing = {
            "appointment": Appointment.objects.get(pk=post.pk),
            "deputy": User.objects.get(pk=deputy),
            "start": start,
            "end": start + timedelta(days=data.draw(st.integers(0, 40))),
            "by": self.world.admin,
        }
        if row := self.dare("stand in", lambda: actions.stand_in(**standing), against):
            assert against == []
            self.book.away[row.pk] = Away(row.pk, post.pk, deputy, row.start, row.end)

    @happens(1, lambda self: self.book.away)
    def somebody_is_back(self, data):
        away = data.draw(st.sampled_from(list(self.book.away.values())))
        person = data.draw(st.sampled_from([self.book.posts[away.post].person, self.somebody(data)]))
        ending = {"days": Deputy.objects.get(pk=away.pk), "by": User.objects.get(pk=person)}
        try:
            actions.end_standing_in(**ending)
        except PermissionDenied:
            self.count("end standing in: refused")
            return
        self.count("end standing in")
        if away.start >= today():
            del self.book.away[away.pk]
        else:
            away.end = min(away.end, today() - timedelta(days=1))

    @happens(2)
    def somebody_is_appointed(self, data):
        role = data.draw(st.sampled_from(["pcm", "link_tutor", "office", "provider_lead", "mentor"]))
        place = data.draw(st.integers(0, 1))
        at = {"school": None, "provider": self.world.providers[place]}
        if role in ("mentor", "pcm"):
            at = {"school": self.world.schools[place], "provider": None}
        acting = role in ("pcm", "link_tutor") and data.draw(st.booleans())
        appointing = {
            "person": User.objects.get(pk=self.somebody(data)),
            "role": Role(role),
            "by": self.world.admin,
            "acting": acting,
            "end": today() + timedelta(days=data.draw(st.integers(0, 60))) if acting else None,
            **at,
        }
        what = "appoint acting" if acting else "appoint"
        if row := self.dare(what, lambda: people.actions.appoint(**appointing), against=None):
            self.book.posts[row.pk] = Post.of(row)
            self.begins_at_once(row.person_id)

    def begins_at_once(self, person):
        """Whoever is new signs the first sheet that waits for them."""
        for past in self.book.under_way():
            self.open_files(person, past)
            if past.turn and not self.book.against_signing(person, past, past.turn):
                self.sign(person, past, past.turn)
                return

    @happens(1)
    def somebody_leaves(self, data):
        current = [post for post in self.book.posts.values() if post.end is None]
        post = data.draw(st.sampled_from(current))
        ending = {
            "appointment": Appointment.objects.get(pk=post.pk),
            "by": self.world.admin,
            "on": today() - timedelta(days=data.draw(st.integers(0, 1))),
        }
        if row := self.dare(
            "end appointment", lambda: people.actions.end_appointment(**ending), against=None
        ):
            self.book.posts[row.pk] = Post.of(row)

    @happens(1, lambda self: len(self.book.closed) < 3)
    def an_account_is_closed(self, data):
        person = self.somebody(data)
        if person in self.world.addressed or person == self.world.admin.pk:
            return
        closing = {"person": User.objects.get(pk=person), "by": self.world.admin}
        self.dare("deactivate", lambda: people.actions.deactivate(**closing), against=[])
        self.book.closed.add(person)

    @happens(2)
    def days_pass(self, data):
        self.now.shift(timedelta(days=data.draw(st.integers(1, 20))))
        self.count("days pass")

    @happens(3)
    def the_workflow_is_edited(self, data):
        what = data.draw(
            st.sampled_from(["add", "remove", "move", "wanted", "must open", "panel", "another"])
        )
        stage = data.draw(st.sampled_from(self.plan))
        if what == "add" and len(self.plan) < 4:
            role = data.draw(st.sampled_from(["pcm", "link_tutor", "office", "provider_lead"]))
            self.plan.append({**PCM, "role": role})
        elif what == "remove" and len(self.plan) > 1:
            self.plan.remove(stage)
        elif what == "move":
            self.plan.insert(0, self.plan.pop())
        elif what == "wanted":
            stage["wanted"] = data.draw(st.integers(1, 2))
        elif what == "must open":
            stage["must_open"] = data.draw(st.sampled_from(["page", "changed", "files"]))
        elif what == "panel":
            stage["panel_size"] = data.draw(st.sampled_from([0, 2, 2, 3]))
        elif what == "another":
            self.another_workflow()
        self.write_plan()
        self.count(f"workflow: {what}")

    def write_plan(self):
        """The workflow of the page has just these stages, as an editor saves them."""
        workflow = self.page().workflow
        workflow.stages.all().delete()
        for order, stage in enumerate(self.plan):
            ReviewStage.objects.create(
                workflow_id=workflow.pk,
                sort_order=order,
                role=stage["role"],
                statement="I have read it.",
                signatures_wanted=stage["wanted"],
                must_open=stage["must_open"],
                panel_size=stage["panel_size"],
            )

    def another_workflow(self):
        """The page is given another workflow and the old one is deleted."""
        page = self.page()
        old = page.workflow
        page.workflow = ReviewWorkflow.objects.create(name=f"Number {next(self.names)}")
        page.save(update_fields=["workflow"])
        old.delete()
