"""How fast the fakes are, side by side with Faker and polyfactory: `python tests/benchmarks/fakes.py`.

Needs the packages of the extra `[benchmark]`. All three make payloads of the same fields, with the same number of lines
and as much text on average; what the two others make does not hold together. Exits 1 where a figure is missed.
"""

import sys
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from faker import Faker
from polyfactory.factories.attrs_factory import AttrsFactory
from timing import side_by_side

import snapengage
from snapengage import Case, Language, Plugin, Transcript, Variable
from snapengage.testing import fake_cases, fake_payload

LEAST = 20
MANY, ROOM = 100_000, 1024 * 1024

BATCH = 100
LINES = [len(case.transcripts) for case in fake_cases(BATCH)]
MESSAGE = round(sum(len(line.message or "") for case in fake_cases(BATCH) for line in case.transcripts) / sum(LINES))
TEXT = round(1.5 * MESSAGE)
"""What Faker's text is to be limited to, so that it has MESSAGE characters on average."""


def with_faker() -> Callable[[int], bytes]:
    """What makes a payload of Faker's pieces, with a number of lines."""
    faker = Faker()
    faker.seed_instance(0)

    def variable() -> Variable:
        return Variable(name=faker.word(), value=faker.word())

    def line() -> Transcript:
        return Transcript(id=faker.email(), date=faker.date_time(UTC), alias=faker.name(), message=faker.text(TEXT))

    def payload(lines: int) -> bytes:
        uuid = faker.uuid4()
        case = Case(
            id=uuid,
            url=faker.url(),
            snapshot_image_url=faker.image_url(),
            requested_by=faker.email(),
            description=faker.text(TEXT),
            created_at=faker.date_time(UTC),
            page_url=faker.uri(),
            ip_address=faker.ipv4(),
            browser=faker.user_agent(),
            os=faker.linux_platform_token(),
            country_code=faker.country_code(),
            country=faker.country(),
            region=faker.state_abbr(),
            city=faker.city(),
            latitude=faker.latitude(),
            longitude=faker.longitude(),
            source_id=faker.random_int(1, 3),
            languages=[Language(name=faker.language_name(), code=faker.locale()) for _ in range(2)],
            plugins=[Plugin(name=faker.word(), value=faker.numerify("#.#.##"))],
            transcripts=[line() for _ in range(lines)],
            chat_waittime=faker.random_int(),
            chat_duration=faker.random_int(),
            javascript_variables=[variable(), variable()],
            operator_variables=[variable()],
        )
        return snapengage.serialize(case)

    return payload


def with_polyfactory() -> Callable[[int], bytes]:
    """What makes a payload by polyfactory's reading of the records' types, told only what types cannot say."""

    class Languages(AttrsFactory[Language]):
        extra = ()

    class Plugins(AttrsFactory[Plugin]):
        extra = ()

    class VariableFactory(AttrsFactory[Variable]):
        extra = ()

    class Lines(AttrsFactory[Transcript]):
        extra = ()

        @classmethod
        def date(cls) -> datetime:
            return datetime(2010, 10, 18, tzinfo=UTC) + timedelta(seconds=cls.__random__.randrange(10**8))

        @classmethod
        def message(cls) -> str:
            return cls.__faker__.text(TEXT)

    class Cases(AttrsFactory[Case]):
        __allow_none_optionals__ = False
        extra = ()
        problems = ()
        created_at = Lines.date

        @classmethod
        def latitude(cls) -> Decimal:
            return Decimal(cls.__random__.randrange(90_000_000)).scaleb(-6)

        longitude = latitude

        @classmethod
        def languages(cls) -> list[Language]:
            return Languages.batch(2)

        @classmethod
        def plugins(cls) -> list[Plugin]:
            return Plugins.batch(1)

        @classmethod
        def javascript_variables(cls) -> list[Variable]:
            return VariableFactory.batch(2)

        @classmethod
        def operator_variables(cls) -> list[Variable]:
            return VariableFactory.batch(1)

    Cases.seed_random(0)
    return lambda lines: snapengage.serialize(Cases.build(transcripts=Lines.batch(lines)))


def peak(fakes: int) -> int:
    """The most memory that so many fakes take, one after the other, in bytes."""
    fake_payload()  # what is allocated once is no part of it
    tracemalloc.start()
    for case in fake_cases(fakes):
        del case
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most


def main() -> int:
    by_faker, by_polyfactory = with_faker(), with_polyfactory()
    best = side_by_side(
        {
            "ours": lambda: [fake_payload(f"0/{index}") for index in range(BATCH)],
            "Faker": lambda: [by_faker(lines) for lines in LINES],
            "polyfactory": lambda: [by_polyfactory(lines) for lines in LINES],
        },
        rounds=20,
    )
    print(f"Python {sys.version.split()[0]}; {sum(LINES) / BATCH:.1f} lines of {MESSAGE} characters on average")
    missed = 0
    for name in ("Faker", "polyfactory"):
        times = best[name] / best["ours"]
        missed += times < LEAST
        print(f"fake_payload is {times:.1f} times as fast as {name}; at least {LEAST}")
    most = peak(MANY)
    missed += most > ROOM
    print(f"{MANY:,} fakes take at most {most / 1024:.0f} KiB at a time; at most {ROOM / 1024:.0f}")
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
