"""Speed of nnexp beside its peers, measured in one run on one machine: see README.md."""
