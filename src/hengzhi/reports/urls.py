from django.urls import path

from hengzhi.reports import views, views_books

app_name = "reports"
urlpatterns = [
    path("", views.report_list, name="list"),
    path("build/", views.report_build, name="build"),
    path("figure/", views.figure_page, name="figure"),
    path("books/<str:code>/manifest.json", views_books.manifest, name="book-manifest"),
    path("<str:report_id>/", views.report_detail, name="detail"),
    path("<str:report_id>/<str:name>", views.report_file, name="file"),
]
