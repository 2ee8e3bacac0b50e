"""Settings of the sabotaged build."""

from config import settings as echt

globals().update({naam: getattr(echt, naam) for naam in dir(echt) if naam.isupper()})

ROOT_URLCONF = "tests.security.sabotage.urls"
