package locale

import (
	"strconv"
	"time"
)

// Date writes a calendar date given as "2022-09-14": "14 septembre 2022", "1er septembre 2022". What is
// not such a date comes back as it is.
func (p *Printer) Date(iso string) string {
	day, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		return iso
	}
	return string(p.appendDate(nil, day))
}

// DateTime writes a moment to the minute, on the clock of its own location: "14 septembre 2022, 10:05".
// The zero time gives "".
func (p *Printer) DateTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return string(p.messages["date.time"].whole.fill(nil, func(dst []byte, name string) []byte {
		if name == "date" {
			return p.appendDate(dst, t)
		}
		return t.AppendFormat(dst, "15:04")
	}))
}

// appendDate appends the day, the month's name and the year. The first of a month has its own message,
// because French writes 1er.
func (p *Printer) appendDate(dst []byte, t time.Time) []byte {
	key := "date.day"
	if t.Day() == 1 {
		key = "date.first"
	}
	return p.messages[key].whole.fill(dst, func(dst []byte, name string) []byte {
		switch name {
		case "day":
			return strconv.AppendInt(dst, int64(t.Day()), 10)
		case "month":
			return append(dst, p.months[t.Month()-1]...)
		default:
			return strconv.AppendInt(dst, int64(t.Year()), 10)
		}
	})
}
