package paper

import (
	"fmt"
	"strconv"
	"strings"

	"releve/internal/problem"
)

// Code is what the QR code of a printed page says.
type Code struct {
	Layout string // number of the layout
	Page   int    // from 1
	Serial int    // of the sheet of paper, from 1; 0: a master to be photocopied
}

// crockford are the signs of Crockford's base 32.
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// Lengths of the parts of a code in signs.
const (
	layoutSigns = 6
	serialSigns = 6
	mostSerial  = 999_999
	mostPage    = 99
	codeHead    = "R1" // this way of writing codes
)

// String writes the code as it is printed: R1:7H2KQ9:1:000123:X, its last sign a check over what stands before. All signs
// are of the alphanumeric kind, for which QR codes need the fewest modules.
func (c Code) String() string {
	s := fmt.Sprintf("%s:%s:%d:%0*d", codeHead, c.Layout, c.Page, serialSigns, c.Serial)
	return s + ":" + string(check(s))
}

// Signs that a code is made of, and those that a check sign may be: 37 of both, a prime, so that no two signs and no two
// places stand for the same. Both are signs for which QR codes have their alphanumeric kind.
const (
	codeSigns  = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ:"
	checkSigns = crockford + "*$-.U"
)

// check returns the check sign of a text: a sum over its signs, each weighted by its place, modulo 37, so that one wrong
// sign and two exchanged neighbours show.
func check(s string) byte {
	sum := 0
	for i := range len(s) {
		sum = (sum + (i+1)*strings.IndexByte(codeSigns, s[i])) % len(checkSigns)
	}
	return checkSigns[sum]
}

// ParseCode reads a code, as a QR code says it or as a person typed it. The error is Invalid: paper.code for what is no
// code of ours, paper.code.check for one with a mistake in it.
func ParseCode(s string) (Code, error) {
	s = strings.ToUpper(strings.Join(strings.Fields(s), ""))
	parts := strings.Split(s, ":")
	if len(parts) != 5 || parts[0] != codeHead || len(parts[1]) != layoutSigns || len(parts[3]) != serialSigns || len(parts[4]) != 1 {
		return Code{}, problem.New(problem.Invalid, "paper.code", problem.Args{"value": s})
	}
	page, err := strconv.Atoi(parts[2])
	serial, err2 := strconv.Atoi(parts[3])
	if err != nil || err2 != nil || page < 1 || page > mostPage || serial < 0 || strings.Trim(parts[1], crockford) != "" {
		return Code{}, problem.New(problem.Invalid, "paper.code", problem.Args{"value": s})
	}
	c := Code{Layout: parts[1], Page: page, Serial: serial}
	if c.String() != s {
		return Code{}, problem.New(problem.Invalid, "paper.code.check", problem.Args{"value": s})
	}
	return c, nil
}
