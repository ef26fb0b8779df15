"""What `omny/storage/port.py` promises, held to every backend of `tests/contract/backends.py`."""
