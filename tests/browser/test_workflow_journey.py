"""A co-ordinator changes how sheets are reviewed while some are under way."""

import pytest
from playwright.sync_api import expect

from tests.browser import steps
from tests.browser.conftest import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.long]


def test_a_workflow_changes_for_what_is_sent_from_now_on(arrive, site):
    # given a sheet under way, which one PCM has to sign
    running, sent_now = "Tomasz Wójcik", "Jo Okafor"
    coordinator = signed_in(arrive, site, "Ruth Adler")

    # when a co-ordinator asks for two signatures there, and that the files are opened
    coordinator.goto("/admin/snippets/reviews/reviewworkflow/")
    coordinator.get_by_role("main").get_by_role("link", name="Entry", exact=True).first.click()
    expect(coordinator.get_by_role("main")).to_contain_text("under way, all with these stages")
    coordinator.locator("#id_stages-0-signatures_wanted").fill("2")
    coordinator.locator("#id_stages-0-must_open").select_option("Each file")
    coordinator.get_by_role("button", name="Save", exact=True).first.click()
    expect(coordinator.locator(".messages")).to_contain_text("Entry")

    # then a sheet sent from now on needs both
    mentor = signed_in(arrive, site, sent_now)
    steps.open_task(mentor, "Record sheet and sign-off")
    steps.follow(mentor, "Check and send again")
    steps.send(mentor)
    for person in ("Asha Patel", "Owen Pritchard"):
        pcm = signed_in(arrive, site, person)
        steps.open_review(pcm, sent_now)
        steps.told(pcm, "Open these before you sign")
        assert steps.open_what_must_be_opened(pcm) > 0
        steps.sign(pcm, person)
    tutor = signed_in(arrive, site, "Tom Reid")
    steps.open_review(tutor, sent_now)

    # and the one that was under way moves on with the one signature that it began with
    steps.open_review(pcm, running)
    expect(pcm.locator("#main")).not_to_contain_text("Open these before you sign")
    steps.sign(pcm, "Owen Pritchard")
    steps.open_review(tutor, running)
