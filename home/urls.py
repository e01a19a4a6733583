"""Addresses of the front door that are not pages of the CMS: the desks, and what is for search engines.

The desks and one's own data lie at the top of /my/, where everything else is the portfolio's, and share its
names: `portfolio:desk` is whoever's desk it is.
"""

from django.urls import include, path

from home import views
from home.desks import views as desks
from home.privacy import views as privacy
from portfolio import urls as portfolio

DESKS = [
    path("", desks.my, name="desk"),
    path("school/", desks.school, name="school"),
    path("visits/", desks.visits, name="visits"),
    path("provider/", desks.provider, name="provider"),
]
DATA = [
    path("data/", privacy.my_data, name="my_data"),
    path("data/prove/", privacy.prove, name="my_data_prove"),
    path("data/<slug:copy>/", privacy.download, name="my_data_download"),
]

urlpatterns = [
    path("robots.txt", views.robots, name="robots"),
    path("my/", include(([*DESKS, *DATA, *portfolio.urlpatterns], portfolio.app_name))),
]
