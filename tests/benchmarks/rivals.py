"""The same fields read by pydantic-xml and by xsdata, written as their documentation has it: for comparison alone.

Both use their default parsers. The two keep datetimes of the chat lines as text, which they have no reader for; that is
to their advantage.
"""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from pydantic_xml import BaseXmlModel, element, wrapped
from xsdata.formats.dataclass.parsers import XmlParser

__all__ = ["read_with_pydantic_xml", "read_with_xsdata"]


class _Language(BaseXmlModel, tag="language"):
    name: str = element()
    code: str = element()


class _Plugin(BaseXmlModel, tag="plugin"):
    name: str = element()
    value: str = element()


class _Transcript(BaseXmlModel, tag="transcript"):
    id: str | None = element(default=None)
    date: str = element()
    alias: str = element()
    message: str = element()


class _JavascriptVariable(BaseXmlModel, tag="javascript_variable"):
    name: str = element()
    value: str = element()


class _OperatorVariable(BaseXmlModel, tag="operator_variable"):
    name: str = element()
    value: str = element()


class _Case(BaseXmlModel, tag="case"):
    id: str = element()
    url: str | None = element(default=None)
    snapshot_image_url: str | None = element(default=None)
    requested_by: str | None = element(default=None)
    description: str | None = element(default=None)
    created_at: datetime | None = element(default=None)
    page_url: str | None = element(default=None)
    ip_address: str | None = element(default=None)
    browser: str | None = element(default=None)
    os: str | None = element(default=None)
    country_code: str | None = element(default=None)
    country: str | None = element(default=None)
    region: str | None = element(default=None)
    city: str | None = element(default=None)
    latitude: Decimal | None = element(default=None)
    longitude: Decimal | None = element(default=None)
    source_id: int | None = element(default=None)
    languages: list[_Language] = wrapped("languages", element(tag="language", default=[]))
    plugins: list[_Plugin] = wrapped("plugins", element(tag="plugin", default=[]))
    transcripts: list[_Transcript] = wrapped("transcripts", element(tag="transcript", default=[]))
    chat_waittime: int | None = element(default=None)
    chat_duration: int | None = element(default=None)
    javascript_variables: list[_JavascriptVariable] = wrapped(
        "javascript_variables", element(tag="javascript_variable", default=[])
    )
    operator_variables: list[_OperatorVariable] = wrapped(
        "operator_variables", element(tag="operator_variable", default=[])
    )


def read_with_pydantic_xml(data: bytes) -> _Case:
    return _Case.from_xml(data)


@dataclass
class LanguageElement:
    name: str | None = None
    code: str | None = None


@dataclass
class PluginElement:
    name: str | None = None
    value: str | None = None


@dataclass
class TranscriptElement:
    id: str | None = None
    date: str | None = None
    alias: str | None = None
    message: str | None = None


@dataclass
class VariableElement:
    name: str | None = None
    value: str | None = None


ELEMENT = {"type": "Element"}


@dataclass
class LanguagesElement:
    language: list[LanguageElement] = field(default_factory=list, metadata=ELEMENT)


@dataclass
class PluginsElement:
    plugin: list[PluginElement] = field(default_factory=list, metadata=ELEMENT)


@dataclass
class TranscriptsElement:
    transcript: list[TranscriptElement] = field(default_factory=list, metadata=ELEMENT)


@dataclass
class JavascriptVariablesElement:
    javascript_variable: list[VariableElement] = field(default_factory=list, metadata=ELEMENT)


@dataclass
class OperatorVariablesElement:
    operator_variable: list[VariableElement] = field(default_factory=list, metadata=ELEMENT)


@dataclass
class CaseElement:
    class Meta:
        name = "case"

    id: str | None = None
    url: str | None = None
    snapshot_image_url: str | None = None
    requested_by: str | None = None
    description: str | None = None
    created_at: datetime | None = field(default=None, metadata={"format": "%Y-%m-%dT%H:%M:%S.%fZ"})
    page_url: str | None = None
    ip_address: str | None = None
    browser: str | None = None
    os: str | None = None
    country_code: str | None = None
    country: str | None = None
    region: str | None = None
    city: str | None = None
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    source_id: int | None = None
    languages: LanguagesElement | None = None
    plugins: PluginsElement | None = None
    transcripts: TranscriptsElement | None = None
    chat_waittime: int | None = None
    chat_duration: int | None = None
    javascript_variables: JavascriptVariablesElement | None = None
    operator_variables: OperatorVariablesElement | None = None


_xsdata = XmlParser()


def read_with_xsdata(data: bytes) -> CaseElement:
    return _xsdata.from_bytes(data, CaseElement)
