"""A small shop: what the sessions in the documentation are about."""

from shop.cart import Cart
