from django.urls import path

from hengzhi.advisories.disclosure import views

app_name = "disclosure"
urlpatterns = [
    path("", views.disclosure_list, name="list"),
    path("tell/preview", views.preview, {"action": "tell"}, name="tell-preview"),
    path("publish/preview", views.preview, {"action": "publish"}, name="publish-preview"),
    path("tell", views.carry_out, {"action": "tell"}, name="tell"),
    path("publish", views.carry_out, {"action": "publish"}, name="publish"),
    path("<str:code>/", views.detail, name="detail"),
    path("<str:code>/objection", views.objection, name="objection"),
    path("<str:code>/decision", views.decision, name="decision"),
    path("<str:code>/off", views.off, name="off"),
]
