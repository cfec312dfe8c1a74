from django.urls import path

from hengzhi.stations import views

app_name = "stations"
urlpatterns = [
    path("", views.station_list, name="list"),
    path("export.<str:form>", views.station_export, name="export"),
    path("new/", views.station_edit, name="new"),
    path("<int:station_id>/", views.station_page, name="station"),
    path("<int:station_id>/edit", views.station_edit, name="edit"),
    path("<int:station_id>/close", views.station_close, name="close"),
    path("<int:station_id>/liaisons", views.liaison_add, name="liaison-add"),
    path("liaisons/<int:liaison_id>/end", views.liaison_end, name="liaison-end"),
    path("training/", views.training_list, name="trainings"),
    path("training/new", views.training_new, name="training-new"),
    path("cases/new", views.case_new, name="case-new"),
    path("cases/<str:code>/", views.case, name="case"),
    path("cases/<str:code>/steps/<str:name>/", views.case_step, name="step"),
]
