from django.urls import path

from hengzhi.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("mentions/", views.mentions, name="mentions"),
    path("waiting/", views.waiting, name="waiting"),
    path("waiting/export.<str:form>", views.waiting_export, name="waiting-export"),
    path("search/", views.search, name="search"),
    path("search/export.<str:form>", views.search_export, name="search-export"),
    path("calendar/", views.calendar, name="calendar"),
    path("due/", views.due, name="due"),
]
