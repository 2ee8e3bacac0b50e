"""Django wiring of the app."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """Source registers."""

    name = "registry"
    verbose_name = "Registers"
