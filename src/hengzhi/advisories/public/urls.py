from django.urls import path

from hengzhi.advisories.public import views

app_name = "warnings"
urlpatterns = [
    path("", views.warning_list, name="list"),
    path("feed.atom", views.warning_feed, name="feed"),
    path("<str:code>/", views.warning_page, name="page"),
]
