"""Django wiring of the app."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Registers the app."""

    name = "portal"
