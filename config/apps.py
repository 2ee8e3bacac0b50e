"""Django wiring of the wiring."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Registers the system checks that refuse an unsafe installation."""

    name = "config"

    def ready(self) -> None:
        """Load the checks."""
        from config import checks  # noqa: F401
