package till

import "example.com/shop/cart"

func local() int { return 1 }

func Open() int {
	return cart.New(nil).Total() + local() //> cart/cart.go::New; cart/cart.go::Cart.Total inferred; ::local
}
