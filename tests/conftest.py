"""What all tests share: properties are tried on the same examples each time, unless one goes exploring.

`HYPOTHESIS_PROFILE=explore make test` draws new examples; what it finds becomes a test of its own.
"""

import os

from hypothesis import settings

settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("explore", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))
