"""Hypothesis profiles: `default` draws the same examples in every run; `thorough` draws many, and new ones each time.

Choose by ``pytest --hypothesis-profile=thorough`` or by the environment variable HYPOTHESIS_PROFILE.
"""

import os

from hypothesis import settings

# No deadline: a slow moment of a shared machine is no fault of the library, and no test here measures time.
settings.register_profile("default", max_examples=60, derandomize=True, deadline=None)
settings.register_profile("thorough", max_examples=2000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))
