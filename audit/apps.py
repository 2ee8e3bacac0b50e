"""Django wiring of the app."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Registers the app, and its own source of leaves: what restores lost."""

    name = "audit"
    verbose_name = "Verzegeling van het log"

    def ready(self) -> None:
        """Let gap statements be sealed."""
        from audit.bronnen import GATEN, register

        register(GATEN)
