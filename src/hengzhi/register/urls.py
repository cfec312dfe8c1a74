from django.urls import path

from hengzhi.register import views

app_name = "register"
urlpatterns = [
    path("", views.audit_list, name="audit"),
    path("export.<str:form>", views.audit_export, name="audit-export"),
]
