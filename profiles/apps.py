from django.apps import AppConfig


class ProfilesConfig(AppConfig):
    name = "profiles"
    verbose_name = "Members"

    def ready(self) -> None:
        from profiles import receivers  # noqa: F401  (connects itself)
        from profiles.exports import parts

        parts.register_all()
