"""One claim, run and judged."""

from __future__ import annotations

import dataclasses
import time
from pathlib import Path

from nnexp.claims.chart import Chart
from nnexp.claims.claim import Claim
from nnexp.claims.judgement import Judgement
from nnexp.claims.published import Beside, beside
from nnexp.claims.verdict import VERDICTS
from nnexp.errors import NnexpError
from nnexp.reproduce.frame import Frame, frame_of


@dataclasses.dataclass(frozen=True)
class Reproduction:
    """What became of a claim."""

    claim: Claim
    command: str
    """What runs this claim alone, from a shell."""
    seconds: float
    frame: Frame | None = None
    finding: Judgement | None = None
    chart: Chart | None = None
    published: tuple[Beside, ...] = ()
    error: str = ""
    """In one line, why there is no finding."""


def reproduce(claim: Claim, directory: Path, *, quick: bool) -> Reproduction:
    """Run and judge one claim; whatever goes wrong is told, not raised.

    Args:
        claim: what to run.
        directory: folder for its sweep.
        quick: whether to take a quick look.

    Returns:
        A reproduction with a finding, or with an error.
    """
    began = time.perf_counter()
    command = f"python -m nnexp.reproduce{' --quick' if quick else ''} {claim.id}"
    try:
        frame = frame_of(claim, directory, quick=quick)
        finding = claim.judge(frame.rows)
        if finding.verdict not in VERDICTS:
            raise ValueError(f"verdict {finding.verdict!r} is not one of {', '.join(VERDICTS)}")
        chart = claim.chart(frame.rows)
        published = () if frame.table is None else beside(frame.table)
    except Exception as error:
        # One claim must not take the others down, whatever is wrong with it.
        return Reproduction(claim, command, time.perf_counter() - began, error=_one_line(error))
    seconds = time.perf_counter() - began
    return Reproduction(claim, command, seconds, frame, finding, chart, published)


def _one_line(error: Exception) -> str:
    text = "; ".join(str(error).splitlines())
    if isinstance(error, NnexpError):
        return text
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = "" if place is None else f" ({place.tb_frame.f_code.co_filename}:{place.tb_lineno})"
    return f"{type(error).__name__}: {text}{where}"
