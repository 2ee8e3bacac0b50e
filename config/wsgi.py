"""WSGI entry point of the web process; it does not start on an unsafe installation."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# Who asks over HTTP hears soon that there is no connection, and may come back; a command had better wait.
os.environ.setdefault("BRONHUIS_POOL_WACHT", "2")
application = get_wsgi_application()

from config.checks import refuse_unsafe_start  # noqa: E402 - the checks need Django to be set up

refuse_unsafe_start()

# What was loaded stays: the collector need not walk it again and again.
gc.collect()
gc.freeze()
