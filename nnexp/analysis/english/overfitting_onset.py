"""The onset of overfitting, in English."""

from __future__ import annotations

from nnexp.analysis.english.cautions import caution
from nnexp.analysis.english.phrases import (
    difference,
    finished,
    spent,
    times,
    with_settings,
)
from nnexp.analysis.finding import Finding, Words
from nnexp.analysis.sentence import Number, Sentence, say
from nnexp.plural import one_of
from nnexp.settings import as_number, as_whole

_VERDICTS = {
    "overfits": "overfits",
    "still_improving": "still improving",
    "flat": "flat",
    "diverges": "diverges",
    "undecided": "undecided: more repeats",
}
_BEST = "{metric} is {best} after {epoch} {lowest} ({among})"


def _sentence(finding: Finding) -> Sentence:
    higher = finding.measured.better == "higher"
    if finding.repeats < 2:
        template = (
            "one repeat cannot say when training longer does harm ({metric} is {best} after "
            "{epoch} {lowest}); 3 repeats are the least that can"
        )
    elif finding.verdict == "still_improving":
        template = (
            "{metric} is still {best} at the last of {last} {epochs} ({among}): more {epochs} "
            "may improve it"
        )
    elif finding.verdict == "diverges":
        template = (
            "training diverges in {diverged} of {trained} repeats, the first in {epoch} {first} of "
            "{total}; of the {epochs} before, {metric} is {best} after {epoch} {lowest} ({among})"
        )
    elif finding.verdict == "overfits":
        template = (
            f"{_BEST} and {{worse}} by {{change}} to {{epoch}} {{last}}: training longer does harm"
        )
    elif finding.repeats_needed is None:
        template = f"{_BEST}; training on to {{epoch}} {{last}} is not seen to do harm"
    else:
        template = (
            f"{_BEST}; training on to {{epoch}} {{last}} is not seen to do harm with {{repeats}} "
            "repeats (if it {worse} by {change} as it seems, {needed} show it)"
        )
    last, lowest = as_whole(finding.numbers["last"]), int(finding.estimate)
    change = as_number(finding.numbers.get("rise", 0.0))
    said = say(
        template,
        epoch=one_of(finding.over[0]),
        epochs=finding.over[0],
        metric=finding.measured.label,
        best="highest" if higher else "lowest",
        worse="falls" if higher else "rises",
        lowest=Number(str(lowest), lowest),
        last=Number(str(last), last),
        among=_among(finding),
        change=difference(finding.measured, change),
        **_divergence(finding),
        repeats=Number(str(finding.repeats), finding.repeats),
        needed=times(finding.repeats_needed),
    )
    return finished(*with_settings(finding.where), *said)


def _among(finding: Finding) -> Sentence:
    """`the best epoch lies between 7 and 20`: the confidence set."""
    budget, values = finding.over[0], [as_whole(x) for x in finding.confidence_set]
    first, last = values[0], values[-1]
    if first == last:
        return (f"no other {one_of(budget)} may be best",)
    if finding.verdict == "still_improving":
        return (f"the best {one_of(budget)} is ", Number(str(first), first), " or later")
    if len(values) == last - first + 1:
        ends = Number(str(first), first), " and ", Number(str(last), last)
        return (f"the best {one_of(budget)} lies between ", *ends)
    return (f"the best {one_of(budget)} is among ", *spent(budget, values))


def _divergence(finding: Finding) -> dict[str, Number]:
    names = {"diverged": "diverged", "trained": "trained", "first": "from", "total": "total"}
    return {
        place: Number(str(finding.numbers[name]), as_whole(finding.numbers[name]))
        for place, name in names.items()
        if name in finding.numbers
    }


WORDS = Words(
    title=lambda *_: "Onset of overfitting",
    short=lambda *_: "Overfitting",
    question=lambda _: "when training longer does harm",
    verdict=lambda finding: (_VERDICTS[finding.verdict],),
    sentence=_sentence,
    caution=caution,
)
