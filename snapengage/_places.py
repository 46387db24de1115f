"""Byte offsets to lines and columns, worked out only where a problem needs them."""

__all__ = ["BOM", "Places"]

BOM = b"\xef\xbb\xbf"


class Places:
    """Lines and columns in one UTF-8 document, both from 1, columns in characters.

    Offsets asked for in ascending order cost one walk through the document all together; one that lies further back
    starts again from the beginning.
    """

    __slots__ = ("_column", "_data", "_line", "_offset", "_start")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._start = len(BOM) if data.startswith(BOM) else 0  # no editor counts it as a character
        self._restart()

    def _restart(self) -> None:
        self._offset, self._line, self._column = self._start, 1, 1

    def at(self, offset: int) -> tuple[int, int]:
        """The line and column of the character at this offset. LF, CR and CR LF each end a line, as XML has it."""
        if offset < self._offset:
            self._restart()
        # A line feed whose CR has been walked over already would count twice.
        between = self._data[self._offset : offset]
        if between.startswith(b"\n") and self._data[self._offset - 1 : self._offset] == b"\r":
            self._line -= 1
        self._line += between.count(b"\n") + between.count(b"\r") - between.count(b"\r\n")
        tail = between[max(between.rfind(b"\n"), between.rfind(b"\r")) + 1 :]
        if len(tail) < len(between):
            self._column = 1
        self._column += len(tail.decode("utf-8", "replace"))
        self._offset = max(self._offset, offset)
        return self._line, self._column
