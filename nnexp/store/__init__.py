"""The store: every curve ever computed, keyed by run id, in one SQLite file.

`open_store` opens or creates it; `Store.get` says what is known of runs, `Store.put`
and `Store.put_all` keep what was trained, `Store.checkpoint` gives the weights from
which more epochs continue. Whatever is wrong with the file is a `StoreError`.
"""

from nnexp.store.faults import StoreError
from nnexp.store.records import StoredRun
from nnexp.store.store import FinishedRun, Store, open_store

__all__ = ["FinishedRun", "Store", "StoreError", "StoredRun", "open_store"]
