"""Search that answers a question, measured with labelled questions. `python -m bench.search`."""
