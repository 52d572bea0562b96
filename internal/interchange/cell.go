package interchange

import "strings"

// Kind says what a cell holds.
type Kind uint8

// The kinds of cell. The zero value is an empty one.
const (
	Blank  Kind = iota
	Text        // codes and texts, safe against formulas
	Number      // whole number
	Date        // calendar date, yyyy-mm-dd
)

// Cell is one value of a line, typed so that a workbook can hold numbers and dates as such.
type Cell struct {
	Kind   Kind
	Text   string // Text, Date
	Number int64  // Number
}

// text returns a cell of text as it may stand in a file.
func text(s string) Cell {
	if s == "" {
		return Cell{}
	}
	return Cell{Kind: Text, Text: Guarded(s)}
}

func number(n int64) Cell { return Cell{Kind: Number, Number: n} }

func date(s string) Cell {
	if s == "" {
		return Cell{}
	}
	return Cell{Kind: Date, Text: s}
}

// mark is 1 for what holds and 0 for what does not.
func mark(holds bool) Cell { //nolint:revive // flag-parameter: the flag is the value written, not a mode
	if holds {
		return number(1)
	}
	return number(0)
}

// Guarded returns a text as it stands in a file: where a spreadsheet would take it for a formula, one more
// apostrophe leads it. Texts that have led apostrophes before such a sign already get one too, so that Bare can
// take away exactly what was added.
func Guarded(s string) string {
	if formula(strings.TrimLeft(s, "'")) {
		return "'" + s
	}
	return s
}

// Bare is the inverse of Guarded.
func Bare(s string) string {
	if s != "" && s[0] == '\'' && formula(strings.TrimLeft(s, "'")) {
		return s[1:]
	}
	return s
}

// formula says whether spreadsheets take a text that begins like this for a formula, or drop its first sign. The
// full-width signs are read as the plain ones where people write Chinese or Japanese.
func formula(s string) bool {
	if s == "" {
		return false
	}
	switch s[0] {
	case '=', '+', '-', '@', '\t', '\r':
		return true
	case '\xef':
		return strings.HasPrefix(s, "＝") || strings.HasPrefix(s, "＋") || strings.HasPrefix(s, "－") || strings.HasPrefix(s, "＠")
	default:
		return false
	}
}
