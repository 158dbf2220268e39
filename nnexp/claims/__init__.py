"""The book's sentences as experiments: what each claims, and what data say about it.

A `Claim` (`claim`) has a sweep file, a judge from a frame (`pairing`) to statements about it
(`evidence`, `accuracy`) and a verdict from these (`verdict`), and a chart as data (`chart`). `book`
lists the claims; `published` has the numbers that the book reports. `nnexp.reproduce` runs them.
"""
