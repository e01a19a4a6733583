"""Addresses of the public check, the partnership office's rooms and the mentor's own certificates."""

from django.urls import path

from register.views import checking, office, own

app_name = "register"
urlpatterns = [
    path("verify/", checking.box, name="check_box"),
    path("verify/<str:code>/", checking.check, name="check"),
    path("office/", office.desk, name="desk"),
    path("office/<slug:reference>/", office.sheet, name="sheet"),
    path("office/<slug:reference>/send-back/", office.send_back, name="send_back"),
    path("office/<slug:reference>/make-again/", office.make_again, name="make_again"),
    path("office/<slug:reference>/certificate.pdf", office.certificate, name="office_certificate"),
    path("my/certificates/<str:number>-<int:revision>/", own.certificate, name="own_certificate"),
]
