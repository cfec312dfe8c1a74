from django.urls import path

from hengzhi.programme.views import letters, making, plan, tasks

app_name = "programme"
urlpatterns = [
    path("", plan.plan_list, name="list"),
    path("board/", plan.plan_board, name="board"),
    path("board/<str:code>/<str:name>/", plan.board_step, name="board-step"),
    path("timeline/", plan.plan_timeline, name="timeline"),
    path("overview/", plan.overview, name="overview"),
    path("departments/<slug:department>/", plan.department_page, name="department"),
    path("goals/", making.plan_goals, name="goals"),
    path("copy/", making.plan_copy, name="copy"),
    path("issue/", making.plan_issue, name="issue"),
    path("export.<str:form>", plan.plan_export, name="export"),
    path("letters/<int:year>.zip", letters.letters_zip, name="letters"),
    path("letters/<int:year>/<slug:department>.docx", letters.letter_docx, name="letter"),
    path("tasks/new/", making.task_new, name="new"),
    path("tasks/<str:code>/", tasks.task_detail, name="detail"),
    path("tasks/<str:code>/edit/", making.task_edit, name="edit"),
    path("tasks/<str:code>/cancel/", tasks.task_cancel, name="cancel"),
    path("tasks/<str:code>/steps/<str:name>/", tasks.task_step, name="step"),
    path("tasks/<str:code>/progress/", tasks.progress_report, name="progress"),
    path("tasks/<str:code>/progress/<int:row>/accept/", tasks.progress_accept, name="progress-accept"),
    path("tasks/<str:code>/progress/<int:row>/return/", tasks.progress_return, name="progress-return"),
    path("tasks/<str:code>/postponements/", tasks.postponement_ask, name="postponement"),
    path("tasks/<str:code>/postponements/<int:row>/grant/", tasks.postponement_grant, name="postponement-grant"),
    path("tasks/<str:code>/postponements/<int:row>/refuse/", tasks.postponement_refuse, name="postponement-refuse"),
    path("tasks/<str:code>/follow-ups/", tasks.follow_up_issue, name="follow-up"),
    path("tasks/<str:code>/follow-ups/<int:row>/answer/", tasks.follow_up_answer, name="follow-up-answer"),
    path("tasks/<str:code>/follow-ups/<int:row>/close/", tasks.follow_up_close, name="follow-up-close"),
]
