from django.urls import path

from hengzhi.exchange import views

app_name = "exchange"
urlpatterns = [
    path("", views.import_list, name="list"),
    path("<str:code>/template.xlsx", views.import_template, name="template"),
    path("<str:code>/upload/", views.import_upload, name="upload"),
    path("runs/<str:code>/", views.import_run, name="run"),
    path("runs/<str:code>/columns/", views.import_columns, name="columns"),
    path("runs/<str:code>/words/", views.import_words, name="words"),
    path("runs/<str:code>/preset/", views.preset_save, name="preset"),
    path("presets/<int:preset>/delete/", views.preset_delete, name="preset-delete"),
    path("runs/<str:code>/start/", views.import_start, name="start"),
    path("runs/<str:code>/go-on/", views.import_go_on, name="go-on"),
    path("runs/<str:code>/end/", views.import_end, name="end"),
    path("runs/<str:code>/marked.xlsx", views.import_marked, name="marked"),
    path("runs/<str:code>/refused.xlsx", views.import_refused, name="refused"),
]
