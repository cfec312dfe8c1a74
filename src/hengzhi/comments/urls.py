from django.urls import path

from hengzhi.comments import views

app_name = "comments"
urlpatterns = [
    path("add/<str:code>/", views.comment_add, name="add"),
    path("<int:comment_id>/", views.comment_open, name="open"),
    path("<int:comment_id>/read/", views.comment_read, name="read"),
    path("<int:comment_id>/withdraw/", views.comment_withdraw, name="withdraw"),
]
