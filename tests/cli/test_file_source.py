"""Files of a few lines that stand for millions of values."""

import os

import pytest
from hydra._internal.sources_registry import SourcesRegistry

from nnexp.cli.file_source import use_bounded_files

TENS = "[" + ", ".join("0123456789") + "]"


def bomb(levels: int) -> str:
    """YAML whose last name stands for 10 to the power of `levels` values."""
    lines = [f"a0: &a0 {TENS}"]
    for level in range(1, levels):
        lines.append(f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 10)}]")
    return "\n".join(lines) + "\n"


def indented(text: str) -> str:
    return "".join(f"  {line}\n" for line in text.splitlines())


def lines(answer) -> list[str]:
    assert answer.status == 2
    assert (answer.out, answer.calls) == ("", [])
    return [line.removeprefix("nnexp: error: ") for line in answer.err.splitlines()]


@pytest.mark.parametrize("levels", [4, 8])
def test_an_option_of_ones_own(command, tmp_path, levels):
    (tmp_path / "mine" / "training").mkdir(parents=True)
    (tmp_path / "mine" / "training" / "x.yaml").write_text(bomb(levels))
    told = (
        f"{tmp_path}/mine/training/x.yaml: stands for more than 5,000 values; write it out, "
        "or write less"
    )
    assert lines(command("--config-dir", "mine", "training=x")) == [told]
    assert lines(command("--config-dir", "mine", "-m", "training=book,x")) == [
        f"{told} (1 of 2 grid points: training=x)"
    ]


def test_a_grid_in_a_sweep_file(command, tmp_path):
    (tmp_path / "sweeps").mkdir()
    (tmp_path / "sweeps" / "x.yaml").write_text("grid:\n" + indented(bomb(7)))
    assert lines(command("-m", "+sweep=x")) == [
        f"{tmp_path}/sweeps/x.yaml: stands for more than 120,000 values; write it out, "
        "or write less"
    ]


def test_settings_in_a_sweep_file(command, tmp_path):
    (tmp_path / "sweeps").mkdir()
    # 6,480 values: more than 10,000 are refused by the YAML reader of Hydra 1.4 itself.
    text = (
        f"grid: {{lr: [0.1, 0.2]}}\nnetwork:\n  a: &a [{', '.join(['0'] * 80)}]\n"
        f"  b: [{', '.join(['*a'] * 80)}]\n"
    )
    (tmp_path / "sweeps" / "x.yaml").write_text(text)
    assert lines(command("-m", "+sweep=x")) == [
        f"{tmp_path}/sweeps/x.yaml: beside grid and points it stands for more than 5,000 values; "
        "write less"
    ]


def test_anchors_that_stand_for_little_are_read(command, tmp_path):
    (tmp_path / "sweeps").mkdir()
    (tmp_path / "sweeps" / "x.yaml").write_text(
        "grid: {lr: &a [0.1, 0.2], seed: [1, 2]}\nepochs: 2\n"
    )
    assert len(command("-m", "+sweep=x").points) == 4


def test_a_pipe_is_no_file(command, tmp_path):
    (tmp_path / "sweeps").mkdir()
    os.mkfifo(tmp_path / "sweeps" / "x.yaml")
    assert lines(command("-m", "+sweep=x")) == [
        f"{tmp_path}/sweeps/x.yaml: cannot be read: is a pipe, not a file"
    ]


def test_what_a_command_parsed_is_nothing_to_the_next():
    kinds = []
    for _ in range(2):
        use_bounded_files()
        kinds.append([SourcesRegistry.instance().resolve(scheme) for scheme in ("file", "pkg")])
    (file, packaged), (other, _) = kinds
    assert file.parsed is packaged.parsed
    assert file.parsed is not other.parsed
