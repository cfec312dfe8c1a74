from django.urls import path

from hengzhi.evidence import views

app_name = "evidence"
urlpatterns = [
    path("offer/<str:code>/", views.evidence_offer, name="offer"),
    path("<int:evidence_id>/", views.evidence_file, name="file"),
    path("<int:evidence_id>/view/", views.evidence_view, name="view"),
    path("<int:evidence_id>/accept/", views.evidence_accept, name="accept"),
    path("<int:evidence_id>/return/", views.evidence_return, name="return"),
    path("<int:evidence_id>/withdraw/", views.evidence_withdraw, name="withdraw"),
]
