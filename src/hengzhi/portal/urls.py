from django.urls import path

from hengzhi.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("file/", views.file_complaint, name="file"),
    path("filed/", views.filed, name="filed"),
    path("follow/", views.follow, name="follow"),
]
