"""What each part of omny/ may import, in one table. A part that is not in it, or an arrow that is not, fails a test.

A part is a folder of omny/ with a row here; what lies deeper belongs to the nearest part above. Imports inside of
functions count as all others; those under TYPE_CHECKING do not, since they never run. The extensions of `omny/native`
are other forms of modules of `extract`, `resolve` and `languages`, and import what these do.
"""

from __future__ import annotations

GROUND = "base model"
CORE = f"{GROUND} languages extract resolve"

MAY_IMPORT = {
    # the ground floor
    "base": "",
    "model": "base",
    # bytes to atoms: pure
    "native": "",
    "extract": "model native",
    "resolve": "model native",
    "languages": "base model native extract resolve",
    # the disk, and where files are analysed
    "watch": "base",
    "executors": "base model languages extract watch",
    # where an index is kept
    "storage.port": GROUND,
    "storage.sql": f"{GROUND} native storage.port",
    "storage.sqlite": f"{GROUND} storage.port storage.sql",
    "storage.postgres": f"{GROUND} storage.port storage.sql storage.sqlite",
    "storage.qdrant": GROUND,
    "storage": f"{GROUND} storage.port storage.sqlite storage.postgres storage.qdrant",
    "storage.resilience": f"{GROUND} storage storage.port",
    # from disk to commit, and what follows
    "pipeline": f"{CORE} executors watch storage storage.port",
    "derived": f"{GROUND} storage.port",
    "embedding": GROUND,
    "history": f"{GROUND} storage.port",
    "integrity": f"{GROUND} languages executors watch pipeline storage storage.port storage.sqlite derived",
    # questions and changes
    "references": f"{CORE} pipeline storage.port",
    "query": f"{GROUND} languages extract resolve executors watch pipeline storage.port derived history references",
    "edit": f"{CORE} executors watch pipeline storage.port references query",
    "migrate": f"{GROUND} languages extract pipeline storage storage.port storage.sqlite integrity query",
    # who answers
    "service": (
        f"{GROUND} executors watch pipeline storage storage.port storage.sqlite derived embedding integrity query "
        "edit migrate"
    ),
    "daemon.process": "base service",
    "daemon": (
        f"{GROUND} languages executors watch pipeline storage storage.port storage.resilience derived embedding "
        "history integrity query edit service daemon.process"
    ),
    # faces
    "export": f"{GROUND} languages extract storage.port",
    "render": f"{GROUND} query",
    "install": "base",
    "mcp": f"{GROUND} query edit service",
    "prove": f"{GROUND} languages watch pipeline storage storage.port query edit service daemon daemon.process",
    "cli": (
        f"{GROUND} languages native watch pipeline storage storage.port history integrity query edit service daemon "
        "daemon.process mcp export render migrate install prove"
    ),
    # `omny/__main__.py`, and the library in `omny/__init__.py`, which imports nothing before it is used
    "": "base query edit service cli",
}
"""A row for each part: the parts that its modules may import."""
