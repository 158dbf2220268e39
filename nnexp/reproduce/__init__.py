"""`python -m nnexp.reproduce`: the book's claims, run and judged, on one page.

A claim's sweep file becomes a grid (`grid`), the grid a frame (`frame`), the frame a finding
with a verdict and a chart (`reproduction`); `page` and `picture` show them.
"""
