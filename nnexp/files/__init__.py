"""Files on disk: written whole or not at all, read within bounds, folders that one sweep holds."""
