from django.urls import path

from hengzhi.assessments.public import views

app_name = "results"
urlpatterns = [
    path("", views.result_list, name="list"),
    path("<str:code>/", views.result_page, name="page"),
    path("<str:code>/open-data.<str:form>", views.open_data, name="open-data"),
]
