"""The one root of every error that nnexp raises on purpose.

A message is one line that a user can act on: what was wrong, where, and what
would be right. Each layer derives its own error beside the code that raises it.
"""


class NnexpError(Exception):
    """Something the user can mend; its text is shown without a traceback."""


class WrongInputError(NnexpError):
    """What was asked for cannot be; found out before anything is trained."""
