"""Choices that a seed makes: the same ones on every Python and platform, in every release.

All of them come from `random.Random.random`, whose sequence for a seed is the one thing that Python's documentation
promises to keep; `choice`, `shuffle` and the rest may change between versions.
"""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

__all__ = ["Draw"]

_Item = TypeVar("_Item")


class Draw:
    """The choices of one seed, one after the other."""

    __slots__ = ("random",)

    def __init__(self, seed: int | str | None) -> None:
        """A number and its decimal digits are one seed. None takes one from the operating system.

        Raises TypeError for a seed of another type.
        """
        if seed is None:
            number = None
        elif isinstance(seed, int | str):
            number = int.from_bytes(f"{seed}".encode("utf-8", "surrogatepass"), "big")
        else:
            raise TypeError(f"seed: expected int, str or None, got {type(seed).__name__}")
        self.random = Random(number).random
        """A number from 0.0 to just below 1.0."""

    def below(self, count: int) -> int:
        """A whole number from 0 to `count` - 1."""
        return int(self.random() * count)

    def pick(self, items: Sequence[_Item]) -> _Item:
        """One of the items."""
        return items[int(self.random() * len(items))]

    def chance(self, probability: float) -> bool:
        """True as often as `probability`, from 0.0 to 1.0, says."""
        return self.random() < probability
