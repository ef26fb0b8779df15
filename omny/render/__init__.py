"""Pictures of a graph: where its boxes go (`rows.py`, `blocks.py`, `layout.py`), and how they are written down.

It knows sizes, lines and formats (`svg.py`, `png.py`, `text.py`). It reads no file and asks no index.
"""
