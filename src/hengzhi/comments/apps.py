from django.apps import AppConfig


class CommentsConfig(AppConfig):
    name = "hengzhi.comments"
