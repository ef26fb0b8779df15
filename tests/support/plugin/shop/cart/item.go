package cart

type Item struct {
	cents int
}

type Store struct{}

func (i Item) price() int {
	return i.cents
}

func (s *Store) Save(sum int) {
	New(s) //> cart/cart.go::New
}

func explain(sum int) {
	print(local()) //> cart/cart.go::local; unresolved print
}
