"""A wall clock that runs backwards, jumps and stands still: no number depends on it.

The clock is a library between the process and the system's, so that all of Python sees it,
SQLite and pandas included.
"""

import os
import shutil
import subprocess
import sys

import pytest
import yaml

CLOCK = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>

typedef int (*reader)(clockid_t, struct timespec *);

/* An hour back at each look, and half a year ahead at every hundredth. */
static time_t shifted(time_t now) {
    static long looks;
    long look = __sync_add_and_fetch(&looks, 1);
    return now - 3600 * look + (look % 100 ? 0 : 180 * 86400);
}

int clock_gettime(clockid_t which, struct timespec *told) {
    static reader real;
    if (!real) real = (reader)dlsym(RTLD_NEXT, "clock_gettime");
    int answer = real(which, told);
    if (which == CLOCK_REALTIME || which == CLOCK_REALTIME_COARSE)
        told->tv_sec = shifted(told->tv_sec);
    return answer;
}

int gettimeofday(struct timeval *told, void *zone) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    told->tv_sec = now.tv_sec;
    told->tv_usec = now.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *told) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (told) *told = now.tv_sec;
    return now.tv_sec;
}
"""

WORDS = ["-m", "lr=0.1,0.3", "epochs=1,4", "hidden_nodes=5", "repeats=2"]


@pytest.fixture
def clock(tmp_path):
    compiler = shutil.which("cc")
    if compiler is None or not sys.platform.startswith("linux"):
        pytest.skip("needs a C compiler on Linux to make a clock")
    (tmp_path / "clock.c").write_text(CLOCK)
    library = tmp_path / "clock.so"
    command = [compiler, "-shared", "-fPIC", "-o", str(library), str(tmp_path / "clock.c"), "-ldl"]
    subprocess.run(command, check=True)
    return library


def run(folder, words, library=None):
    folder.mkdir(exist_ok=True)
    environment = {**os.environ, **({"LD_PRELOAD": str(library)} if library else {})}
    done = subprocess.run(
        [sys.executable, "-m", "nnexp", *words],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return [
        yaml.safe_load(path.read_text()) for path in sorted(folder.glob("results/*/*/sweep.yaml"))
    ]


@pytest.mark.slow
def test_a_sweep_under_such_a_clock_gives_the_same_table(tmp_path, clock, record_property):
    told = "import time; a = time.time(); b = time.time(); print(b < a - 3000)"
    environment = {**os.environ, "LD_PRELOAD": str(clock)}
    answer = subprocess.run(
        [sys.executable, "-c", told], env=environment, capture_output=True, text=True, check=True
    )
    assert answer.stdout == "True\n"
    (right,) = run(tmp_path / "right", WORDS)
    (jumping,) = run(tmp_path / "jumping", [*WORDS, "engine.timeout=60"], clock)
    assert jumping["table_hash"] == right["table_hash"]
    # Time that was spent is told by a clock that only goes forwards.
    assert 0 < jumping["seconds"] < 300
    assert all(0 <= seconds < 300 for seconds in jumping["timings"].values())
    again = run(tmp_path / "jumping", WORDS, clock)
    assert {record["table_hash"] for record in again} == {right["table_hash"]}
    assert sorted(record["runs"]["reused"] for record in again) == [0, 4]
    record_property("tried", 2)
