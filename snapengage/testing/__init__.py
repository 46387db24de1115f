"""Cases for the tests of whoever receives them: plausible, broken and hostile ones, the same for the same seed."""

from snapengage.testing._broken import fake_broken_payload
from snapengage.testing._fakes import fake_case, fake_cases, fake_payload
from snapengage.testing._samples import Outcome, Sample, samples

__all__ = ["Outcome", "Sample", "fake_broken_payload", "fake_case", "fake_cases", "fake_payload", "samples"]
