"""Addresses of the mentor's own pages, below /my/."""

from django.urls import path

from portfolio.views import desk, enrolling, evidence, modules, sheet, work

app_name = "portfolio"
urlpatterns = [
    path("", desk.desk, name="desk"),
    path("enrol/", enrolling.enrol, name="enrol"),
    path("<slug:enrolment>/", desk.enrolment, name="enrolment"),
    path("<slug:enrolment>/sharing/", enrolling.sharing, name="sharing"),
    path("<slug:enrolment>/progress/", desk.progress, name="progress"),
    path("<slug:enrolment>/audit/", sheet.audit, name="audit"),
    path("<slug:enrolment>/record-sheet/", sheet.record_sheet, name="record_sheet"),
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
