"""Configuration is found beside the package, inside it, and from any directory."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import nnexp
from nnexp.cli.places import conf_directory, sweep_directories, sweep_files

PACKAGE = Path(nnexp.__file__).parent
LOCATE = "from nnexp.cli import places; print(places.conf_directory(), *places.sweep_files())"


def locate(root: Path, *, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Ask a copy of the package below `root` where its configuration is."""
    return subprocess.run(
        [sys.executable, "-c", LOCATE],
        cwd="/",
        env={"PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=check,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the package alone: the settings and command line layers."""
    for part in ("settings", "cli"):
        shutil.copytree(PACKAGE / part, tmp_path / "nnexp" / part)
    for file in ("__init__.py", "errors.py"):
        shutil.copy(PACKAGE / file, tmp_path / "nnexp" / file)
    return tmp_path


def fill(directory: Path) -> None:
    shutil.copytree(conf_directory(), directory / "conf")
    shutil.copytree(sweep_directories()[-1], directory / "sweeps")


def test_a_checkout_has_it_beside_the_package(copy):
    fill(copy)
    assert locate(copy).stdout.split()[0] == str(copy / "conf")


def test_a_wheel_has_it_inside_the_package_and_strangers_beside_it_do_not_matter(copy):
    fill(copy / "nnexp")
    (copy / "conf").mkdir()
    (copy / "conf" / "config.yaml").write_text("of: another package\n")
    found = locate(copy).stdout.split()
    assert found[0] == str(copy / "nnexp" / "conf")
    assert "lr_by_epochs" in found


def test_an_incomplete_installation_says_so(copy):
    run = locate(copy, check=False)
    assert run.stderr.splitlines()[-1].endswith(
        f"{copy}/nnexp/conf has no config.yaml, nor has {copy}/conf: "
        "this installation of nnexp is incomplete; install it again"
    )


def test_sweeps_of_the_current_directory_come_first(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert len(sweep_directories()) == 1
    (tmp_path / "sweeps").mkdir()
    (tmp_path / "sweeps" / "epochs.yaml").write_text("# mine\ngrid: {epochs: [1]}\n")
    assert sweep_directories()[0] == tmp_path / "sweeps"
    assert sweep_files()["epochs"] == tmp_path / "sweeps" / "epochs.yaml"


def test_in_a_checkout_nothing_is_found_twice(monkeypatch):
    monkeypatch.chdir(sweep_directories()[-1].parent)
    assert len(sweep_directories()) == 1
