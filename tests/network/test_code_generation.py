"""What Numba is told about the code it generates names what is trained, or is refused."""

import hashlib
import json
import os
import subprocess
import sys

import pytest

from nnexp.network.code_generation import _DEFAULTS

TARGET = "from nnexp.network import target; print(target())"
CONFIG = """
import json, numba
names = {"DEBUGINFO": "DEBUGINFO_DEFAULT"}
print(json.dumps({name: getattr(numba.config, names.get(name, name)) for name in %r}))
"""
CACHE_NAME = """
from nnexp.network.kernel.compilation import kernel
print(getattr(kernel(lambda x: x), "py_func", kernel).__qualname__)
"""


def python(folder, code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("NUMBA_", "VS_PROFILER"))}
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env=clean | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def told(folder, code: str = TARGET, **environment: str) -> str:
    done = python(folder, code, **environment)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def refused(folder, code: str = TARGET, **environment: str) -> str:
    done = python(folder, code, **environment)
    assert done.returncode == 1
    return done.stderr.splitlines()[-1].partition(": ")[2]


@pytest.fixture(scope="module")
def usual(tmp_path_factory) -> str:
    return told(tmp_path_factory.mktemp("empty"))


def test_the_defaults_are_those_of_the_installed_numba(tmp_path):
    config = json.loads(told(tmp_path, CONFIG % list(_DEFAULTS)))
    config["BOUNDSCHECK"] = config["BOUNDSCHECK"] or 0
    config["OPT"] = str(config["OPT"])
    config["DISABLE_INTEL_SVML"] = int(config["DISABLE_INTEL_SVML"])
    assert config.pop("ENABLE_AVX") in (True, False)
    assert config == {name: value for name, value in _DEFAULTS.items() if value is not None}


def test_with_the_defaults_nothing_is_added(tmp_path, usual):
    assert len(usual.split()) == 4
    at_defaults = {f"NUMBA_{name}": str(value) for name, value in _DEFAULTS.items() if value}
    assert told(tmp_path, NUMBA_SLP_VECTORIZE="0", NUMBA_NUM_THREADS="2", **at_defaults) == usual


@pytest.mark.parametrize(
    ("variable", "value", "added"),
    [
        ("NUMBA_OPT", "0", "opt-0"),
        ("NUMBA_OPT", "max", "opt-max"),
        ("NUMBA_LOOP_VECTORIZE", "0", "loop_vectorize-0"),
        ("NUMBA_BOUNDSCHECK", "1", "boundscheck-1"),
        ("NUMBA_DISABLE_JIT", "1", "disable_jit-1"),
        ("NUMBA_ENABLE_PROFILING", "1", "debuginfo-1"),
        ("VS_PROFILER", "", "debuginfo-1"),
        ("NUMBA_LLVM_REFPRUNE_FLAGS", "per_bb, diamond", "llvm_refprune_flags-per_bb,diamond"),
        ("NUMBA_ENABLE_AVX", "0", "enable_avx-0"),
    ],
)
def test_a_choice_of_code_names_what_is_trained(tmp_path, usual, variable, value, added):
    assert told(tmp_path, **{variable: value}) == f"{usual} {added}"


def test_the_file_in_the_working_folder_counts_and_the_environment_goes_before_it(tmp_path, usual):
    (tmp_path / ".numba_config.yaml").write_text("slp_vectorize: 1\nopt: '2'\ncolor_scheme: x\n")
    assert told(tmp_path) == f"{usual} opt-2 slp_vectorize-1"
    assert told(tmp_path, NUMBA_OPT="3") == f"{usual} slp_vectorize-1"
    (tmp_path / ".numba_config.yaml").write_text("cpu_name: generic\n")
    assert told(tmp_path).startswith("generic-")


@pytest.mark.slow
def test_another_choice_has_a_cache_of_its_own(tmp_path):
    names = [
        told(tmp_path, CACHE_NAME, **choice)
        for choice in ({}, {"NUMBA_OPT": "3"}, {"NUMBA_OPT": "2"}, {"NUMBA_SLP_VECTORIZE": "1"})
    ]
    assert names[0] == names[1]
    assert len(set(names)) == 3


def test_another_cpu_is_named_with_what_numba_compiles_for(tmp_path, usual):
    nothing = hashlib.sha256(b"").hexdigest()[:8]
    assert told(tmp_path, NUMBA_CPU_NAME="generic").split()[0] == f"generic-{nothing}"
    assert told(tmp_path, NUMBA_CPU_NAME="generic").split()[1:] == usual.split()[1:]
    # Numba itself would add the features of this machine.
    assert refused(tmp_path, NUMBA_CPU_NAME="x86-64-v2").startswith(
        "NUMBA_CPU_NAME=x86-64-v2: Numba would add the instructions of this machine's CPU; "
        "set NUMBA_CPU_FEATURES too"
    )


@pytest.mark.parametrize(
    "named",
    [
        {"NUMBA_CPU_NAME": "pentium9", "NUMBA_CPU_FEATURES": ""},
        {"NUMBA_CPU_FEATURES": "+frobnicate"},
        # The first lacks 64 bits, at which LLVM aborts; the second has another kind of registers.
        {"NUMBA_CPU_NAME": "i486", "NUMBA_CPU_FEATURES": ""},
        {"NUMBA_CPU_NAME": "bdver4", "NUMBA_CPU_FEATURES": ""},
    ],
)
def test_a_cpu_whose_code_does_not_run_here_is_told_before(tmp_path, named):
    line = refused(tmp_path, **named)
    assert "does not run code for it; name one that it does, or unset both" in line


@pytest.mark.parametrize(
    ("variable", "value", "wanted"),
    [
        ("NUMBA_OPT", "7", "one of 0, 1, 2, 3, max"),
        ("NUMBA_SLP_VECTORIZE", "yes", "a whole number"),
    ],
)
def test_what_numba_does_not_take_is_refused(tmp_path, variable, value, wanted):
    line = refused(tmp_path, **{variable: value})
    assert line.startswith(f"{variable}={value}: must be {wanted}")


@pytest.mark.parametrize("content", [b"a: [", b"\xff\xfe", b"- 1\n", b"a: &a [*a]"])
def test_a_file_that_numba_cannot_read_is_named(tmp_path, content):
    (tmp_path / ".numba_config.yaml").write_bytes(content)
    assert refused(tmp_path).startswith(".numba_config.yaml: Numba cannot read it (")


@pytest.mark.parametrize(
    "change",
    [
        # After nnexp was used, after Numba was loaded, and past the environment.
        "import os; from nnexp.network import target; target(); os.environ['NUMBA_OPT'] = '1'",
        "import os, numba; os.environ['NUMBA_SLP_VECTORIZE'] = '1'",
        "import numba; numba.config.BOUNDSCHECK = 1",
        "import os, pathlib, nnexp.network.kernel.training\n"
        "pathlib.Path('.numba_config.yaml').write_text('loop_vectorize: 0')",
    ],
)
def test_a_choice_made_too_late_is_refused(tmp_path, change):
    line = refused(tmp_path, f"{change}\n{TARGET}")
    assert line.startswith("Numba's settings have changed since this process first used them")


def test_loading_numba_changes_no_name(tmp_path, usual):
    assert told(tmp_path, f"import numba; {TARGET}") == usual
    choice = {"NUMBA_OPT": "max", "NUMBA_CPU_NAME": "generic", "NUMBA_DEBUGINFO": "1"}
    assert told(tmp_path, f"import numba; {TARGET}", **choice) == told(tmp_path, **choice)


def test_naming_the_target_loads_no_numba(tmp_path):
    code = f"import sys; {TARGET}; print('numba' in sys.modules)"
    assert told(tmp_path, code, NUMBA_OPT="2").endswith("\nFalse")


@pytest.mark.slow
def test_runs_of_another_choice_are_not_taken_for_each_other(tmp_path):
    """Plain Python instead of machine code, in this process and in worker processes."""

    def sweep(engine: str, store: str, **environment: str) -> list[str]:
        code = (
            "import nnexp\n"
            f"found = nnexp.sweep({{'data.validation': 0, 'store.path': {store!r}}}, data='xor',\n"
            f"    repeats=2, epochs=3, hidden_nodes=2, engine={engine!r}, quiet=True)\n"
            "print(found.counts.trained, found.table_hash)\n"
        )
        return told(tmp_path, code, **environment).split()

    plain = {"NUMBA_DISABLE_JIT": "1"}
    assert sweep("threads", "one.sqlite")[0] == "2"
    trained, answer = sweep("threads", "one.sqlite", **plain)
    assert trained == "2"
    assert sweep("processes", "two.sqlite", **plain) == ["2", answer]
    assert sweep("processes", "one.sqlite")[0] == "0"
