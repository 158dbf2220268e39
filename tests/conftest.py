"""What holds for every test."""

import os

from hypothesis import settings

# A busy machine must not fail a test: speed is measured in benchmarks/, never here.
settings.register_profile("nnexp", deadline=None)
# The same tree passes or fails the same way whenever it is judged; every other run looks for more.
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("nnexp")

# What these ask for is POSIX's: its signals, limits, rights and forks.
collect_ignore = (
    [
        "cli/test_real_sweeps.py",
        "execution/test_interruption.py",
        "execution/test_killed.py",
        "faults",
        "planning/test_memory_needed.py",
        "process/test_signals.py",
        "store/test_store_faults.py",
    ]
    if os.name == "nt"
    else []
)
