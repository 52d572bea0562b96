package guard

// A national number is a date of birth (yymmdd), a serial number of three digits (1 to 998) and two check digits.
// In a BIS number 20 is added to the month, or 40 when the sex is known. The day may be anything: 00 when it is not
// known, above 31 where a day ran out of serial numbers. The check digits are 97 − (the nine digits before them
// mod 97), with a 2 before the nine for people born since 2000.
// Source: royal decree of 3 April 1984 on the national number, royal decree of 8 February 1991 on the BIS number.
const nationalLength = 11

// findNational reports a national number that ends at the last digit; free is 1 when no other number follows.
func (s *scan) findNational(free int) {
	var digits [nationalLength]int
	for i := range digits {
		digits[i] = int(s.back(nationalLength - i).value)
	}
	if !isNational(digits) {
		return
	}
	wanted := 1
	if digits[0] == 0 && digits[1] == 0 { // 0032 begins telephone numbers
		wanted = 2
	}
	l, ok := s.layout(nationalLength, free)
	if ok && l.fits(at(2, 4, 6, 9), wanted) {
		s.report(National, nationalLength)
	}
}

// isNational checks month, serial number and check digits.
func isNational(digits [nationalLength]int) bool {
	month := digits[2]*10 + digits[3]
	serial := digits[6]*100 + digits[7]*10 + digits[8]
	if month >= 60 || month%20 > 12 || serial == 0 || serial == 999 {
		return false
	}
	nine := 0
	for _, d := range digits[:9] {
		nine = nine*10 + d
	}
	check := digits[9]*10 + digits[10]
	return check == 97-nine%97 || check == 97-(2_000_000_000+nine)%97
}
