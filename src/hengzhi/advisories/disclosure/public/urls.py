from django.urls import path

from hengzhi.advisories.disclosure.public import views

app_name = "published"
urlpatterns = [
    path("", views.published_list, name="list"),
    path("summary/", views.summary, name="summary"),
    path("open-data.csv", views.open_data, name="open-data"),
]
