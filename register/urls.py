"""Addresses of the public check, the office's rooms, mentors' own certificates and their schools' copies."""

from django.urls import path

from register.views import checking, copies, office, own, sheets

app_name = "register"
urlpatterns = [
    path("verify/", checking.box, name="check_box"),
    path("verify/<str:code>/", checking.check, name="check"),
    path("office/", office.desk, name="desk"),
    path("office/<slug:reference>/", office.sheet, name="sheet"),
    path("office/<slug:reference>/send-back/", office.send_back, name="send_back"),
    path("office/<slug:reference>/make-again/", office.make_again, name="make_again"),
    path("office/<slug:reference>/certificate.pdf", office.certificate, name="office_certificate"),
    path("my/sheets/<slug:reference>/<int:number>/pdf/", sheets.sheet, name="sheet_pdf"),
    path("my/sheets/<slug:reference>/<int:number>/pdf/file/", sheets.file, name="sheet_pdf_file"),
    path("my/certificates/<str:number>-<int:revision>/", own.certificate, name="own_certificate"),
    path("my/school/copies/<str:number>-<int:revision>/", copies.certificate, name="school_copy"),
]
