from django.urls import path

from hengzhi.records import views

app_name = "records"
urlpatterns = [path("<str:code>/clocks/<slug:name>/<slug:change>", views.clock_change, name="clock")]
