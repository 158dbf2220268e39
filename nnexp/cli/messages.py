"""What the command line itself says, on standard error, one line each."""

from __future__ import annotations

import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import Literal


def tell(kind: Literal["error", "warning"], text: str) -> None:
    """Print each line of `text` as an error or a warning."""
    for line in text.splitlines():
        # What was typed is repeated here, and may hold what drives a terminal.
        shown = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in line)
        print(f"nnexp: {kind}: {shown}", file=sys.stderr)


def keep_traceback(error: BaseException) -> Path:
    """Write the traceback of an unexpected error to a file of its own and return its path."""
    with tempfile.NamedTemporaryFile(
        "w",
        prefix=f"nnexp-{time.strftime('%Y-%m-%d_%H-%M-%S')}-",
        suffix=".log",
        encoding="utf-8",
        delete=False,
    ) as file:
        file.write(" ".join(sys.argv) + "\n")
        traceback.print_exception(error, file=file)
    return Path(file.name)
