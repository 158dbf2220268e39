"""`--help` and `--version`: complete, readable, and without importing anything heavy."""

import subprocess
import sys

import pytest

from nnexp.cli.help import WIDTH, help_text
from nnexp.cli.places import sweep_files
from nnexp.settings import as_text, catalog, legal_values


def unwrapped(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("entry", catalog(), ids=lambda entry: entry.name)
def test_every_setting_with_default_meaning_range_unit_and_example(entry):
    text = unwrapped(help_text())
    unit = f" [{entry.spec.unit}]" if entry.spec.unit else ""
    mark = "" if entry.axis else " *"
    assert f"{entry.name}={as_text(entry.default)}{mark} {entry.spec.help}" in text
    assert f"{legal_values(entry.spec)}{unit}; e.g. {entry.spec.example}" in text


def test_every_sweep_file_with_its_purpose():
    text = help_text()
    for name in sweep_files():
        assert f"    {name} " in text


def test_it_fits_a_terminal():
    assert max(map(len, help_text().splitlines())) <= WIDTH == 100


@pytest.mark.parametrize("words", [["--help"], ["-h"], ["-m", "lr=1,2", "--help"]])
def test_it_is_printed_and_nothing_runs(command, words):
    answer = command(*words)
    assert (answer.status, answer.out, answer.calls) == (0, help_text() + "\n", [])


def test_the_version(command):
    from importlib.metadata import version

    assert command("--version").out == f"nnexp {version('nnexp')}\n"


def test_it_imports_nothing_heavy():
    program = (
        "import sys\n"
        "from nnexp.cli.main import main\n"
        "assert main(['--help']) == 0\n"
        "heavy = {'numpy', 'pandas', 'numba', 'scipy', 'seaborn', 'matplotlib', 'hydra', 'joblib',"
        " 'sklearn'} & set(sys.modules)\n"
        "sys.exit(', '.join(sorted(heavy)) or 0)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stderr) == (0, "")


def test_a_reader_may_leave_early():
    run = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m nnexp --help | head -1"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stdout.startswith("nnexp: experiment sweeps")
    assert run.stderr == ""
