from django.urls import path

from hengzhi.complaints.views import follow_up, intake, lists, papers, record

app_name = "complaints"
urlpatterns = [
    path("", lists.complaint_list, name="list"),
    path("new/", intake.complaint_new, name="new"),
    path("respondents/", intake.respondents, name="respondents"),
    path("phone/", intake.phone_desk, name="phone"),
    path("phone/caller/", intake.caller, name="caller"),
    path("phone/similar/", intake.similar, name="similar"),
    path("export.<str:form>", lists.complaint_export, name="export"),
    path("<str:code>/", record.complaint_detail, name="detail"),
    path("<str:code>/steps/<str:name>/", record.complaint_step, name="step"),
    path("<str:code>/split/", intake.complaint_split, name="split"),
    path("<str:code>/meetings/", follow_up.meeting_new, name="meeting"),
    path("<str:code>/meetings/<int:meeting>/", follow_up.meeting_result, name="meeting_result"),
    path("<str:code>/call-backs/", follow_up.call_back, name="call_back"),
    path("<str:code>/papers/", papers.paper, name="paper"),
    path("<str:code>/factors/", follow_up.factor, name="factor"),
    path("<str:code>/representatives/", follow_up.representatives, name="representatives"),
    path("<str:code>/ties/", follow_up.tie, name="tie"),
]
