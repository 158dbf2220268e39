"""What a reader must know besides, in English."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import cast

from nnexp.analysis.english.phrases import count, exactly, roughly, shown
from nnexp.analysis.finding import Caution, Value
from nnexp.analysis.sentence import Sentence, joined, say
from nnexp.settings import Scalar, as_number, as_whole

Numbers = Mapping[str, Value]


def caution(told: Caution) -> Sentence:
    """A caution as a sentence without a stop."""
    return _KINDS[told.kind](told.numbers)


def _values(numbers: Numbers) -> Sentence:
    values = cast("tuple[Scalar, ...]", numbers["values"])
    return (f"{numbers['setting']}=", *joined(", ", [(exactly(value),) for value in values]))


def _diverged(numbers: Numbers) -> Sentence:
    diverged = shares(numbers)
    if all(one == of for one, of in diverged):
        return ("training diverged at ", *_values(numbers))
    values = cast("tuple[Scalar, ...]", numbers["values"])
    names: list[Sentence] = [(f"{numbers['setting']}=", exactly(value)) for value in values]
    return ("training diverged at ", *_each(names, diverged))


def _partly_diverged(numbers: Numbers) -> Sentence:
    names: list[Sentence] = [(name,) for name in cast("tuple[str, ...]", numbers["at"])]
    worst = as_number(numbers["worst"])
    return say(
        "some repeats diverged, at {places}: each counts as {worst} of {metric}",
        places=_each(names, shares(numbers)),
        worst=(shown(100 * worst), " %") if numbers["percent"] else (shown(worst),),
        metric=str(numbers["metric"]),
    )


def shares(numbers: Numbers) -> list[tuple[int, int]]:
    """How many repeats diverged, of how many, at each value."""
    counts, of = (cast("tuple[int, ...]", numbers[name]) for name in ("counts", "of"))
    return list(zip(counts, of, strict=True))


def _each(names: Sequence[Sentence], of_each: Sequence[tuple[int, int]]) -> Sentence:
    """`lr=1.0 (3 of 10), lr=3.0 (9 of 10)`; many by their ends."""
    each: list[Sentence] = [
        (*name, " (", count(one), " of ", count(of), ")")
        for name, (one, of) in zip(names, of_each, strict=True)
    ]
    return joined(", ", each) if len(each) <= 4 else (*each[0], " to ", *each[-1])


def _missing(numbers: Numbers) -> Sentence:
    reasons = {
        "error": "raised an error",
        "timeout": "ran out of time",
        "not_run": "not run",
        "ok": "without a value",
    }
    each: list[Sentence] = [
        (count(as_whole(numbers[status])), f" {words}")
        for status, words in reasons.items()
        if status in numbers
    ]
    return ("trials that are missing: ", *joined(", ", each))


def _noisy(numbers: Numbers) -> Sentence:
    value = cast("Scalar", numbers["value"])
    return say(
        "{setting}={value} varies about {times} times as much as the others: {repeats} repeats "
        "hardly tell how good it is, and may put it out by chance more often than in 5 %",
        setting=str(numbers["setting"]),
        value=exactly(value),
        times=roughly(as_number(numbers["times"])),
        repeats=count(as_whole(numbers["repeats"])),
    )


def _lost(numbers: Numbers) -> Sentence:
    lost = as_whole(numbers["count"])
    words = "repeats left out: they lack" if lost > 1 else "repeat left out: it lacks"
    return (count(lost), f" {words} a value")


def _two_groups(numbers: Numbers) -> Sentence:
    smaller, repeats = as_whole(numbers["smaller"]), as_whole(numbers["repeats"])
    return say(
        "{smaller} of {repeats} repeats {differ} from the others about {times} times as much as "
        "repeats otherwise do, as if there were two kinds: so few repeats hardly tell how often "
        "each comes, and what is best on average hangs on it",
        smaller=count(smaller),
        repeats=count(repeats),
        differ="differs" if smaller == 1 else "differ",
        times=roughly(as_number(numbers["times"])),
    )


def _further_look(numbers: Numbers) -> Sentence:
    first, by_now = (100 * as_number(numbers[name]) for name in ("first", "by_now"))
    template = "this is look {look} at the same question, with more repeats or values than before: "
    if by_now < 1:
        template += "even so an answer is wrong in less than 1 % where there is nothing to find"
    else:
        template += (
            "who looks so often and stops at the first answer is wrong in up to {by_now} % where "
            "there is nothing to find, at one look in {first} %; decide=all plans its looks"
        )
    return say(
        template,
        look=count(as_whole(numbers["look"])),
        by_now=shown(round(by_now, 1)),
        first=shown(round(first, 1)),
    )


def _looked(numbers: Numbers) -> Sentence:
    regret, look = as_number(numbers["regret"]), as_whole(numbers["look"])
    over = numbers["ended"] in ("budget", "stopped")
    why = "the budget ended it" if over else "the planned looks are over"
    if not look:
        return (f"nothing is confirmed: {why} before the first look, and these repeats explored",)
    amount = 100 * regret if numbers["percent"] else regret
    reach = say(
        "; what is named is worse than the best by at most {regret}",
        regret=(shown(amount), " percentage points" if numbers["percent"] else ""),
    )
    return say(
        "{settled}at look {look} of {looks}, by {repeats} fresh repeats that did not explore{reach}"
        ", and all looks together are wrong in {error} % at most",
        settled="" if numbers["settled"] else f"not settled, as {why}: ",
        look=count(look),
        looks=count(as_whole(numbers["looks"])),
        repeats=count(as_whole(numbers["repeats"])),
        reach=reach if math.isfinite(regret) else (),
        error=shown(100 * as_number(numbers["error"])),
    )


def _own_edge(numbers: Numbers) -> Sentence:
    beyond = "larger" if numbers["side"] == "above" else "smaller"
    return (
        "at ",
        *_values(numbers),
        f" the best {numbers['other']} is the {'largest' if beyond == 'larger' else 'smallest'} "
        f"tried: a {beyond} one may do better",
    )


def _edges(numbers: Numbers) -> Sentence:
    return say(
        "the best {setting} is at an edge of the grid for some {over}: extend it {beyond} "
        "to see how far it moves",
        setting=str(numbers["setting"]),
        over=str(numbers["over"]),
        beyond=sides(numbers),
    )


def sides(numbers: Numbers) -> Sentence:
    """Where a grid ends too early: `above 0.3`, `below 0.01 and above 0.3`."""
    named: list[Sentence] = [
        (f"{side} ", shown(end))
        for side in ("below", "above")
        if isinstance(end := numbers[side], float)
    ]
    return joined(" and ", named)


_KINDS: Mapping[str, Callable[[Numbers], Sentence]] = {
    "diverged": _diverged,
    "partly_diverged": _partly_diverged,
    "missing": _missing,
    "all_failed": lambda numbers: (*_values(numbers), " left out: every trial of it failed"),
    "unequal": lambda numbers: say(
        "repeats per value of {setting}: {fewest} to {most}; each comparison uses those that both "
        "values have",
        setting=str(numbers["setting"]),
        fewest=count(as_whole(numbers["fewest"])),
        most=count(as_whole(numbers["most"])),
    ),
    "lost_repeats": _lost,
    "noisy": _noisy,
    "two_groups": _two_groups,
    "further_look": _further_look,
    "own_edge": _own_edge,
    "test_data_chose": lambda _: (
        "test data chose the setting, so its test results are flattering",
    ),
    "classes_unknown": lambda _: ("what diverged is left out: the number of classes is not known",),
    "short_grid": lambda numbers: (
        "the grid ends inside the range of ",
        shown(as_number(numbers["low"])),
        " to ",
        shown(as_number(numbers["high"])),
    ),
    "edges_of_interaction": _edges,
    "looked": _looked,
}
