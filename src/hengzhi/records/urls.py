from django.urls import path

from hengzhi.records import views

app_name = "records"
urlpatterns = [
    path("views/save", views.view_save, name="view-save"),
    path("views/<int:view_id>/forget", views.view_forget, name="view-forget"),
    path("<str:code>/clocks/<slug:name>/<slug:change>", views.clock_change, name="clock"),
]
