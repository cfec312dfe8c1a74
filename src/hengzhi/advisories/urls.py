from django.urls import path

from hengzhi.advisories import views

app_name = "advisories"
urlpatterns = [
    path("", views.advisory_list, name="list"),
    path("export.<str:form>", views.advisory_export, name="export"),
    path("new/", views.new, name="new"),
    path("<str:code>/", views.detail, name="detail"),
    path("<str:code>/edit", views.edit, name="edit"),
    path("<str:code>/steps/<str:name>/", views.step, name="step"),
]
