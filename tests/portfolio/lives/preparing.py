"""The notice, the level before, audits, talks and modules."""

from django.utils import timezone

from forms.models import SealedPart, Sending, Status, Submission
from people.models import SharingDecision
from people.models.periods import today
from portfolio import ratings
from portfolio.models import Audit, Award, Conversation, ModuleCompletion, RecordSheet
from reviews.models import Round
from tests.portfolio.lives.means import at_noon, happens
from tests.portfolio.lives.world import CODES


class Preparing:
    """What comes before the work with a student teacher."""

    @happens(2)
    def the_notice_is_answered(self):
        shares = self.one([True, False])
        SharingDecision.objects.create(person=self.person, notice=self.world.notice, shares=shares)
        self.facts["shares"] = shares
        self.count("notice answered")

    # --- the level before -----------------------------------------------------------------------------------

    @happens(3, lambda life: life.earlier and life.facts["before"] != "award")
    def the_level_before_goes_on(self):
        """Signed by everybody, or issued."""
        if self.facts["before"] == "nothing":
            self.round = self.write_round()
            self.facts["before"] = "signed"
        if self.often():
            self.award = Award.objects.create(
                person=self.person,
                level=self.other,
                enrolment=self.earlier,
                round=self.round,
                awarded_on=today(),
            )
            self.facts["before"] = "award"
        self.count(f"level before: {self.facts['before']}")

    @happens(1, lambda life: life.facts["before"] == "award")
    def the_award_is_withdrawn(self):
        Award.objects.filter(pk=self.award.pk).update(withdrawn_at=timezone.now())
        Round.objects.filter(pk=self.round.pk).update(closed_at=timezone.now())
        self.facts["before"] = "nothing"
        self.count("award withdrawn")

    def write_round(self):
        """A record sheet of the level before that everybody has signed."""
        page = self.world.sheet_page
        sending = self.write_sending(page, page.live_version, timezone.now())
        RecordSheet.objects.create(enrolment=self.earlier, submission=sending.submission)
        return Round.objects.create(
            sending=sending,
            submission=sending.submission,
            workflow_name="Entry",
            number=1,
            opened_at=timezone.now(),
            signed_at=timezone.now(),
        )

    # --- audits ---------------------------------------------------------------------------------------------

    @happens(4)
    def an_audit_is_done(self):
        if self.draft:
            self.draft.delete()
            self.draft = None
        before = self.facts["first_audit"] or next((audit["ratings"] for audit in self.facts["audits"]), None)
        account = self.one(["", "", "I see more now."])
        given = self.write_audit(self.enrolment, self.changed(before), account)
        self.facts["audits"].append({"sent": True, "ratings": given, "account": account, "accepted": False})
        self.count("audit")

    @happens(1, lambda life: not life.draft)
    def an_audit_is_begun(self):
        page, version = self.world.audit_version.page, self.world.audit_version
        submission = Submission.objects.create(owner=self.person, page=page, version=version)
        self.draft = Audit.objects.create(enrolment=self.enrolment, submission=submission, kind="extra")
        self.count("audit begun")

    @happens(2, lambda life: life.to_accept())
    def the_pcm_accepts_the_account(self):
        """Of the last audit, or of an earlier one, which is of no use any more."""
        accounts = [number for number, audit in enumerate(self.facts["audits"]) if audit["account"]]
        number = self.one([accounts[-1], *accounts])
        sent = Audit.objects.exclude(submission__status=Status.DRAFT)
        audit = sent.filter(enrolment=self.enrolment)[number]
        Audit.objects.filter(pk=audit.pk).update(
            account_accepted_by=self.world.people["pcm"], account_accepted_at=timezone.now()
        )
        self.facts["audits"][number]["accepted"] = True
        self.count("account accepted")

    def to_accept(self):
        return [audit for audit in self.facts["audits"] if audit["account"] and not audit["accepted"]]

    def changed(self, before):
        """Ratings: the same as before, one higher, one lower, one of each, or any."""
        how = self.one(["same", "up", "down", "both", "any"])
        if not before or how == "any":
            return {code: self.one([3, 1, 2, 4, None]) for code in CODES}
        after = dict(before)
        first, second = self.one(CODES), self.one(CODES)
        if how in ("up", "both") and after[first]:
            after[first] = min(4, after[first] + 1)
        if how in ("down", "both") and after[second]:
            after[second] = max(1, after[second] - self.number(1, 2))
        return after

    def write_audit(self, enrolment, given=None, account="", at=None):
        """An audit that was sent; returns its ratings."""
        given = given or {code: self.one([2, 1, 3, 4, None]) for code in CODES}
        version = self.world.audit_version
        sending = self.write_sending(version.page, version, at_noon(at) if at else timezone.now())
        points = {code: str(point or "na") for code, point in given.items()}
        answers = [("one", {"grid": points}), ("two", {ratings.ACCOUNT: account})]
        SealedPart.objects.bulk_create(
            SealedPart(
                sending=sending,
                position=position,
                kind=SealedPart.Kind.STEP,
                label=f"Step {position}",
                salt="00",
                content={"id": step, "answers": content, "shown": []},
                commitment="0" * 64,
            )
            for position, (step, content) in enumerate(answers, 1)
        )
        Audit.objects.create(enrolment=enrolment, submission=sending.submission, kind="baseline")
        return given

    def write_sending(self, page, version, at):
        submission = Submission.objects.create(
            owner=self.person, page_id=page.pk, version=version, status=Status.SENT
        )
        return Sending.objects.create(
            submission=submission,
            reference=submission.reference,
            number=1,
            page_id=page.pk,
            version=version,
            definition_sha256=version.sha256,
            sent_at=at,
            seal="0" * 64,
        )

    # --- talks and modules ----------------------------------------------------------------------------------

    @happens(3)
    def they_talk(self):
        talk = {"role": self.one(["pcm", "pcm", "link_tutor"]), "agreed": self.one([True, False])}
        other = self.world.people[talk["role"]]
        known, confirmed = self.often(), self.seldom()
        Conversation.objects.create(
            enrolment=self.enrolment,
            held_on=self.past_day(),
            with_name=other.name,
            gist="We meet on Mondays.",
            other=other if known else None,
            confirmed_at=timezone.now() if known and confirmed else None,
            recorded_by=self.person,
            **talk,
        )
        self.facts["talks"].append(talk)
        self.count(f"talk with the {talk['role']}")

    @happens(6, lambda life: not all(life.facts["modules"].values()))
    def a_module_is_completed(self):
        """In any order; seldom with a reflection that says nothing, as somebody with the database could."""
        open_ = [code for code, done in self.facts["modules"].items() if not done]
        code = self.one(open_)
        words = " " if self.seldom(6) else "I learned much."
        ModuleCompletion.objects.update_or_create(
            enrolment=self.enrolment,
            module_id=self.world.modules[self.level.slug][code],
            defaults={"completed_on": self.past_day(), "reflection": words},
        )
        self.facts["modules"][code] = bool(words.strip())
        self.count("module" if words.strip() else "module without reflection")
