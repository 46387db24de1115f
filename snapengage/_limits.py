"""How much of a payload is read before it is refused."""

import attrs

from snapengage._model import MAX_DEPTH

__all__ = ["DEFAULT_LIMITS", "Limits"]


def _positive(_: object, attribute: "attrs.Attribute[int]", value: object) -> None:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"Limits.{attribute.name}: expected int, got {type(value).__name__}")
    if value < 1:
        raise ValueError(f"Limits.{attribute.name}: expected at least 1")


def _safe_depth(_: object, attribute: "attrs.Attribute[int]", value: int) -> None:
    if value > MAX_DEPTH:
        raise ValueError(
            f"Limits.{attribute.name}: expected at most {MAX_DEPTH}, so that what is read is safe to compare and copy"
        )


@attrs.frozen(kw_only=True)
class Limits:
    """The largest payload that is read. A value exactly at a limit passes; one more raises `LimitExceededError`."""

    max_bytes: int = attrs.field(default=8 * 1024 * 1024, validator=_positive)
    """Bytes of the body (for a str, of its UTF-8). A chat of 8 hours with a line every second comes to about 6 MiB.
    Every other cost is bounded by this one too, attributes on one element above all: expat hands them over only once it
    has read them all."""
    max_depth: int = attrs.field(default=32, validator=[_positive, _safe_depth])
    """Elements inside one another, the root included; at most 64. A case is 4 deep, what is added to it seldom 10."""
    max_elements: int = attrs.field(default=100_000, validator=_positive)
    """Elements in all. A line of the chat is 5, so this is a chat of 20,000 lines."""
    max_attributes: int = attrs.field(default=32, validator=_positive)
    """Attributes on one element. The vendor writes one."""
    max_text: int = attrs.field(default=1024 * 1024, validator=_positive)
    """Characters of text in one element. A million is a long novel; chat messages are cut off far below."""


DEFAULT_LIMITS = Limits()
