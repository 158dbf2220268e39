"""Observers of a running sweep: a bar in the terminal, a page that fills.

What they are told is in `nnexp.execution.observing`; `nnexp.observers.registry` lists them.
"""
