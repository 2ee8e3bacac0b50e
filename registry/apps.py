"""Django wiring of the app."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """Source registers."""

    name = "registry"
    verbose_name = "Registers"

    def ready(self) -> None:
        """Let errors on a register's paths name its version too, and say which of its fields are sensitive."""
        from nlapi.versies import registreer
        from processing.gevoelig import registreer_kenner
        from registry.catalogus import sensitive_at, version_at

        registreer("/api/", version_at)
        registreer_kenner(sensitive_at)
