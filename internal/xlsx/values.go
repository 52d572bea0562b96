package xlsx

import (
	"math"
	"time"

	"releve/internal/report"
)

// value writes a value as what it is. An undefined figure is an empty cell.
func (b *book) value(d drawn, c report.Cell) cell {
	style := b.styles.of(d)
	switch {
	case c.Kind == report.Text && c.Text != "":
		return cell{kind: textual, style: style, text: c.Text}
	case c.Empty || c.Kind == report.Text:
		return cell{style: style}
	case c.Kind == report.Date:
		return day(style, c.Text)
	case math.IsNaN(c.Value) || math.IsInf(c.Value, 0):
		return cell{style: style}
	}
	return cell{kind: numeric, style: style, number: c.Value}
}

// day writes a calendar date (yyyy-mm-dd) as the number of days that Excel has for it; one that Excel counts wrongly,
// before March 1900, and one that is none stay text.
func day(style int, iso string) cell {
	date, err := time.Parse(time.DateOnly, iso)
	if err != nil || date.Before(time.Date(1900, time.March, 1, 0, 0, 0, 0, time.UTC)) {
		if iso == "" {
			return cell{style: style}
		}
		return cell{kind: textual, style: style, text: iso}
	}
	epoch := time.Date(1899, time.December, 30, 0, 0, 0, 0, time.UTC)
	return cell{kind: numeric, style: style, number: float64(date.Sub(epoch) / (24 * time.Hour))}
}
