from django.urls import path

from hengzhi.workdays import views

app_name = "workdays"
urlpatterns = [
    path("", views.years, name="years"),
    path("<int:year>/", views.year_page, name="year"),
    path("<int:year>/edit", views.edit, name="edit"),
    path("publications/<int:publication_id>/", views.publication, name="publication"),
    path("publications/<int:publication_id>/export.<str:form>", views.publication_export, name="publication-export"),
]
