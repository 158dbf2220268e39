"""Configuration from strangers: it chooses settings, never code and never places."""

import subprocess
import sys

import pytest

SMALL = ["epochs=1", "repeats=1", "hidden_nodes=2"]

CODE = {
    "sweeper": "  sweeper:\n    _target_: os.system\n",
    "launcher": "  launcher:\n    _target_: os.system\n    command: touch harm\n",
    "callback": "  callbacks:\n    a:\n      _target_: os.system\n      command: touch harm\n",
    "log handler": (
        "  job_logging:\n    handlers:\n      a:\n        (): os.system\n"
        "        command: touch harm\n"
    ),
    "log class": (
        "  job_logging:\n    handlers:\n      a:\n        class: subprocess.Popen\n"
        "        args: [touch, harm]\n"
    ),
}


@pytest.mark.parametrize(
    "kind",
    [
        "callback",
        "log handler",
        *(pytest.param(kind, marks=pytest.mark.slow) for kind in ("sweeper", "launcher")),
        pytest.param("log class", marks=pytest.mark.slow),
    ],
)
def test_an_option_that_would_run_code_is_refused_in_one_line(tmp_path, kind):
    place = tmp_path / "mine" / "network"
    place.mkdir(parents=True)
    (place / "x.yaml").write_text(f"# @package _global_\nhydra:\n{CODE[kind]}")
    done = subprocess.run(
        [sys.executable, "-m", "nnexp", "--config-dir", "mine", "network=x", *SMALL],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2, done.stderr
    assert done.stderr.startswith("nnexp: error: ")
    assert done.stderr.count("\n") == 1, done.stderr
    assert "unexpected" not in done.stderr
    assert not list(tmp_path.rglob("harm"))


def test_yaml_that_would_make_objects_is_refused(tmp_path):
    (tmp_path / "sweeps").mkdir()
    text = "grid:\n  lr: !!python/object/apply:os.system ['touch harm']\n"
    (tmp_path / "sweeps" / "x.yaml").write_text(text)
    done = subprocess.run(
        [sys.executable, "-m", "nnexp", "-m", "+sweep=x", *SMALL],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "could not determine a constructor" in done.stderr
    assert done.stderr.count("\n") == 1
    assert not list(tmp_path.rglob("harm"))
