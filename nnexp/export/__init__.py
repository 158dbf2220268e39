"""A sweep in the formats of other tools: `python -m nnexp.export PATH --to latex`."""
