from django.urls import path

from hengzhi.complaints import views

app_name = "complaints"
urlpatterns = [
    path("", views.complaint_list, name="list"),
    path("new/", views.complaint_new, name="new"),
    path("respondents/", views.respondents, name="respondents"),
    path("export.<str:form>", views.complaint_export, name="export"),
    path("<str:code>/", views.complaint_detail, name="detail"),
    path("<str:code>/steps/<str:name>/", views.complaint_step, name="step"),
]
