from django.urls import path

from hengzhi.returns import views, views_collection

app_name = "returns"
urlpatterns = [
    path("", views.return_list, name="list"),
    path("export.<str:form>", views.return_export, name="export"),
    path("collection/", views_collection.overview, name="overview"),
    path("collection/export.<str:form>", views_collection.overview_export, name="overview-export"),
    path("reminders/", views_collection.reminders, name="reminders"),
    path("round/", views_collection.round_new, name="round"),
    path("forms/", views_collection.form_list, name="forms"),
    path("forms/<str:code>/", views_collection.form_detail, name="form"),
    path("<str:code>/", views.return_detail, name="detail"),
    path("<str:code>/enter/", views.return_enter, name="enter"),
    path("<str:code>/sheet/", views.return_sheet, name="sheet"),
    path("<str:code>/upload/", views.return_upload, name="upload"),
    path("<str:code>/steps/<str:name>/", views.return_step, name="step"),
]
