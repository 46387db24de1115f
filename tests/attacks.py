"""Documents that attack an XML parser, and what the answer to each must be: shared by the tests that try them."""

__all__ = ["ALLOWED_ENCODINGS", "DTDS", "FORBIDDEN_ENCODINGS", "declared"]

_LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))

DTDS = {
    "billion laughs": f'<!DOCTYPE case [<!ENTITY a0 "ha">{_LAUGHS}]><case><id>&a9;</id></case>',
    "quadratic blowup": f'<!DOCTYPE case [<!ENTITY a "{"ha" * 500}">]><case><id>{"&a;" * 500}</id></case>',
    "SYSTEM": '<!DOCTYPE case [<!ENTITY a SYSTEM "file:///etc/passwd">]><case><id>&a;</id></case>',
    "PUBLIC": '<!DOCTYPE case [<!ENTITY a PUBLIC "-//A//B" "http://127.0.0.1:9/">]><case><id>&a;</id></case>',
    "parameter entity": '<!DOCTYPE case [<!ENTITY % a SYSTEM "http://127.0.0.1:9/a.dtd"> %a;]><case/>',
    "unparsed entity": '<!DOCTYPE case [<!NOTATION n SYSTEM "n"><!ENTITY a SYSTEM "a.gif" NDATA n>]><case/>',
    "DTD URL": '<!DOCTYPE case SYSTEM "http://127.0.0.1:9/case.dtd"><case><id>1</id></case>',
    "ATTLIST default": '<!DOCTYPE case [<!ATTLIST id nil CDATA "true">]><case><id>1</id></case>',
    "bare DOCTYPE": "<!DOCTYPE case><case><id>1</id></case>",
}
"""Documents with a document type declaration, without an XML declaration."""

FORBIDDEN_ENCODINGS = [
    "bogus", "x" * 1000, "hex", "zip", "rot13", "UTF-7", "UTF-32", "Shift_JIS", "idna", "punycode", "unicode_escape",
    "cp037", "latin-1", "ISO-8859-1", "windows-1252", "UTF-16", "utf-16le", "utf_8", "u8", "mbcs", "undefined", "ascii",
]  # fmt: skip

ALLOWED_ENCODINGS = ["UTF-8", "utf-8", "Utf-8", "utf8", "UTF8", "US-ASCII", "us-ascii", "us-Ascii"]


def declared(encoding: str, document: str = "<case><id>1</id></case>") -> str:
    """The document behind a declaration of this encoding."""
    return f'<?xml version="1.0" encoding="{encoding}"?>{document}'
