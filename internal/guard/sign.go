package guard

import "unicode"

// class says what a rune is to a number written by hand, typed or read by a machine.
type class uint8

const (
	other   class = iota // ends every number
	digit                // 0–9 in any script, full-width ones too
	letter               // A–Z without accent, in both cases and full-width: IBANs hold them
	nothing              // has no width or only adorns the sign before: as if it were not there
	blank                // any space
	line                 // a line break
	mark                 // point, dash, slash: they stand inside numbers
	comma                // does so too where a keypad types it for the point
	plus                 // begins international telephone numbers
)

// classify returns the class of a rune, with its value when it is a digit (0–9) or a letter (10–35, as IBANs count).
func classify(r rune) (class, uint8) {
	switch {
	case '0' <= r && r <= '9':
		return digit, uint8(r - '0')
	case 'a' <= r && r <= 'z':
		return letter, uint8(r-'a') + 10
	case 'A' <= r && r <= 'Z':
		return letter, uint8(r-'A') + 10
	case r < 0x80:
		return classifyASCII(r), 0
	case 'Ａ' <= r && r <= 'Ｚ':
		return letter, uint8(r-'Ａ') + 10
	case 'ａ' <= r && r <= 'ｚ':
		return letter, uint8(r-'ａ') + 10
	case r == '\u212A': // the kelvin sign, which normalisation turns into K
		return letter, 'K' - 'A' + 10
	case unicode.IsDigit(r):
		return digit, digitValue(r)
	default:
		return classifyWide(r), 0
	}
}

func classifyASCII(r rune) class {
	switch r {
	case ' ', '\t', '\r':
		return blank
	case '\n', '\v', '\f':
		return line
	case '.', '-', '/', '\\', '_':
		return mark
	case ',':
		return comma
	case '+':
		return plus
	default:
		return other
	}
}

func classifyWide(r rune) class {
	switch r {
	case '\u0085', '\u2028', '\u2029':
		return line
	case '·', '\u0387', '•', '․', '‧', '∙', '⋅', '．', '。', '・', // points
		'−', '⁄', '∕', '／', '＼', '＿': // the minus sign, slashes, the low line
		return mark
	case '，', '‚':
		return comma
	case '＋':
		return plus
	}
	switch {
	case unicode.Is(unicode.Zs, r):
		return blank
	case unicode.Is(unicode.Pd, r):
		return mark
	case unicode.Is(unicode.M, r), unicode.Is(unicode.Cf, r):
		return nothing
	default:
		return other
	}
}

// digitValue returns the value of a decimal digit of any script. Unicode keeps the ten digits of a script together
// and in order, and every range of category Nd begins with a zero.
func digitValue(r rune) uint8 {
	value := uint8(0)
	for unicode.IsDigit(r - 1) {
		r--
		value++
	}
	return value % 10
}

// gap is what stands between a sign of a number and the one before it. The zero gap joins them.
type gap uint8

const (
	hasBlank gap = 1 << iota
	hasLine      // one line break: a number may be broken at the edge of a page
	hasMark      // a point, dash or slash, or a comma alone
	hasPlus      // a plus sign, at most blanks between it and the sign
	isCut        // the two signs belong to different numbers, or none stands before
)

// parts says whether a gap rather ends a number than stands inside it: a line break, or a mark with a space,
// as behind "1." and at the end of a sentence.
func (g gap) parts() bool {
	return g&(isCut|hasLine) != 0 || g&hasMark != 0 && g&hasBlank != 0
}

// The most that may stand between two signs of one number, for a machine that reads paper puts spaces around a dash.
const (
	maxSeparators = 8
	maxMarks      = 2
	maxLines      = 1
)

// gapReader gathers the runes between two signs.
type gapReader struct {
	separators, marks, lines, commas int
	seen                             gap
}

// add notes one rune that is neither digit nor letter.
func (g *gapReader) add(c class) {
	if c == nothing {
		return
	}
	g.separators++
	if c != blank {
		g.seen &^= hasPlus
	}
	switch c {
	case blank:
		g.seen |= hasBlank
	case mark:
		g.seen |= hasMark
		g.marks++
	case line:
		g.seen |= hasLine
		g.lines++
	case comma:
		g.seen |= hasMark
		g.commas++
	case plus:
		g.seen |= hasPlus | isCut
	case other, nothing, digit, letter:
		g.seen |= isCut
	}
}

// gap returns what was gathered and starts anew.
func (g *gapReader) gap() gap {
	seen := g.seen
	if g.separators > maxSeparators || g.marks > maxMarks || g.lines > maxLines || g.commas > 0 && g.separators > 1 {
		seen |= isCut
	}
	*g = gapReader{}
	return seen
}
