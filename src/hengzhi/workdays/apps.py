from django.apps import AppConfig


class WorkdaysConfig(AppConfig):
    name = "hengzhi.workdays"
