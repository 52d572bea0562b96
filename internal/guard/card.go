package guard

// The lengths of card numbers (ISO/IEC 7812-1: up to 19 digits).
const (
	minCard = 13
	maxCard = 19
)

// findCard reports a card number that ends at the last digit: the longest there is.
func (s *scan) findCard(free bool) {
	for n := min(maxCard, s.digits); n >= minCard; n-- {
		if !issued(s.prefix(n), n) || !s.luhn(n) {
			continue
		}
		l, ok := s.layout(n, free)
		if ok && (l.fits(at(4, 8, 12, 16)) || l.fits(at(4, 10)) || n == minCard && l.fits(at(4, 7, 10))) {
			s.report(Card, n)
			return
		}
	}
}

// prefix returns the number that the first four of the last n digits make.
func (s *scan) prefix(n int) int {
	p := 0
	for i := range 4 {
		p = p*10 + int(s.back(n-i).value)
	}
	return p
}

// luhn checks the last n digits: every second digit from the right is doubled and its digits added;
// the sum of all is a multiple of 10 (ISO/IEC 7812-1, annex B).
func (s *scan) luhn(n int) bool {
	sum := 0
	for i := 1; i <= n; i++ {
		d := int(s.back(i).value)
		if i%2 == 0 {
			d *= 2
		}
		sum += d/10 + d%10
	}
	return sum%10 == 0
}

// issued says whether an issuer makes cards whose numbers begin with these four digits and have n digits,
// by the ranges that the schemes publish.
func issued(prefix, n int) bool {
	two := prefix / 100
	switch {
	case prefix/1000 == 4: // Visa
		return n == 13 || n == 16 || n == 19
	case 51 <= two && two <= 55, 2221 <= prefix && prefix <= 2720: // Mastercard
		return n == 16
	case two == 34, two == 37: // American Express
		return n == 15
	case two == 36, two == 38, two == 39, 3000 <= prefix && prefix <= 3059, 3090 <= prefix && prefix <= 3099: // Diners Club
		return 14 <= n
	case 3528 <= prefix && prefix <= 3589, // JCB
		2200 <= prefix && prefix <= 2204,                                        // Mir
		prefix == 6011, 6440 <= prefix && prefix <= 6499, two == 65, two == 62: // Discover, UnionPay
		return 16 <= n
	case two == 50, 56 <= two && two <= 58, two == 60, two == 63, two == 67: // Maestro; Bancontact is 6703
		return true
	default:
		return false
	}
}
