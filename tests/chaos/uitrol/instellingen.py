"""Settings of the next version: the product's, and its migration."""

from config import settings as echt

globals().update({naam: getattr(echt, naam) for naam in dir(echt) if naam.isupper()})

INSTALLED_APPS = [*echt.INSTALLED_APPS, "tests.chaos.uitrol"]
