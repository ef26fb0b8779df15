package cart

import (
	"fmt"

	levy "example.com/shop/tax"
)

type Cents int

type Cart struct {
	items []Item
	store *Store
}

func New(store *Store) *Cart {
	return &Cart{store: store}
}

func (c *Cart) Total() int {
	rate := levy.Rate{}
	sum := 0
	for i := range c.items {
		sum += c.items[i].price() //> cart/item.go::Item.price inferred
	}
	if sum < 0 {
		explain(sum) //> cart/item.go::explain
	}
	c.store.Save(sum)     //> cart/item.go::Store.Save inferred
	sum = rate.Apply(sum) //> tax/tax.go::Rate.Apply inferred
	fmt.Println(sum)      //> unresolved fmt#Println.Println
	return int(Cents(sum)) + levy.Round(sum) //> tax/tax.go::Round; unresolved int; unresolved .#Cents.Cents
}

func local() int {
	levy := New(nil) //> ::New
	return levy.Total() //> ::Cart.Total inferred
}

func nested() int {
	add := func(c *Cart) int {
		return c.Total() //> ::Cart.Total inferred
	}
	return add(New(nil)) //> ::New; unresolved add
}
