"""Execution: workers of this machine or a cluster train runs, whatever happens to them."""
