"""A command as the system sees it: its streams, signals, working folder, errors, exit status.

`nnexp.process.command.run_command` is the one frame around every command of nnexp; nothing here
knows what they do.
"""
