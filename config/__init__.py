"""Wiring of the installation: settings, urls, celery, server start, embedded services. Imported by nobody."""
