"""Addresses below /my/: the mentor's own pages, and the rooms of the PCM and of the provider lead."""

from django.urls import path

from portfolio.views import desk, enrolling, evidence, mentors, modules, sheet, waivers, work

app_name = "portfolio"
urlpatterns = [
    path("", desk.desk, name="desk"),
    path("enrol/", enrolling.enrol, name="enrol"),
    path("mentors/", mentors.listing, name="mentors"),
    path("mentors/<slug:enrolment>/observation/", mentors.observation, name="pcm_observation"),
    path("waivers/", waivers.listing, name="waivers"),
    path("waivers/add/", waivers.add, name="waivers_add"),
    path("waivers/<slug:waiver>/withdraw/", waivers.withdraw, name="waivers_withdraw"),
    path("<slug:enrolment>/", desk.enrolment, name="enrolment"),
    path("<slug:enrolment>/sharing/", enrolling.sharing, name="sharing"),
    path("<slug:enrolment>/progress/", desk.progress, name="progress"),
    path("<slug:enrolment>/audit/", sheet.audit, name="audit"),
    path("<slug:enrolment>/record-sheet/", sheet.record_sheet, name="record_sheet"),
    path("<slug:enrolment>/record-sheet/answer/", sheet.answer, name="answer"),
    path("<slug:enrolment>/record-sheet/another/", sheet.ask_for_another, name="ask_for_another"),
    path("<slug:enrolment>/record-sheet/<int:number>/", sheet.sent, name="sent"),
    path("<slug:enrolment>/modules/<slug:code>/", modules.module, name="module"),
    path("<slug:enrolment>/evidence/", evidence.listing, name="evidence"),
    path("<slug:enrolment>/evidence/add/", evidence.add, name="evidence_add"),
    path("<slug:enrolment>/evidence/<slug:item>/", evidence.item, name="evidence_item"),
    path("<slug:enrolment>/evidence/<slug:item>/change/", evidence.change, name="evidence_change"),
    path("<slug:enrolment>/evidence/<slug:item>/criteria/", evidence.notes, name="evidence_notes"),
    path("<slug:enrolment>/evidence/<slug:item>/remove/", evidence.remove, name="evidence_remove"),
    path("<slug:enrolment>/files/<slug:key>/", evidence.file, name="file"),
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
