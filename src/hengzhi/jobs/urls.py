from django.urls import path

from hengzhi.jobs import views

app_name = "jobs"
urlpatterns = [
    path("", views.job_list, name="list"),
    path("<str:code>/", views.job_detail, name="detail"),
    path("<str:code>/cancel/", views.job_cancel, name="cancel"),
    path("<str:code>/<str:name>/", views.job_decide, name="decide"),
]
