from django.urls import path

from hengzhi.assessments import views, views_editions, views_publication, views_rounds

app_name = "assessments"
urlpatterns = [
    path("", views_editions.edition_list, name="list"),
    path("open/", views_editions.edition_open, name="open"),
    path("schemes/<str:code>/", views_editions.scheme_page, name="scheme"),
    path("years/<str:code>/", views_editions.edition_page, name="edition"),
    path("years/<str:code>/export.<str:form>", views_editions.edition_export, name="export"),
    path("years/<str:code>/renew/", views_editions.edition_renew, name="renew"),
    path("years/<str:code>/rounds/<str:name>/open/", views_rounds.round_open, name="round-open"),
    path("years/<str:code>/rounds/<str:name>/close/", views_rounds.round_close, name="round-close"),
    path("years/<str:code>/rounds/<str:name>/", views_rounds.rate, name="rate"),
    path("years/<str:code>/lock/", views_editions.edition_lock, name="lock"),
    path("years/<str:code>/publish/", views_publication.edition_publish, name="publish"),
    path("years/<str:code>/withdraw/", views_publication.edition_withdraw, name="withdraw"),
    path("years/<str:code>/verify/", views_editions.edition_verify, name="verify-seal"),
    path("years/<str:code>/differences/", views_editions.edition_differences, name="differences"),
    path("years/<str:code>/book.<str:form>", views_editions.edition_book, name="book"),
    path("<str:code>/", views.sheet_page, name="detail"),
    path("<str:code>/self-score/", views.self_score, name="self-score"),
    path("<str:code>/verify/", views.verify, name="verify"),
    path("<str:code>/objections/<str:name>/", views.objection, name="objection"),
    path("<str:code>/objections/<str:name>/decide/", views.decide, name="decide"),
    path("<str:code>/improvements/<str:name>/", views.improvement, name="improvement"),
    path("<str:code>/simulator/", views.simulator, name="simulator"),
    path("<str:code>/steps/<str:name>/", views.sheet_step, name="step"),
]
