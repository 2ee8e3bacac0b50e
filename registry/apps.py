"""Django wiring of the app."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """Source registers."""

    name = "registry"
    verbose_name = "Registers"

    def ready(self) -> None:
        """Let errors on a register's paths name its version too."""
        from nlapi.versies import registreer
        from registry.catalogus import version_at

        registreer("/api/", version_at)
