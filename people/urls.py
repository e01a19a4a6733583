"""Addresses under /account/ besides allauth's: invitations, and the mail one gets."""

from django.urls import path

from people import views

app_name = "people"
urlpatterns = [
    path("", views.account, name="account"),
    path("invitation/", views.invitation, name="invitation"),
    path("invitation/<str:token>/", views.invitation_link, name="invitation_link"),
    path("mail/", views.mail, name="mail"),
    path("name/", views.name, name="name"),
]
