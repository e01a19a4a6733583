from django.urls import path

from reviews.views import away, deciding, paper, passing, queue, reports, review, talking

app_name = "reviews"
urlpatterns = [
    path("", queue.queue, name="queue"),
    path("reports/", reports.reports, name="reports"),
    path("reports/<slug:which>.csv", reports.report_csv, name="report_csv"),
    path("decided/", queue.decided, name="decided"),
    path("away/", away.away, name="away"),
    path("away/<int:appointment>/", away.away_one, name="away_one"),
    path("hand-over/", passing.hand_over, name="hand_over"),
    path("<slug:reference>/", review.review, name="review"),
    path("<slug:reference>/claim/", passing.claim, name="claim"),
    path("<slug:reference>/release/", passing.release, name="release"),
    path("<slug:reference>/pass-on/", passing.pass_on, name="pass_on"),
    path("<slug:reference>/panel/", passing.panel, name="panel"),
    path("<slug:reference>/paper/", paper.record, name="paper"),
    path("<slug:reference>/paper/<slug:key>/", paper.scan, name="paper_scan"),
    path("<slug:reference>/decide/", deciding.decide, name="decide"),
    path("<slug:reference>/done/", deciding.done, name="done"),
    path("<slug:reference>/comments/", talking.comment, name="comment"),
    path("<slug:reference>/comments/<int:number>/remove/", talking.remove_comment, name="remove_comment"),
    path("<slug:reference>/question/", talking.ask, name="ask"),
    path("<slug:reference>/rounds/<int:number>/", review.past_round, name="round"),
    path("<slug:reference>/files/<slug:key>/", review.file, name="file"),
    path("<slug:reference>/files/<slug:key>/open/", review.open_file, name="open"),
]
