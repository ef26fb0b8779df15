package tax

type Rate struct{}

func (r Rate) Apply(sum int) int {
	return Round(sum) //> ::Round
}

func Round(sum int) int {
	return sum
}
