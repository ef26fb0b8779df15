"""Sums of money, in cents."""


def total_price(prices: list[int], *, discount: int = 0) -> int:
    """The sum of the prices, less the discount."""
    return max(0, sum(prices) - discount)
