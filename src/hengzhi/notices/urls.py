from django.urls import path

from hengzhi.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.notice_list, name="list"),
    path("read/", views.notice_read_all, name="read-all"),
    path("wishes/", views.wishes, name="wishes"),
    path("wishes/test/", views.wishes_test, name="wishes-test"),
    path("robots/", views.endpoint_list, name="endpoints"),
    path("robots/new/", views.endpoint_new, name="endpoint-new"),
    path("robots/<int:endpoint_id>/", views.endpoint_edit, name="endpoint"),
    path("robots/<int:endpoint_id>/test/", views.endpoint_test, name="endpoint-test"),
    path("robots/<int:endpoint_id>/remove/", views.endpoint_remove, name="endpoint-remove"),
    path("sent/", views.delivery_list, name="deliveries"),
    path("sent/export/<str:form>/", views.delivery_export, name="deliveries-export"),
    path("sent/<int:delivery_id>/again/", views.delivery_again, name="delivery-again"),
    path("<int:notice_id>/", views.notice_open, name="open"),
    path("<int:notice_id>/read/", views.notice_read, name="read"),
]
