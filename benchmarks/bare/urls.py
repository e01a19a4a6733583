from django.urls import path

from benchmarks.bare import views

urlpatterns = [
    path("ready/", views.ready),
    path("page/", views.page),
    path("form/", views.form),
    path("small-form/", views.small_form),
]
