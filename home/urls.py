"""Addresses of the front door that are not pages of the CMS."""

from django.urls import path

from home import views

urlpatterns = [path("robots.txt", views.robots, name="robots")]
