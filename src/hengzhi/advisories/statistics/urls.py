from django.urls import path

from hengzhi.advisories.statistics import views

app_name = "statistics"
urlpatterns = [
    path("", views.statistics_page, name="page"),
    path("export.<str:form>", views.statistics_export, name="export"),
]
