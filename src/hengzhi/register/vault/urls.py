from django.urls import path

from hengzhi.register.vault import views

app_name = "vault"
urlpatterns = [
    path("find/", views.people_find, name="find"),
    path("retention/", views.retention, name="retention"),
    path("retention/export.<str:form>", views.retention_export, name="retention-export"),
    path("retention/propose/", views.retention_propose, name="retention-propose"),
    path("retention/confirm/", views.retention_confirm, name="retention-confirm"),
    path("<str:code>/add/", views.person_add, name="add"),
    path("<str:code>/hold/", views.hold_set, name="hold"),
    path("<str:code>/holds/<int:hold_id>/lift/", views.hold_lift, name="lift"),
    path("<str:code>/<uuid:person>/open/", views.person_open, name="open"),
    path("<str:code>/<uuid:person>/correct/", views.person_correct, name="correct"),
    path("<str:code>/<uuid:person>/erase/", views.person_erase, name="erase"),
]
