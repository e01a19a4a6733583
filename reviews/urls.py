from django.urls import path

from reviews import views

app_name = "reviews"
urlpatterns = [
    path("", views.queue, name="queue"),
    path("<slug:reference>/", views.review, name="review"),
    path("<slug:reference>/decide/", views.decide, name="decide"),
    path("<slug:reference>/rounds/<int:number>/", views.past_round, name="round"),
    path("<slug:reference>/files/<slug:key>/", views.file, name="file"),
]
