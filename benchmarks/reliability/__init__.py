"""What nnexp survives: faults, hostile input and hours of work; see docs/reliability.md."""
