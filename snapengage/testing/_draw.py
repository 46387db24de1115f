"""Choices that a seed makes: the same ones on every Python and platform, in every release.

All of them come from `random.Random.random`, whose sequence for a seed is the one thing that Python's documentation
promises to keep; `choice`, `shuffle` and the rest may change between versions.
"""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

__all__ = ["Draw", "seed_text"]

_Item = TypeVar("_Item")


def seed_text(seed: int | str) -> str:
    """The text that a seed is: a number and its digits are one seed. Raises TypeError for a seed of another type."""
    if isinstance(seed, str):
        return str.__str__(seed)
    if isinstance(seed, int) and not isinstance(seed, bool):
        return int.__repr__(seed)
    raise TypeError(f"seed: expected int or str, got {type(seed).__name__}")


class Draw:
    """The choices of one seed, one after the other."""

    __slots__ = ("random",)

    def __init__(self, seed: int | str | None) -> None:
        """None takes a seed from the operating system. Raises TypeError for a seed that is neither int nor str."""
        # The byte in front keeps seeds apart that begin with NULs.
        text = None if seed is None else b"\1" + seed_text(seed).encode("utf-8", "surrogatepass")
        number = None if text is None else int.from_bytes(text, "big")
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
