"""The commands of docs/questions.md give the answers that stand there."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = (Path(__file__).parents[2] / "docs" / "questions.md").read_text(encoding="utf-8")
ASKED = re.findall(r"```sh\n(.*?)\n```\n\n```text\n(.*?)\n```", PAGE, re.DOTALL)
NUMBER = re.compile(r"(?<![\w=.])-?\d[\d.,]*\d|(?<![\w=.])\d(?![\w.])")


def test_every_question_has_a_command_and_an_answer() -> None:
    assert len(ASKED) == PAGE.count("\n## ") == 2


@pytest.mark.slow
@pytest.mark.parametrize(("command", "answer"), ASKED, ids=["activation", "batch_size"])
def test_the_answer_is_the_product_s_own(command: str, answer: str, tmp_path: Path) -> None:
    python, *words = shlex.split(command)
    assert python == "python"
    done = subprocess.run(
        [sys.executable, *words, "hydra.sweep.dir=out"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
        timeout=600,
    )
    told = " ".join((done.stdout + done.stderr).split())
    # Another processor rounds otherwise: what is said must stay, numbers may differ a little.
    assert NUMBER.sub("#", " ".join(answer.split())) in NUMBER.sub("#", told)
    content = json.loads((tmp_path / "out" / "findings.json").read_text(encoding="utf-8"))
    analysis = "own_best" if answer.startswith("Activation") else "interaction"
    verdicts = {one["verdict"] for one in content["findings"] if one["analysis"] == analysis}
    assert verdicts == {"own_best": {"one_is_best"}, "interaction": {"rises"}}[analysis]
