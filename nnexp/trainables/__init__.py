"""Trainables: what a sweep trains, behind one protocol.

`trainable` says what planner, workers, store and table need of one; `outcome` what a training
leaves behind; `registry` lists those there are; `book` is the network of the book.
"""
