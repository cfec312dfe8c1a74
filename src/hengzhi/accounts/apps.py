from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "hengzhi.accounts"

    def ready(self) -> None:
        from hengzhi.accounts.sessions import listen  # noqa: PLC0415 - needs the models

        listen()
