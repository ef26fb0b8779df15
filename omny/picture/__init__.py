"""Pictures of the graph: what is on one (`question.py`), where it goes (`rows.py`, `layout.py`), and how it is written
down (`svg.py`, `png.py`, `text.py`). Reads no file; only the question meets a repository."""
