package guard

// The lengths of card numbers (ISO/IEC 7812-1: up to 19 digits).
const (
	minCard = 13
	maxCard = 19
)

// findCard reports a card number that ends at the last digit, the longest there is; free is 1 when no other
// number follows.
func (s *scan) findCard(free int) {
	for n := min(maxCard, s.digits); n >= minCard; n-- {
		if !issued(s.prefix(n), n) || !s.luhn(n) {
			continue
		}
		l, ok := s.layout(n, free)
		if ok && (l.fits(at(4, 8, 12, 16), 2) || l.fits(at(4, 10), 2) || n == minCard && l.fits(at(4, 7, 10), 2)) {
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

// issued says whether a scheme has cards whose numbers begin with these four digits and have n digits, by the
// ranges that the schemes publish.
func issued(prefix, n int) bool {
	within := func(first, last int) bool { return first <= prefix && prefix <= last }
	switch {
	case within(4000, 4999): // Visa
		return n == 13 || n == 16 || n == 19
	case within(5100, 5599), within(2221, 2720): // Mastercard
		return n == 16
	case within(3400, 3499), within(3700, 3799): // American Express
		return n == 15
	case within(3000, 3059), within(3090, 3099), within(3600, 3699), within(3800, 3999): // Diners Club
		return n >= 14
	case within(3528, 3589), within(2200, 2204): // JCB, Mir
		return n >= 16
	case within(6011, 6011), within(6200, 6299), within(6440, 6599): // Discover, UnionPay
		return n >= 16
	default: // Maestro; Bancontact is 6703
		return within(5000, 5099) || within(5600, 5899) || within(6300, 6399) || within(6700, 6799)
	}
}
