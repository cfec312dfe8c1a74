from django.urls import path

from hengzhi.alarms import views

app_name = "alarms"
urlpatterns = [
    path("", views.alarm_list, name="list"),
    path("look/", views.alarm_look, name="look"),
    path("watched/", views.watched, name="watched"),
    path("export.<str:form>", views.alarm_export, name="export"),
    path("<str:code>/", views.alarm_detail, name="detail"),
    path("<str:code>/steps/<str:name>/", views.alarm_step, name="step"),
]
