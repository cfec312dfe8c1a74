from django.urls import path

from hengzhi.reports import views

app_name = "reports"
urlpatterns = [
    path("", views.report_list, name="list"),
    path("build/", views.report_build, name="build"),
    path("figure/", views.figure_page, name="figure"),
    path("<str:report_id>/", views.report_detail, name="detail"),
    path("<str:report_id>/<str:name>", views.report_file, name="file"),
]
