"""`python -m nnexp`: the same as the command `nnexp`."""

import sys

from nnexp.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
