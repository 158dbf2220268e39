"""Installed from a wheel or editable, nnexp finds its configuration and does its main job."""

import json
import os
import re
import subprocess
import sys
import sysconfig
import venv
import zipfile
from importlib.metadata import distribution
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]

pytestmark = pytest.mark.slow


def run(*words: object, cwd: Path, **more: str) -> str:
    """Run a command that must succeed, and return what it printed."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    done = subprocess.run(
        [str(word) for word in words],
        cwd=cwd,
        env={**environment, **more},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout


def empty_environment(directory: Path) -> Path:
    """An environment without nnexp that sees the dependencies of this one; its Python."""
    venv.create(directory, with_pip=False, symlinks=True)
    python = directory / "bin" / "python"
    site = Path(
        run(python, "-c", "import site; print(site.getsitepackages()[0])", cwd=directory).strip()
    )
    # A line in a .pth file makes packages importable without obeying the .pth files
    # beside them, and so without an editable nnexp.
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python


def install(python: Path, *what: object) -> None:
    pip = (sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index")
    run(*pip, "--quiet", *what, cwd=python.parent)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    run(
        sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, ".",
        cwd=REPOSITORY,
    )  # fmt: skip
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    python = empty_environment(tmp_path_factory.mktemp("environment"))
    install(python, wheel)
    return python


def test_the_wheel_carries_configuration_sweeps_and_the_door_for_hydra(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("conf", "sweeps"):
        expected = {
            f"nnexp/{path.relative_to(REPOSITORY)}"
            for path in (REPOSITORY / folder).rglob("*.yaml")
        }
        assert expected
        assert expected <= names
    assert "hydra_plugins/nnexp_launcher.py" in names
    assert "hydra_plugins/__init__.py" not in names


def test_the_main_job_runs_in_another_directory(installed, tmp_path):
    out = run(
        installed.with_name("nnexp"),
        "-m", "lr=0.01,0.1,0.3", "epochs=1,5,10", "repeats=2",
        cwd=tmp_path,
    )  # fmt: skip
    (directory,) = (tmp_path / "results" / "sweep").iterdir()
    assert str(directory.relative_to(tmp_path)) in re.sub(r"\s", "", out)
    assert {"table.parquet", "table.csv", "curves.parquet", "sweep.yaml", "multirun.yaml"} <= {
        path.name for path in directory.iterdir()
    }


def test_the_installed_package_is_the_one_that_runs(installed, tmp_path):
    located = run(
        installed, "-c", "from nnexp.cli import places; print(places.conf_directory())",
        cwd=tmp_path,
    ).strip()  # fmt: skip
    assert Path(located).is_relative_to(installed.parents[1])
    shown = run(installed, "-m", "nnexp", "-m", "--cfg", "job", "+sweep=lr_by_epochs", cwd=tmp_path)
    assert shown.startswith("# grid point 1 of 15: lr=0.01 epochs=1")
    assert "lr_sweet_spot" in run(installed, "-m", "nnexp", "--help", cwd=tmp_path)


def test_an_editable_installation_reads_the_checkout_not_the_copies_made_on_installing(tmp_path):
    origin = distribution("nnexp").read_text("direct_url.json") or "{}"
    if not json.loads(origin).get("dir_info", {}).get("editable"):
        pytest.skip("this environment has no editable installation of nnexp")
    located = run(
        sys.executable, "-c", "from nnexp.cli import places; print(places.conf_directory())",
        cwd=tmp_path,
    ).strip()  # fmt: skip
    assert Path(located) == REPOSITORY / "conf"
    shown = run(sys.executable, "-m", "nnexp", "--cfg", "hydra", cwd=tmp_path)
    assert "hydra_plugins.nnexp_launcher.NnexpLauncher" in shown
