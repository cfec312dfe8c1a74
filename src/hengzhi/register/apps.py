from django.apps import AppConfig


class RegisterConfig(AppConfig):
    name = "hengzhi.register"

    def ready(self) -> None:
        from hengzhi.core import trail  # noqa: PLC0415 - with what needs the models
        from hengzhi.register.audit import write_act  # noqa: PLC0415 - needs the models
        from hengzhi.register.sign_ins import listen  # noqa: PLC0415 - needs the models

        trail.write_with(write_act)
        listen()
