package form

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"releve/internal/locale"
	"releve/internal/problem"
)

// Answer is what was answered to one question. Which fields are filled follows from the kind of question;
// the zero value is "not answered".
type Answer struct {
	Codes    []string // choice and band: one code; multiple: several, in the order of the list; never changed in place
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
	maxSpecify     = 120  // signs of the text beside "other"
	maxText        = 3000 // signs of any text
	defaultText    = 120
	defaultLong    = 600
	maxMinutes     = 24 * minutesPerHour
	maxShort       = 24
	minutesPerHour = 60
	isoDate        = "2006-01-02"
	earliestYear   = 1900
	latestYear     = 2199
	maxRowsInForm  = 99
)

// one returns the single value sent, "" when there is none.
func (r Raw) one() (string, *problem.Error) {
	found := ""
	for _, v := range r.Values {
		v = strings.TrimSpace(v)
		if v == "" || v == found {
			continue
		}
		if found != "" {
			return "", problem.New(problem.Invalid, "answer.several", nil)
		}
		found = v
	}
	return found, nil
}

// readText cleans a text and checks its length in signs.
func readText(s string, most int) (string, *problem.Error) {
	clean, ok := locale.Clean(s)
	if !ok {
		return "", problem.New(problem.Invalid, "answer.text.unreadable", nil)
	}
	if n := utf8.RuneCountInString(clean); n > most {
		return "", problem.New(problem.Invalid, "answer.text.long", problem.Args{"n": n, "most": most, "over": n - most})
	}
	return clean, nil
}

// readMinutes reads whole minutes: "90", "25 min", "1h30", "2 h", "1u30" as Dutch writes it, "12,0" as spreadsheets
// do. Blank is no number.
func readMinutes(s string) (int64, bool, *problem.Error) {
	written := strings.ToLower(squeeze(s))
	if written == "" {
		return 0, false, nil
	}
	n, ok := minutes(written)
	if !ok {
		args := problem.Args{"value": strings.TrimSpace(s), "most": maxMinutes}
		return 0, false, problem.New(problem.Invalid, "answer.minutes", args)
	}
	return n, true, nil
}

// minutes reads a length of time without spaces, in lower case; false when it is none or longer than a day.
func minutes(s string) (int64, bool) {
	for _, unit := range []string{"minutes", "minuten", "min.", "min", "m"} {
		if number, ok := strings.CutSuffix(s, unit); ok {
			s = number
			break
		}
	}
	at := strings.IndexAny(s, "hu")
	if at < 0 {
		return upTo(maxMinutes, s)
	}
	h, ok := upTo(maxMinutes/minutesPerHour, s[:at])
	if s = s[at+1:]; s == "" || !ok {
		return h * minutesPerHour, ok
	}
	m, ok := upTo(minutesPerHour-1, s)
	total := h*minutesPerHour + m
	return total, ok && total <= maxMinutes
}

// upTo reads a whole number without a sign, from 0 to most.
func upTo(most int64, s string) (int64, bool) {
	n, err := wholeNumber(s)
	return n, err == nil && !strings.ContainsAny(s, "+-") && n <= most
}

// wholeNumber reads an integer. One or two zeros after a comma or a point are allowed, as spreadsheets write them;
// three could be thousands.
func wholeNumber(s string) (int64, error) {
	if at := strings.IndexAny(s, ",."); at >= 0 {
		fraction := s[at+1:]
		if len(fraction) > 2 || strings.Trim(fraction, "0") != "" {
			return 0, strconv.ErrSyntax
		}
		s = s[:at]
	}
	return strconv.ParseInt(s, 10, 64)
}

// squeeze drops every kind of space.
func squeeze(s string) string {
	if strings.IndexFunc(s, unicode.IsSpace) < 0 {
		return s
	}
	return strings.Join(strings.Fields(s), "")
}

// ReadDate reads a calendar date written yyyy-mm-dd, or day first as people here write it (31/12/2022,
// 31-12-2022, 31.12.2022), and returns it as yyyy-mm-dd. Blank comes back blank.
func ReadDate(sent string) (string, *problem.Error) {
	s := squeeze(sent)
	if s == "" {
		return "", nil
	}
	for _, layout := range []string{isoDate, "2/1/2006", "2-1-2006", "2.1.2006"} {
		t, err := time.Parse(layout, s)
		switch {
		case err != nil || t.Year() < earliestYear || t.Year() > latestYear:
		case layout == isoDate:
			return s, nil
		default:
			return t.Format(isoDate), nil
		}
	}
	return "", problem.New(problem.Invalid, "answer.date", problem.Args{"value": strings.TrimSpace(sent)})
}
