from django.urls import path

from hengzhi.records import views, views_bulk

app_name = "records"
urlpatterns = [
    path("views/save", views.view_save, name="view-save"),
    path("views/<int:view_id>/forget", views.view_forget, name="view-forget"),
    path("columns", views.columns_choose, name="columns"),
    path("bulk", views_bulk.bulk, name="bulk"),
    path("<str:code>/handler", views.record_hand, name="hand"),
    path("<str:code>/clocks/<slug:name>/<slug:change>", views.clock_change, name="clock"),
]
