package xlsx

import (
	"io"
	"math"
	"strconv"
	"strings"
	"time"
)

// Limits of styles: what a spreadsheet allows.
const (
	mostStyles  = 65_536
	mostFormats = 10_000
)

// readStyles returns, by the number of a cell's style, whether it shows a date.
func readStyles(r io.Reader) ([]bool, error) {
	var dates []bool
	formats := map[string]bool{}
	s := newScanner(r)
	inside := false
	for {
		err := s.next()
		if err == io.EOF { //nolint:errorlint // a reader's own
			return dates, nil
		}
		if err != nil {
			return nil, err
		}
		id, _ := s.attr("numFmtId")
		switch {
		case s.name == "numFmt" && s.begin:
			code, _ := s.attr("formatCode")
			formats[id] = dated(code)
		case s.name == "cellXfs":
			inside = s.begin && !s.end
		case s.name == "xf" && s.begin && inside:
			custom, known := formats[id]
			dates = append(dates, known && custom || !known && datedByNumber(id))
		}
		if len(dates) > mostStyles || len(formats) > mostFormats {
			return nil, errXML
		}
	}
}

// datedByNumber says whether one of the formats that every spreadsheet knows shows a date or a time (ECMA-376, 18.8.30).
func datedByNumber(id string) bool {
	n, err := strconv.Atoi(id)
	return err == nil && (n >= 14 && n <= 22 || n >= 27 && n <= 36 || n >= 45 && n <= 47 || n >= 50 && n <= 58)
}

// dated says whether a format shows parts of a date: letters of one that stand outside of quotes and brackets.
func dated(code string) bool {
	for i := 0; i < len(code); i++ {
		switch c := code[i]; c {
		case '"', '[':
			closing := "\""
			if c == '[' {
				closing = "]"
			}
			end := strings.Index(code[i+1:], closing)
			if end < 0 {
				return false
			}
			i += 1 + end
		case '\\', '_', '*':
			i++
		case 'd', 'D', 'm', 'M', 'y', 'Y', 'h', 'H', 's', 'S':
			return true
		}
	}
	return false
}

// lastDay is the number of 31 December 9999.
const lastDay = 2_958_465

// shownDate writes a number of days as a date, with the time of day when it is not midnight.
func shownDate(number string, from1904 bool) (string, bool) { //nolint:revive // flag-parameter: a property of the file
	days, err := strconv.ParseFloat(number, 64)
	if err != nil || days < 0 || days >= lastDay {
		return "", false
	}
	epoch := time.Date(1899, time.December, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case from1904:
		epoch = time.Date(1904, time.January, 1, 0, 0, 0, 0, time.UTC)
	case days < 60: // day 60 is the 29 February 1900 that never was
		epoch = epoch.AddDate(0, 0, 1)
	}
	whole, part := math.Modf(days)
	t := epoch.AddDate(0, 0, int(whole)).Add(time.Duration(math.Round(part*86_400)) * time.Second)
	if t.Hour() == 0 && t.Minute() == 0 && t.Second() == 0 {
		return t.Format(time.DateOnly), true
	}
	return t.Format(time.DateTime), true
}

// shownNumber writes a number in the shortest way, without a power of ten where that is not longer than the number.
func shownNumber(number string) string {
	f, err := strconv.ParseFloat(number, 64)
	if err != nil || math.IsInf(f, 0) || math.Abs(f) >= 1e15 {
		return number
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}
