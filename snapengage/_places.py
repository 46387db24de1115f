"""Byte offsets to lines and columns, worked out only where a problem needs them."""

__all__ = ["BOM", "Places"]

BOM = b"\xef\xbb\xbf"


class Places:
    """Lines and columns in one UTF-8 document, both from 1, columns in characters.

    Offsets are asked for in ascending order, so that all of them together cost one walk through the document.
    """

    __slots__ = ("_column", "_data", "_line", "_offset")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._offset = len(BOM) if data.startswith(BOM) else 0  # no editor counts it as a character
        self._line = self._column = 1

    def at(self, offset: int) -> tuple[int, int]:
        """The line and column of the character at this offset. LF, CR and CR LF each end a line, as XML has it."""
        passed = self._data[self._offset : offset]
        self._line += passed.count(b"\n") + passed.count(b"\r") - passed.count(b"\r\n")
        tail = passed[max(passed.rfind(b"\n"), passed.rfind(b"\r")) + 1 :]
        if len(tail) < len(passed):
            self._column = 1
        self._column += len(tail.decode("utf-8", "replace"))
        self._offset = max(self._offset, offset)
        return self._line, self._column
