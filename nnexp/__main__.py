"""`python -m nnexp`: the same as the command `nnexp`."""

from nnexp.cli.main import command

if __name__ == "__main__":
    command()
