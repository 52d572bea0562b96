package guard

import "math/bits"

// ibanHead is the number of signs before the account: two letters for the country, two check digits.
const ibanHead = 4

// expectIBAN notes where an IBAN ends that begins with the last four signs.
func (s *scan) expectIBAN() {
	if s.digits != 2 || s.read-s.run < ibanHead || s.back(4).isDigit() {
		return
	}
	account := accountPattern(s.back(4).value, s.back(3).value)
	if account == "" {
		return
	}
	length := ibanHead
	for account != "" {
		var n int
		n, _, account = nextPart(account)
		length += n
	}
	s.due[(s.read-ibanHead+length)%windowSize] |= 1 << length
}

// findIBAN reports the IBANs that end at the last sign.
func (s *scan) findIBAN() {
	for due := s.due[s.read%windowSize]; due != 0; due &= due - 1 {
		length := bits.TrailingZeros64(due)
		if s.read-s.run >= length && s.accountFits(length) && s.remainder97(length) == 1 {
			s.report(IBAN, length)
		}
	}
}

// accountPattern returns what an account looks like in a country, "" for a country without IBANs: what follows the two
// check digits, n = digits, a = letters, c = either, the number before it says how many. From the IBAN registry of SWIFT
// (ISO 13616), but for AO BF BJ CF CG CI CM CV DZ GA GQ GW IR KM MA MG ML MZ NE SN TD TG: these write such numbers without
// being in it. The country is given by the values of its two letters.
func accountPattern(first, second uint8) string {
	country := [...]byte{'A' + first - 10, 'A' + second - 10}
	return known.IBAN[string(country[:])]
}

// nextPart takes the first part off a pattern: so many signs of a class n, a or c.
func nextPart(pattern string) (n int, class byte, rest string) {
	i := 0
	for ; pattern[i] <= '9'; i++ {
		n = n*10 + int(pattern[i]-'0')
	}
	return n, pattern[i], pattern[i+1:]
}

// accountFits says whether the account in the last length signs has digits and letters where its country has them.
func (s *scan) accountFits(length int) bool {
	back := length - ibanHead
	pattern := accountPattern(s.back(length).value, s.back(length-1).value)
	for pattern != "" {
		var n int
		var class byte
		n, class, pattern = nextPart(pattern)
		for ; n > 0; n-- {
			if class == 'n' != s.back(back).isDigit() && class != 'c' {
				return false
			}
			back--
		}
	}
	return true
}

// remainder97 returns the last length signs mod 97, the head moved to the end and letters counted as 10 to 35.
// It is 1 for an IBAN (ISO 13616, ISO/IEC 7064 MOD 97-10), whose check digits are 02 to 98.
func (s *scan) remainder97(length int) int {
	check := s.back(length-2).value*10 + s.back(length-3).value
	if check < 2 || check > 98 {
		return 0
	}
	remainder := 0
	for i := range length {
		v := s.back((2*length-ibanHead-i-1)%length + 1)
		if v.isDigit() {
			remainder = (remainder*10 + int(v.value)) % 97
		} else {
			remainder = (remainder*100 + int(v.value)) % 97
		}
	}
	return remainder
}
