"""How much of a costly setting is enough, in English."""

from __future__ import annotations

from nnexp.analysis.english.cautions import caution
from nnexp.analysis.english.phrases import (
    by_other,
    difference,
    exactly,
    finished,
    in_words,
    with_settings,
    would_do,
)
from nnexp.analysis.finding import Finding, Words
from nnexp.analysis.sentence import Number, Sentence, say
from nnexp.settings import as_number

_NEAR = "within {margin} of the best{by}"


def _verdict(finding: Finding) -> Sentence:
    match finding.verdict:
        case "enough":
            return (size(finding, "enough"), " are enough")
        case "still_improving":
            return (f"still improving: more {finding.over[0]} may help",)
        case "largest":
            return ("at the limit: the largest there is",)
        case _:
            return ("undecided: more repeats",)


def _sentence(finding: Finding) -> Sentence:
    numbers = finding.numbers
    if finding.repeats < 2:
        template = "one repeat cannot say how many {setting} are enough"
    elif "enough" not in numbers:
        template = (
            "{repeats} repeats cannot show which size of {setting} is enough; {best} has the "
            "{most} mean{by}. {needed}"
        )
    elif numbers["enough"] == numbers["last"]:
        template = f"no smaller {{setting}} than {{enough}} is shown to be {_NEAR}"
    else:
        template = f"{{setting}}={{enough}} is enough: {_NEAR} (that of {{best}}){{time}}"
    said = say(
        template,
        setting=finding.over[0],
        by=by_other(finding.measured),
        most="highest" if finding.measured.better == "higher" else "lowest",
        margin=difference(finding.measured, as_number(numbers["margin"])),
        best=size(finding, "best"),
        enough=size(finding, "enough"),
        repeats=in_words(finding.repeats),
        needed=would_do(finding.repeats_needed),
        time=_time(finding),
    )
    return finished(*with_settings(finding.where), *said)


def size(finding: Finding, name: str) -> Number | str:
    """One of its sizes; nothing where it has none of that name."""
    value = finding.numbers.get(name)
    return exactly(value) if not isinstance(value, tuple) else ""


def _time(finding: Finding) -> Sentence:
    share = finding.numbers.get("of_time")
    if not isinstance(share, float):
        return ()
    return (", in ", Number(f"{100 * share:.0f} %", share), " of its training time")


WORDS = Words(
    title=lambda _, over: f"How many {over[0]}",
    short=lambda _, labels: f"{labels[0][:1].upper()}{labels[0][1:]}",
    question=lambda finding: f"how many {finding.over[0]} are enough",
    verdict=_verdict,
    sentence=_sentence,
    caution=caution,
)
