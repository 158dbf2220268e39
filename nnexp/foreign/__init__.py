"""Tables of trials that something else ran, as sweeps: a CSV or Parquet file and what it means."""
