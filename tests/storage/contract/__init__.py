"""What `omny/storage/port/repository.py` promises, held to every backend of `tests/support/backends.py`."""
