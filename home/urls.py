"""Addresses of the front door that are not pages of the CMS: the desks, and what is for search engines.

The desks lie at the top of /my/, where everything else is the portfolio's, and share its names:
`portfolio:desk` is whoever's desk it is.
"""

from django.urls import include, path

from home import views
from home.desks import views as desks
from portfolio import urls as portfolio

DESKS = [
    path("", desks.my, name="desk"),
    path("school/", desks.school, name="school"),
    path("visits/", desks.visits, name="visits"),
    path("provider/", desks.provider, name="provider"),
]

urlpatterns = [
    path("robots.txt", views.robots, name="robots"),
    path("my/", include(([*DESKS, *portfolio.urlpatterns], portfolio.app_name))),
]
