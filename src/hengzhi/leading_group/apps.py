from django.apps import AppConfig


class LeadingGroupConfig(AppConfig):
    name = "hengzhi.leading_group"
