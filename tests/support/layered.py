"""A project with layers, small enough to count by hand, and the boundaries that it breaks."""

from __future__ import annotations

TREE = {
    "api/pages.py": """\
        import requests
        from requests import get
        from domain.shop import buy
        from db.rows import rows

        def page():
            buy()
            return get("x") or rows()

        def other():
            buy()
            return requests.post("x").json()
        """,
    "domain/shop.py": """\
        from db.rows import rows

        def buy():
            if rows():
                return 1
            return helper()

        def helper():
            total = 0
            for row in rows():
                total += row
            return total
        """,
    "db/rows.py": """\
        def rows():
            return []

        def again():
            total = 0
            # the same
            for row in rows():
                total   += row
            return total
        """,
    "db/back.py": """\
        from api.pages import page

        def back():
            page()
        """,
    "tests/test_shop.py": """\
        from domain.shop import buy

        def test_buy():
            buy()
        """,
}  # fmt: skip

RULES = """\
[[boundaries]]
name = "pages ask the domain"
from = "api/**"
may_not_call = ["db/**"]

[[boundaries]]
layers = ["api/**", "domain/**", "db/**"]
"""
