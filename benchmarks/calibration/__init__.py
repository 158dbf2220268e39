"""The error rates of the analyses, tested by simulation: see README.md in this folder."""
