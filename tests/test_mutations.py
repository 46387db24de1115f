"""Mutated and cut off samples: nothing but a ParseError leaves, and the two modes agree."""

from collections import Counter

import pytest
from fuzz.mutations import check, cuts, main, mutations, samples
from support import DOCUMENTED

import snapengage

pytestmark = pytest.mark.long

COUNT = 200_000  # a minute on one core; the command makes as many as one likes


def test_the_glob_finds_samples() -> None:
    """There are samples to mutate, the documented payload among them."""
    assert DOCUMENTED.read_bytes() in samples()


def test_mutated_samples_are_read_or_refused() -> None:
    """Each of 200,000 mutations is read or refused by a ParseError, alike in both modes; all outcomes occur."""
    outcomes = Counter(check(data) for data in mutations(samples(), COUNT, seed=1))
    assert sum(outcomes.values()) == COUNT
    assert min(outcomes[kind] for kind in ("valid", "invalid", "repaired", "refused: not-well-formed")) > COUNT // 100


def test_a_payload_cut_off_anywhere_is_malformed() -> None:
    """The documented payload cut off at any offset is refused in strict mode; lenient mode makes up no end for it."""
    document = DOCUMENTED.read_bytes().rstrip()
    for data in cuts(document):
        assert check(data).startswith("refused")
        with pytest.raises(snapengage.MalformedXMLError):
            snapengage.parse(data)


def test_every_sample_cut_off_is_read_or_refused() -> None:
    """Any sample cut off at any offset is read or refused by a ParseError, alike in both modes."""
    outcomes = Counter(check(data) for sample in samples() for data in cuts(sample))
    assert sum(outcomes.values()) == sum(map(len, samples()))
    assert outcomes["refused: cut-off"] > 0


def test_the_command_counts_outcomes(capsys: pytest.CaptureFixture[str]) -> None:
    """The command mutates the payloads that it is given, alike for the same seed, and prints how many came out how."""
    printed = []
    for _ in range(2):
        assert main(["--count", "300", "--seed", "7", str(DOCUMENTED)]) == 0
        printed.append(capsys.readouterr().out)
    assert printed[0] == printed[1]
    assert sum(int(line.split()[0]) for line in printed[0].splitlines()) == 300


def test_the_command_shows_the_bytes_at_fault(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where a rule is broken the command ends with the exception, and has printed the bytes that broke it."""

    def broken(_: object, *, lenient: bool = False) -> snapengage.Case:
        raise RecursionError(lenient)

    monkeypatch.setattr(snapengage, "parse", broken)
    with pytest.raises(RecursionError):
        main(["--count", "1", str(DOCUMENTED)])
    assert capsys.readouterr().err.startswith("b'")
