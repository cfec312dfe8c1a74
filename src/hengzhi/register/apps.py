from django.apps import AppConfig


class RegisterConfig(AppConfig):
    name = "hengzhi.register"

    def ready(self) -> None:
        from hengzhi.register.sign_ins import listen  # noqa: PLC0415 - needs the models

        listen()
