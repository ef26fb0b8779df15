"""The databases of all schemas that there have been, and the sources that they were made of."""

from __future__ import annotations

TREE = {
    "money.py": "def total(cart):\n    return round(cart.sum())\n",
    "cart.py": "from money import total\n\n\nclass Cart:\n    def price(self, discount=0):\n"
    "        return total(self) - discount\n",
}
PRICE, GONE = "cart.py::Cart.price", "cart.py::gone"
