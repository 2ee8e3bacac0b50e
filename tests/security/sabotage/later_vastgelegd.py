"""Settings of a build that commits its lines without waiting until they are on disk."""

from config import settings as echt

globals().update({naam: getattr(echt, naam) for naam in dir(echt) if naam.isupper()})

ROOT_URLCONF = "tests.security.sabotage.urls_later_vastgelegd"
