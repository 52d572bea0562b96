package guard

import "unicode"

// class says what a rune is to a number written by hand, typed or read by a machine.
type class uint8

const (
	other  class = iota // ends every number
	digit               // 0–9 in any script, full-width ones too
	letter              // A–Z without accent, in both cases and full-width: IBANs hold them
	nothing             // has no width or only adorns the sign before: as if it were not there
	blank               // any space
	line                // a line break
	mark                // point, dash, slash: they stand inside numbers
	comma               // does so too where a keypad types it for the point
	plus                // begins international telephone numbers
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

// digitValue returns the value of a decimal digit of any script: Unicode keeps the ten digits of a script
// together and in order, and every range of category Nd begins with a zero.
func digitValue(r rune) uint8 {
	for _, span := range unicode.Nd.R16 {
		if uint32(r) <= uint32(span.Hi) {
			return uint8((uint32(r) - uint32(span.Lo)) % 10)
		}
	}
	for _, span := range unicode.Nd.R32 {
		if uint32(r) <= span.Hi {
			return uint8((uint32(r) - span.Lo) % 10)
		}
	}
	return 0
}

// gap is what stands between a sign of a number and the one before it. The zero gap joins them.
type gap uint8

const (
	hasBlank gap = 1 << iota
	hasLine      // one line break; a number may be broken at the edge of a page
	hasMark
	hasComma // a comma alone
	isCut    // the two belong to different numbers, or no sign stands before
	hasPlus  // a plus sign before the sign, at most blanks between
)

// The most that may stand between two signs of one number: " -\n " is the widest seen in scanned letters.
const (
	maxSeparators = 5
	maxMarks      = 2
	maxLines      = 1
)

// gapReader gathers the runes between two signs.
type gapReader struct {
	separators, marks, lines, commas int
	cut, plus                        bool
}

// add notes one rune that is neither digit nor letter.
func (g *gapReader) add(c class) {
	if c == nothing {
		return
	}
	g.separators++
	switch c {
	case mark:
		g.marks++
	case line:
		g.lines++
	case comma:
		g.commas++
	case other, plus:
		g.cut = true
	}
	if c != blank {
		g.plus = c == plus
	}
}

// gap returns what was gathered and starts anew.
func (g *gapReader) gap() gap {
	var read gap
	switch {
	case g.separators == 0 && !g.cut:
		return 0
	case g.cut, g.separators > maxSeparators, g.marks > maxMarks, g.lines > maxLines, g.commas > 0 && g.separators > 1:
		read = isCut
	case g.commas > 0:
		read = hasComma
	case g.marks > 0:
		read = hasMark
	default:
		read = hasBlank
	}
	if g.lines > 0 {
		read |= hasLine
	}
	if g.plus {
		read |= hasPlus
	}
	*g = gapReader{}
	return read
}
