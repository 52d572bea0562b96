package tally

// Kind says what a figure is, and so how it is written.
type Kind uint8

// The kinds of figure.
const (
	Number  Kind = iota + 1 // a whole number
	Share                   // 0…1
	Minutes                 // minutes per row
	Hours
	Date
	Name // a top unit
)

// Figure is what a measure found. Numbers are not rounded.
type Figure struct {
	Kind    Kind
	Defined bool    // false: there is nothing to compute it from
	Value   float64 // Number, Share, Minutes, Hours
	Date    string  // yyyy-mm-dd
	Unit    Unit    // Name
}

// number is a whole number, which always exists.
func number(n int64) Figure { return Figure{Kind: Number, Defined: true, Value: float64(n)} }

// ratio is a quotient, undefined over a base of nothing.
func ratio(kind Kind, value float64, base int64) Figure {
	if base == 0 {
		return Figure{Kind: kind}
	}
	return Figure{Kind: kind, Defined: true, Value: value / float64(base)}
}
