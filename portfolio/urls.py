"""Addresses below /my/: the mentor's own pages, and the rooms of the PCM and of the provider lead.

The desks themselves, with `portfolio:desk`, are in home/urls.py.
"""

from django.urls import path

from portfolio.views import (
    asking,
    concerns,
    confirming,
    desk,
    enrolling,
    evidence,
    evidence_forms,
    mentors,
    modules,
    placement_decisions,
    placements,
    printing,
    progress,
    requests,
    sheet,
    waivers,
    work,
)

app_name = "portfolio"
urlpatterns = [
    path("enrol/", enrolling.enrol, name="enrol"),
    path("mentors/", mentors.listing, name="mentors"),
    path("mentors/<slug:enrolment>/", mentors.mentor, name="mentor"),
    path("mentors/<slug:enrolment>/audit/", mentors.audit, name="mentor_audit"),
    path("mentors/<slug:enrolment>/conversation/", mentors.conversation, name="mentor_conversation"),
    path("mentors/<slug:enrolment>/observation/", mentors.observation, name="pcm_observation"),
    path("mentors/<slug:enrolment>/joint-observation/", mentors.joint_observation, name="joint_observation"),
    path("confirm/", confirming.listing, name="confirm"),
    path("confirm/<slug:kind>/<slug:slug>/", confirming.one, name="confirm_one"),
    path("concerns/", concerns.listing, name="concerns"),
    path("concerns/report/<slug:item>/", concerns.report, name="concern_report"),
    path("concerns/<slug:concern>/", concerns.one, name="concern"),
    path("concerns/<slug:concern>/files/<slug:key>/", concerns.file, name="concern_file"),
    path("waivers/", waivers.listing, name="waivers"),
    path("waivers/add/", waivers.add, name="waivers_add"),
    path("waivers/<slug:waiver>/withdraw/", waivers.withdraw, name="waivers_withdraw"),
    path("sheets/<slug:reference>/<int:number>/", printing.sheet, name="print_sheet"),
    path("placements/", placement_decisions.listing, name="placement_decisions"),
    path("placements/<slug:placement>/", placement_decisions.decide, name="placement_decision"),
    path("requests/", requests.listing, name="requests"),
    path("requests/<slug:asked>/", requests.one, name="request"),
    path("requests/<slug:asked>/withdraw/", requests.withdraw, name="request_withdraw"),
    path("<slug:enrolment>/requests/", asking.listing, name="own_requests"),
    path("<slug:enrolment>/requests/pause/", asking.pause, name="ask_pause"),
    path("<slug:enrolment>/requests/move/", asking.move, name="ask_transfer"),
    path("<slug:enrolment>/resume/", asking.resume, name="resume"),
    path("<slug:enrolment>/leave/", asking.leave, name="leave"),
    path("<slug:enrolment>/come-back/", asking.come_back, name="come_back"),
    path("<slug:enrolment>/", desk.enrolment, name="enrolment"),
    path("<slug:enrolment>/sharing/", enrolling.sharing, name="sharing"),
    path("<slug:enrolment>/progress/", progress.progress, name="progress"),
    path("<slug:enrolment>/audit/", sheet.audit, name="audit"),
    path("<slug:enrolment>/record-sheet/", sheet.record_sheet, name="record_sheet"),
    path("<slug:enrolment>/record-sheet/answer/", sheet.answer, name="answer"),
    path("<slug:enrolment>/record-sheet/another/", sheet.ask_for_another, name="ask_for_another"),
    path("<slug:enrolment>/record-sheet/<int:number>/", sheet.sent, name="sent"),
    path("<slug:enrolment>/record-sheet/<int:number>/print/", printing.own_sheet, name="print_own_sheet"),
    path("<slug:enrolment>/modules/<slug:code>/", modules.module, name="module"),
    path("<slug:enrolment>/evidence/", evidence.listing, name="evidence"),
    path("<slug:enrolment>/evidence/add/", evidence_forms.add, name="evidence_add"),
    path("<slug:enrolment>/evidence/quick/", evidence_forms.quick, name="evidence_quick"),
    path("<slug:enrolment>/evidence/removed/", evidence.removed, name="evidence_removed"),
    path("<slug:enrolment>/evidence/<slug:item>/", evidence.item, name="evidence_item"),
    path("<slug:enrolment>/evidence/<slug:item>/change/", evidence_forms.change, name="evidence_change"),
    path("<slug:enrolment>/evidence/<slug:item>/criteria/", evidence_forms.notes, name="evidence_notes"),
    path("<slug:enrolment>/evidence/<slug:item>/earlier/", evidence.earlier, name="evidence_versions"),
    path("<slug:enrolment>/evidence/<slug:item>/remove/", evidence.remove, name="evidence_remove"),
    path("<slug:enrolment>/files/<slug:key>/", evidence.file, name="file"),
    path("<slug:enrolment>/placements/", placements.listing, name="placements"),
    path("<slug:enrolment>/placements/add/", placements.add, name="placements_add"),
    path("<slug:enrolment>/placements/<slug:row>/", placements.change, name="placements_change"),
    path("<slug:enrolment>/placements/<slug:row>/remove/", placements.remove, name="placements_remove"),
]
for kind in work.KINDS:
    urlpatterns += [
        path(f"<slug:enrolment>/{kind}/", work.listing, {"kind": kind}, name=kind),
        path(f"<slug:enrolment>/{kind}/add/", work.add, {"kind": kind}, name=f"{kind}_add"),
        path(f"<slug:enrolment>/{kind}/<slug:row>/", work.change, {"kind": kind}, name=f"{kind}_change"),
        path(
            f"<slug:enrolment>/{kind}/<slug:row>/remove/", work.remove, {"kind": kind}, name=f"{kind}_remove"
        ),
    ]
