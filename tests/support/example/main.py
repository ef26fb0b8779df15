"""Prints what a cart costs."""

from shop import Cart
from shop.money import total_price


def report(cart: Cart) -> str:
    return f"{cart.price()} cents, {total_price(cart.items, discount=100)} for members"


if __name__ == "__main__":
    print(report(Cart([250, 999])))
