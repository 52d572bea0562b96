package pdf

import (
	_ "embed"
	"strings"
	"sync"
	"unicode/utf8"

	"codeberg.org/go-pdf/fpdf"
)

// The fonts, and how they are called in a document.
var (
	//go:embed font/DejaVuSansCondensed.ttf
	regular []byte
	//go:embed font/DejaVuSansCondensed-Bold.ttf
	bold []byte
)

// family is the name of the fonts while pages are drawn.
const family = "dejavu"

// missing stands for a sign that the fonts cannot have.
const missing = '\uFFFD'

// weight is the name of a face's weight.
func (f Face) weight() string {
	if f.Bold {
		return "B"
	}
	return ""
}

// addFonts gives both fonts to a document.
func addFonts(f *fpdf.Fpdf) {
	f.AddUTF8FontFromBytes(family, Face{}.weight(), regular)
	f.AddUTF8FontFromBytes(family, Face{Bold: true}.weight(), bold)
}

// rulers measure text, one in each weight. Measuring leaves them as they are, so that everybody shares them.
//
//nolint:gochecknoglobals // read from the fonts once, the same for ever
var rulers = sync.OnceValue(func() [2]*fpdf.Fpdf {
	var all [2]*fpdf.Fpdf
	for i, f := range []Face{{}, {Bold: true}} {
		all[i] = fpdf.NewCustom(&fpdf.InitType{UnitStr: "mm"})
		addFonts(all[i])
		all[i].SetFont(family, f.weight(), 1)
	}
	return all
})

// Width returns how wide a line of text is, in millimetres. It is safe for concurrent use.
func Width(f Face, s string) float64 {
	ruler := rulers()[0]
	if f.Bold {
		ruler = rulers()[1]
	}
	return float64(ruler.GetStringSymbolWidth(printable(s))) / 1000 * f.Size / points
}

// Lines breaks a text into lines that are no wider than width; a word that is wider stands alone, and is broken only where
// it has to be. It is safe for concurrent use.
func Lines(f Face, s string, width float64) []string {
	var all []string
	for para := range strings.SplitSeq(s, "\n") {
		line := ""
		for word := range strings.FieldsFuncSeq(para, breaks) {
			joined := strings.TrimPrefix(line+" "+word, " ")
			if Width(f, joined) <= width {
				line = joined
				continue
			}
			if line != "" {
				all = append(all, line)
			}
			var cut []string
			cut, line = pieces(f, word, width)
			all = append(all, cut...)
		}
		if line != "" {
			all = append(all, line)
		}
	}
	return all
}

// breaks says whether a line may end at a sign, which then is not printed. It may not at a space that does not break.
func breaks(r rune) bool { return r == ' ' || r == '\t' || r == '\r' }

// pieces breaks a word that is wider than a line: behind a hyphen or a stroke where it has one, else where the line is full.
func pieces(f Face, word string, width float64) (cut []string, rest string) {
	for Width(f, word) > width {
		at := fitting(f, word, width)
		if soft := strings.LastIndexAny(word[:at], "-/–"); soft > 0 {
			_, size := utf8.DecodeRuneInString(word[soft:])
			at = soft + size
		}
		if at == len(word) {
			break
		}
		cut, word = append(cut, word[:at]), word[at:]
	}
	return cut, word
}

// fitting returns how many bytes of a word fit into a width, one sign at least.
func fitting(f Face, word string, width float64) int {
	at := 0
	for i, r := range word {
		end := i + utf8.RuneLen(r)
		if at > 0 && Width(f, word[:end]) > width {
			break
		}
		at = end
	}
	return at
}

// Width returns how wide a line of text is, in millimetres.
func (*Document) Width(f Face, s string) float64 { return Width(f, s) }

// Lines breaks a text into lines as the function of the same name does.
func (*Document) Lines(f Face, s string, width float64) []string { return Lines(f, s, width) }

// printable returns a text as it can be drawn: without what directs a line, and with a sign of its own for each that the
// fonts cannot have because they know 65,535 signs at most.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\u00AD' || r == '\u200B' || r == '\uFEFF':
			return -1
		case r == '\u202F':
			return '\u00A0'
		case r < ' ' || r == '\u007F':
			return ' '
		case r >= '\uFFFF':
			return missing
		}
		return r
	}, strings.ToValidUTF8(s, string(missing)))
}
