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

// styleReader gathers which styles of cells show a date.
type styleReader struct {
	dates   []bool          // by the number of the style
	formats map[string]bool // of the workbook's own, by number
	inside  bool            // among the styles of cells
}

// readStyles returns, by the number of a cell's style, whether it shows a date.
func readStyles(r io.Reader) ([]bool, error) {
	styles := styleReader{formats: map[string]bool{}}
	s := newScanner(r)
	for {
		err := s.next()
		if err == io.EOF { //nolint:errorlint // a reader's own
			return styles.dates, nil
		}
		if err != nil {
			return nil, err
		}
		styles.take(s)
		if len(styles.dates) > mostStyles || len(styles.formats) > mostFormats {
			return nil, errXML
		}
	}
}

func (r *styleReader) take(s *scanner) {
	switch {
	case s.name == "cellXfs":
		r.inside = s.begin && !s.end
	case !s.begin:
	case s.name == "numFmt":
		id, _ := s.attr("numFmtId")
		code, _ := s.attr("formatCode")
		r.formats[id] = dated(code)
	case s.name == "xf" && r.inside:
		id, _ := s.attr("numFmtId")
		custom, known := r.formats[id]
		r.dates = append(r.dates, known && custom || !known && datedByNumber(id))
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
func shownDate(number string, from1904 bool) (string, bool) {
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
