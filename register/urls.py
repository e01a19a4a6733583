"""Addresses of the public check, of providers, offices and schools, and of mentors' own certificates."""

from django.urls import path

from register.views import (
    checking,
    copies,
    duplicates,
    engagements,
    office,
    own,
    replacing,
    revoking,
    searching,
    sheets,
)

app_name = "register"
urlpatterns = [
    path("verify/", checking.box, name="check_box"),
    path("verify/<str:code>/", checking.check, name="check"),
    path("register/", searching.search, name="search"),
    path("register/engagements/", engagements.listing, name="engagements"),
    path("register/engagements/add/", engagements.add, name="engagements_add"),
    path("register/engagements/import/", engagements.bring_in, name="engagements_import"),
    path("register/engagements/engagements.csv", engagements.download, name="engagements_csv"),
    path("register/engagements/<slug:engagement>/", engagements.one, name="engagement"),
    path(
        "register/engagements/<slug:engagement>/take-back/",
        engagements.take_back,
        name="engagement_take_back",
    ),
    path("my/lookups/", searching.known, name="known"),
    path("office/", office.desk, name="desk"),
    path("office/revocations/", revoking.listing, name="revocations"),
    path("office/duplicates/", duplicates.listing, name="duplicates"),
    path("office/duplicates/<int:first>-<int:second>/", duplicates.pair, name="pair"),
    path("office/<slug:reference>/", office.sheet, name="sheet"),
    path("office/<slug:reference>/send-back/", office.send_back, name="send_back"),
    path("office/<slug:reference>/make-again/", office.make_again, name="make_again"),
    path("office/<slug:reference>/replace/", replacing.replace, name="replace"),
    path("office/<slug:reference>/revoke/", revoking.revoke, name="revoke"),
    path("office/<slug:reference>/revoke/decide/", revoking.decide, name="revoke_decide"),
    path("office/<slug:reference>/revoke/take-back/", revoking.take_back, name="revoke_take_back"),
    path("office/<slug:reference>/revoke/appeal/", revoking.appeal, name="revoke_appeal"),
    path("office/<slug:reference>/certificate.pdf", office.certificate, name="office_certificate"),
    path("my/sheets/<slug:reference>/<int:number>/pdf/", sheets.sheet, name="sheet_pdf"),
    path("my/sheets/<slug:reference>/<int:number>/pdf/file/", sheets.file, name="sheet_pdf_file"),
    path("my/certificates/<str:number>-<int:revision>/", own.certificate, name="own_certificate"),
    path("my/school/copies/<str:number>-<int:revision>/", copies.certificate, name="school_copy"),
]
