"""What a customer is about to buy."""

from shop.money import total_price


class Cart:
    """Items, and what they cost together."""

    def __init__(self, items: list[int]) -> None:
        self.items = items

    def price(self) -> int:
        return total_price(self.items)
