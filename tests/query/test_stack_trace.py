"""Frames of stack traces, as the runtimes of several languages write them."""

from __future__ import annotations

import pytest

from omny.query.pasted_diff import read_diff
from omny.query.stack_trace import read_trace

PYTHON = """Traceback (most recent call last):
  File "/home/you/shop/main.py", line 9, in <module>
    report(cart)
  File "/home/you/shop/cart.py", line 13, in price
    return total_price(self.items)
           ^^^^^^^^^^^^^^^^^^^^^^^
  File "/home/you/shop/money.py", line 4, in total_price
    raise ValueError("no prices")
ValueError: no prices
"""

CHAINED = """Traceback (most recent call last):
  File "a.py", line 1, in first
KeyError: 'x'

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "b.py", line 2, in outer
  File "b.py", line 3, in second
ValueError
"""

V8 = """TypeError: Cannot read properties of undefined (reading 'price')
    at Cart.price (/app/src/cart.ts:12:20)
    at async Object.report [as run] (file:///app/src/report.js:4:5)
    at new Shop (webpack:///./src/shop.js?a1b2:7:1)
    at /app/src/main.js:3:9
    at Array.map (<anonymous>)
    at node:internal/main/run_main_module:23:47
"""

GECKO = "price@http://localhost:8080/src/cart.js:12:20\n@http://localhost:8080/src/main.js:3:9\n"

JAVA = """Exception in thread "main" java.lang.IllegalStateException: outer
\tat shop.Main.main(Main.java:8)
Caused by: java.lang.NullPointerException: no price
\tat shop.Cart.lambda$price$0(Cart.java:31)
\tat shop.Cart.price(Cart.java:30)
\tat java.base/java.util.ArrayList.forEach(ArrayList.java:1511)
\tat shop.Cart$Item.<init>(Cart.java:44)
\t... 1 more
"""

GO = """panic: runtime error: index out of range [3] with length 3

goroutine 1 [running]:
shop/cart.(*Cart).Price(0xc000010000, 0x3)
\t/home/you/shop/cart/cart.go:12 +0x1d
main.main()
\t/home/you/shop/main.go:7 +0x20

goroutine 18 [select]:
created by net/http.(*Server).Serve in goroutine 1
\t/usr/local/go/src/net/http/server.go:3086 +0x5cb
"""

RUST = """thread 'main' panicked at src/cart.rs:12:9:
no price
stack backtrace:
   0: rust_begin_unwind
             at /rustc/90c541/library/std/src/panicking.rs:645:5
   1: shop::cart::Cart::price
             at ./src/cart.rs:12:9
   2: shop::main::h0123456789abcdef
             at ./src/main.rs:4:5
"""


@pytest.mark.parametrize(
    ("text", "frames"),
    [
        (PYTHON, [("money.py", 4, "total_price"), ("cart.py", 13, "price"), ("main.py", 9, "")]),
        (CHAINED, [("b.py", 3, "second"), ("b.py", 2, "outer"), ("a.py", 1, "first")]),
        (
            V8,
            [
                ("cart.ts", 12, "price"),
                ("report.js", 4, "report"),
                ("shop.js", 7, "Shop"),
                ("main.js", 3, ""),
                ("node:internal/main/run_main_module", 23, ""),
            ],
        ),
        (GECKO, [("cart.js", 12, "price"), ("main.js", 3, "")]),
        (
            JAVA,
            [
                ("Cart.java", 31, "lambda"),
                ("Cart.java", 30, "price"),
                ("ArrayList.java", 1511, "forEach"),
                ("Cart.java", 44, "Cart"),
                ("Main.java", 8, "main"),
            ],
        ),
        (GO, [("cart.go", 12, "Price"), ("main.go", 7, "main"), ("server.go", 3086, "Serve")]),
        (
            RUST,
            [
                ("cart.rs", 12, ""),
                ("panicking.rs", 645, "rust_begin_unwind"),
                ("cart.rs", 12, "price"),
                ("main.rs", 4, "main"),
            ],
        ),
        ("src/a.c:4:2: error: x\nsrc/b.c:9:1: note: y\n", [("a.c", 4, ""), ("b.c", 9, "")]),
        ("x.rb:4:in `price': no (E)\n\tfrom main.rb:2:in `main'\n", [("x.rb", 4, "price"), ("main.rb", 2, "main")]),
    ],
)
def test_frames_are_read_the_innermost_first(text, frames):
    found = read_trace(text)
    assert found is not None
    ends = [
        (frame.path.rpartition("/")[2] if "node:" not in frame.path else frame.path, *frame[1:3])
        for frame in found.frames
    ]
    assert ends == frames


def test_a_message_is_left_over_and_the_lines_of_source_are_not():
    found = read_trace(PYTHON)
    assert found is not None
    assert found.rest == ["ValueError: no prices"]


@pytest.mark.parametrize(
    "text", ["how is the price made up", "", "shop/cart.py:12 is wrong, why?", "see shop/cart.py:12"]
)
def test_other_texts_are_no_traces(text):
    assert read_trace(text) is None


def test_a_diff_tells_the_lines_that_it_leaves():
    text = (
        "diff --git a/shop/cart.py b/shop/cart.py\n--- a/shop/cart.py\n+++ b/shop/cart.py\n"
        "@@ -10,4 +10,5 @@ class Cart:\n a\n-b\n+c\n+d\n e\n f\n--- a/gone.py\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-x\n"
    )
    assert read_diff(text) == {"shop/cart.py": {11, 12}}
    assert read_diff("no diff") == {}
