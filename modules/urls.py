"""Addresses of training events and of the flyer's note: below /my/, and an event's file for calendars."""

from django.urls import path

from modules.views import events, flyers, lists, training

app_name = "modules"
urlpatterns = [
    path("calendar/<int:event>.ics", events.ics, name="calendar"),
    path("my/events/", events.own, name="own_events"),
    path("my/events/<int:event>/book/", events.book, name="book"),
    path("my/events/<int:event>/cancel/", events.cancel, name="cancel"),
    path("my/school/flyer/", flyers.flyer, name="flyer"),
    path("my/provider/training/", training.report, name="training"),
    path("my/provider/training/report.csv", training.report_csv, name="training_csv"),
    path("my/provider/training/<int:event>/", lists.attendance, name="attendance"),
    path("my/provider/training/<int:event>/guest/", lists.guest, name="guest"),
    path("my/provider/training/<int:event>/call-off/", lists.call_off, name="call_off"),
]
