package guard

// The digits of a structured communication, in three groups between signs: +++123/4567/89012+++. The last two are the
// first ten mod 97, 97 for 0.
const paymentLength = 12

// payment looks at the first of three signs before a structured communication.
func (l *look) payment(i int) {
	sign := l.at(i).sign
	if sign != '+' && sign != '*' || !l.thrice(i, sign) {
		return
	}
	number, n, j := 0, 0, i+3
	for ; n < paymentLength && l.digits(j)+n <= paymentLength && (l.at(j).form == figure || l.is(j, '/')); j++ {
		if l.at(j).before > spaced {
			return
		}
		if l.at(j).form == figure {
			number, n = number*l.power(j)+l.number(j), n+l.digits(j)
		}
	}
	if n == paymentLength && number%100 == (number/100+96)%97+1 && l.thrice(j, sign) {
		l.take(Payment, i, j+2)
	}
}

// thrice says whether a sign stands three times from a token on.
func (l *look) thrice(i int, sign rune) bool {
	return l.is(i, sign) && l.is(i+1, sign) && l.is(i+2, sign)
}

// number returns the number that a token of figures makes.
func (l *look) number(i int) int {
	number := 0
	for _, r := range l.raw(i) {
		if c, v := classify(r); c == digit {
			number = number*10 + int(v)
		}
	}
	return number
}

// power returns ten to the power of a token's digits.
func (l *look) power(i int) int {
	power := 1
	for range l.digits(i) {
		power *= 10
	}
	return power
}
