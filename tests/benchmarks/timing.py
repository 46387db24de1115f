"""Times taken side by side: the candidates in turn, many short rounds, the ratio of the fastest of each.

On a machine that is shared, absolute times drift; what two candidates took in the same second, at their best, does not.
"""

import gc
import time
from collections.abc import Callable

__all__ = ["side_by_side"]


def side_by_side(
    candidates: dict[str, Callable[[], object]], *, rounds: int = 60, seconds: float = 0.01
) -> dict[str, float]:
    """The best time of each, in seconds a call; a round of each lasts about `seconds`."""
    calls = {}
    for name, call in candidates.items():
        start = time.perf_counter()
        call()
        calls[name] = max(1, int(seconds / (time.perf_counter() - start)))
    best = dict.fromkeys(candidates, float("inf"))
    for _ in range(rounds):
        for name, call in candidates.items():
            # What the one before has left behind, in caches and for the garbage collector, is no part of this one.
            gc.collect()
            call()
            start = time.perf_counter()
            for _ in range(calls[name]):
                call()
            best[name] = min(best[name], (time.perf_counter() - start) / calls[name])
    return best
