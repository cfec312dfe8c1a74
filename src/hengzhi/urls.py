"""Every address of the site."""

from django.urls import include, path

urlpatterns = [
    path("", include("hengzhi.portal.urls")),
    path("account/", include("hengzhi.accounts.urls")),
    path("desk/", include("hengzhi.desk.urls")),
    path("programme/", include("hengzhi.programme.urls")),
    path("leading-group/", include("hengzhi.leading_group.urls")),
    path("returns/", include("hengzhi.returns.urls")),
    path("complaints/", include("hengzhi.complaints.urls")),
    path("advisories/", include("hengzhi.advisories.urls")),
    path("disclosure/", include("hengzhi.advisories.disclosure.urls")),
    path("published/", include("hengzhi.advisories.disclosure.public.urls")),
    path("statistics/", include("hengzhi.advisories.statistics.urls")),
    path("warnings/", include("hengzhi.advisories.public.urls")),
    path("stations/", include("hengzhi.stations.urls")),
    path("alarms/", include("hengzhi.alarms.urls")),
    path("comments/", include("hengzhi.comments.urls")),
    path("evidence/", include("hengzhi.evidence.urls")),
    path("records/", include("hengzhi.records.urls")),
    path("imports/", include("hengzhi.exchange.urls")),
    path("assessments/", include("hengzhi.assessments.urls")),
    path("results/", include("hengzhi.assessments.public.urls")),
    path("reports/", include("hengzhi.reports.urls")),
    path("audit/", include("hengzhi.register.urls")),
    path("workdays/", include("hengzhi.workdays.urls")),
    path("people/", include("hengzhi.register.vault.urls")),
    path("notices/", include("hengzhi.notices.urls")),
    path("jobs/", include("hengzhi.jobs.urls")),
]
handler400 = "hengzhi.core.views.bad_request"
handler403 = "hengzhi.core.views.forbidden"
handler404 = "hengzhi.core.views.not_found"
