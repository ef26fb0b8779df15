import shop
from shop import Cart
from shop.cart import total
from tests.support import fixture


def test_total():
    total()  #> src/shop/cart.py::total
    shop.cart.total()  #> src/shop/cart.py::total


def test_cart():
    cart = Cart()  #> src/shop/cart.py::Cart
    cart.add(fixture())  #> src/shop/cart.py::Cart.add inferred; tests/support.py::fixture
    shop.Cart().add(1)  #> src/shop/cart.py::Cart; src/shop/cart.py::Cart.add inferred
