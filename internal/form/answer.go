package form

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"releve/internal/locale"
	"releve/internal/problem"
)

// Answer is what was answered to one question. Which fields are filled follows from the kind of question;
// the zero value is "not answered".
type Answer struct {
	Codes    []string // choice and band: one code; multiple: several, in the order of the list
	Text     string   // text, longtext; date as yyyy-mm-dd; beside a choice, what "other" stands for
	Number   int64    // integer; beside a band, the exact minutes
	Numbered bool     // Number was given
}

// Blank says whether nothing was answered.
func (a Answer) Blank() bool { return len(a.Codes) == 0 && a.Text == "" && !a.Numbered }

// Equal says whether two answers are the same.
func (a Answer) Equal(b Answer) bool {
	return slices.Equal(a.Codes, b.Codes) && a.Text == b.Text && a.Number == b.Number && a.Numbered == b.Numbered
}

// Code returns the only code of a choice or band, "" when there is none.
func (a Answer) Code() string {
	if len(a.Codes) == 0 {
		return ""
	}
	return a.Codes[0]
}

// Answers are the answers of a sheet or of one row, by question code. Blank answers are absent.
type Answers map[string]Answer

// Raw is what was sent for one question before it is read: values of a form field, cells of a file or members
// of a JSON object. In the interchange layout Values is the column `code`, Text is `code.text` and Minutes is
// `code.minutes`.
type Raw struct {
	Values  []string
	Text    string
	Minutes string
}

// Limits of what one answer may hold.
const (
	maxSpecify    = 120  // signs of the text beside "other"
	maxText       = 3000 // signs of any text
	defaultText   = 120
	defaultLong   = 600
	maxMinutes    = 24 * 60
	maxShort      = 24
	isoDate       = "2006-01-02"
	earliestYear  = 1900
	latestYear    = 2199
	maxRowsInForm = 99
)

// one returns the single value sent, "" when there is none.
func (r Raw) one() (string, *problem.Error) {
	var found []string
	for _, v := range r.Values {
		if v = strings.TrimSpace(v); v != "" && !slices.Contains(found, v) {
			found = append(found, v)
		}
	}
	switch len(found) {
	case 0:
		return "", nil
	case 1:
		return found[0], nil
	default:
		return "", problem.New(problem.Invalid, "answer.several", nil)
	}
}

// readText cleans a text and checks its length in signs.
func readText(s string, most int) (string, *problem.Error) {
	clean, ok := locale.Clean(s)
	if !ok {
		return "", problem.New(problem.Invalid, "answer.text.unreadable", nil)
	}
	if n := len([]rune(clean)); n > most {
		return "", problem.New(problem.Invalid, "answer.text.long", problem.Args{"n": n, "most": most, "over": n - most})
	}
	return clean, nil
}

// readMinutes reads whole minutes: "90", "1h30", "2 h", "12,0". Blank is no number.
func readMinutes(s string) (int64, bool, *problem.Error) {
	s = strings.ToLower(squeeze(s))
	if s == "" {
		return 0, false, nil
	}
	s = strings.TrimSuffix(strings.TrimSuffix(s, "min"), "m")
	hours, rest, split := strings.Cut(s, "h")
	if !split {
		hours, rest = "0", s
	}
	if rest == "" {
		rest = "0"
	}
	h, errH := wholeNumber(hours)
	m, errM := wholeNumber(rest)
	total := h*60 + m
	if errH != nil || errM != nil || total < 0 || total > maxMinutes || h > maxMinutes || m > maxMinutes {
		return 0, false, problem.New(problem.Invalid, "answer.minutes", problem.Args{"value": s, "most": maxMinutes})
	}
	return total, true, nil
}

// wholeNumber reads an integer; a fraction of zeros after a comma or a point is allowed.
func wholeNumber(s string) (int64, error) {
	whole, fraction, _ := strings.Cut(strings.ReplaceAll(s, ",", "."), ".")
	if strings.Trim(fraction, "0") != "" {
		return 0, strconv.ErrSyntax
	}
	return strconv.ParseInt(whole, 10, 64)
}

// squeeze drops every kind of space.
func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }

// ReadDate reads a calendar date written yyyy-mm-dd, or day first as people here write it (31/12/2022,
// 31-12-2022, 31.12.2022), and returns it as yyyy-mm-dd. Blank comes back blank.
func ReadDate(s string) (string, *problem.Error) {
	s = squeeze(s)
	if s == "" {
		return "", nil
	}
	for _, layout := range []string{isoDate, "2/1/2006", "2-1-2006", "2.1.2006"} {
		t, err := time.Parse(layout, s)
		if err == nil && t.Year() >= earliestYear && t.Year() <= latestYear {
			return t.Format(isoDate), nil
		}
	}
	return "", problem.New(problem.Invalid, "answer.date", problem.Args{"value": s})
}
