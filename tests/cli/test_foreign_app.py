"""Another Hydra application in the same environment notices nothing of nnexp."""

import subprocess
import sys

APP = """\
import sys
import hydra

@hydra.main(version_base="1.3", config_path=None)
def app(config):
    print("ran")

app()
heavy = {"numpy", "pandas", "numba", "joblib", "nnexp", "matplotlib"} & set(sys.modules)
print("imported:", *sorted(heavy), file=sys.stderr)
"""


def run_app(tmp_path, *words: str) -> subprocess.CompletedProcess[str]:
    (tmp_path / "app.py").write_text(APP)
    return subprocess.run(
        # Hydra 1.4 warns of what Hydra 1.3 asks for.
        [sys.executable, "-W", "ignore", "app.py", *words],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )


def test_it_runs_without_importing_anything_of_ours(tmp_path):
    run = run_app(tmp_path)
    assert (run.stdout, run.stderr) == ("ran\n", "imported:\n")


def test_its_sweeps_use_hydras_own_launcher(tmp_path):
    run = run_app(tmp_path, "-m", "+x=1,2")
    assert run.stdout.count("ran") == 2
    assert run.stderr == "imported:\n"


def test_it_sees_no_configuration_of_ours(tmp_path):
    shown = run_app(tmp_path, "--cfg", "all").stdout
    options = run_app(tmp_path, "--hydra-help").stdout
    path = run_app(tmp_path, "--info", "searchpath").stdout
    assert "nnexp" not in shown
    assert "hydra/launcher: basic\n" in options
    assert "nnexp" not in path


def test_in_our_own_process_too_sources_are_registered_on_use_only():
    program = (
        "from hydra.core.plugins import Plugins\n"
        "from hydra._internal.sources_registry import SourcesRegistry\n"
        "Plugins.instance()\n"
        "print(sorted(SourcesRegistry.instance().types))\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert "nnexp" not in run.stdout
