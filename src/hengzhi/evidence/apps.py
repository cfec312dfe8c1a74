from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "hengzhi.evidence"
