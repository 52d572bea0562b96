package scan

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"releve/internal/paper"
	"releve/internal/problem"
	"releve/internal/sheet"
)

// stretch is a day, a week or a month.
type stretch struct {
	first     time.Time // its first day
	precision sheet.Precision
}

// end returns the day after its last one.
func (s stretch) end() time.Time {
	switch s.precision {
	case sheet.Week:
		return s.first.AddDate(0, 0, 7)
	case sheet.Month:
		return s.first.AddDate(0, 1, 0)
	case sheet.Day:
	}
	return s.first.AddDate(0, 0, 1)
}

// ParsePeriod reads a week or month, 2026-W47 or 2026-11, and returns its first day. The error is Invalid (scan.period).
func ParsePeriod(s string) (first time.Time, p sheet.Precision, wrong *problem.Error) {
	refused := problem.New(problem.Invalid, "scan.period", problem.Args{"value": s})
	year, rest, _ := strings.Cut(strings.ToUpper(strings.TrimSpace(s)), "-")
	y, err := strconv.Atoi(year)
	if err != nil || y < 1900 || y > 9999 {
		return time.Time{}, "", refused
	}
	week, isWeek := strings.CutPrefix(rest, "W")
	n, err := strconv.Atoi(week)
	switch {
	case err != nil || len(week) != 2:
		return time.Time{}, "", refused
	case isWeek:
		monday, exists := weekOf(y, n)
		if !exists {
			return time.Time{}, "", refused
		}
		return monday, sheet.Week, nil
	case n < 1 || n > 12:
		return time.Time{}, "", refused
	default:
		return time.Date(y, time.Month(n), 1, 0, 0, 0, 0, time.UTC), sheet.Month, nil
	}
}

// weekOf returns the Monday of an ISO week, false where the year has no such week.
func weekOf(year, week int) (time.Time, bool) {
	fourth := time.Date(year, time.January, 4, 0, 0, 0, 0, time.UTC) // always in week 1
	monday := fourth.AddDate(0, 0, -(int(fourth.Weekday())+6)%7+(week-1)*7)
	y, n := monday.ISOWeek()
	return monday, y == year && n == week && week > 0
}

// dated returns the date of a unit and how exactly it is known: its own day, else its week, else the batch's period.
func (w *Work) dated(u *unit) (string, sheet.Precision, *problem.Error) {
	day, month, wrong := u.dayMonth()
	if wrong != nil {
		return "", "", wrong.At(sheet.FieldDate)
	}
	around, wrong := w.spanOf(u)
	if wrong != nil {
		return "", "", wrong.At(sheet.FieldDate)
	}
	switch {
	case day > 0 && month > 0:
		return w.nearest(func(year int) (time.Time, bool) { return calendar(year, month, day) }, sheet.Day)
	case month > 0:
		return w.nearest(func(year int) (time.Time, bool) { return calendar(year, month, 1) }, sheet.Month)
	case day > 0:
		return around.dayIn(day, w.latest())
	default:
		return around.first.Format(time.DateOnly), around.precision, nil
	}
}

// dayMonth returns the day and month that stand on the unit, 0 for what does not.
func (u *unit) dayMonth() (day, month int, wrong *problem.Error) {
	if written := u.value(paper.FieldDate); written != "" {
		return ParseDay(written)
	}
	day, _ = strconv.Atoi(u.value(paper.FieldDay)) // the layout's own values
	month, _ = strconv.Atoi(u.value(paper.FieldMonth))
	return day, month, nil
}

// ParseDay reads a day and month as a person types them: 12/10, 12.10, 12-10 or 12 10, or the day alone; the month is 0
// then. The error is Invalid (scan.date).
func ParseDay(s string) (day, month int, wrong *problem.Error) {
	parts := strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("/.- ", r) })
	refused := problem.New(problem.Invalid, "scan.date", problem.Args{"value": s})
	if len(parts) < 1 || len(parts) > 2 {
		return 0, 0, refused
	}
	day, err := strconv.Atoi(parts[0])
	if err != nil || day < 1 || day > 31 {
		return 0, 0, refused
	}
	if len(parts) == 1 {
		return day, 0, nil
	}
	month, err = strconv.Atoi(parts[1])
	if _, exists := calendar(2024, month, day); err != nil || !exists { // a leap year: 29 February is a day
		return 0, 0, refused
	}
	return day, month, nil
}

// ParseShared reads how many sheets a line stands for, 1 … 99. The error is Invalid (sheet.shared).
func ParseShared(s string) (int, *problem.Error) {
	n, err := strconv.Atoi(strings.TrimSpace(strings.Trim(strings.TrimSpace(s), "×xX*")))
	if err != nil || n < 1 || n > 99 {
		return 0, problem.New(problem.Invalid, "sheet.shared", problem.Args{"value": s, "most": 99})
	}
	return n, nil
}

// calendar returns a day, false where it does not exist.
func calendar(year, month, day int) (time.Time, bool) {
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	return t, month >= 1 && month <= 12 && t.Day() == day
}

// nearest returns the first day of a stretch of one of the years around the batch: of those inside the campaign, else of
// all, the one nearest to the day that the batch came in. What had not begun by then is refused: nobody notes it beforehand.
func (w *Work) nearest(of func(year int) (time.Time, bool), p sheet.Precision) (string, sheet.Precision, *problem.Error) {
	var best time.Time
	bestInside, bestAway := false, time.Duration(0)
	for year := w.Batch.Made.Year() - 1; year <= w.Batch.Made.Year()+1; year++ {
		day, exists := of(year)
		if !exists {
			continue
		}
		inside, away := w.inside(stretch{day, p}), w.Batch.Made.Sub(day).Abs()
		if best.IsZero() || inside && !bestInside || inside == bestInside && away < bestAway {
			best, bestInside, bestAway = day, inside, away
		}
	}
	switch {
	case best.IsZero():
		return "", "", problem.New(problem.Invalid, "scan.date.none", nil).At(sheet.FieldDate)
	case best.After(w.latest()):
		return "", "", problem.New(problem.Invalid, "scan.date.future", nil).At(sheet.FieldDate)
	}
	return best.Format(time.DateOnly), p, nil
}

// latest is the last day that a batch can tell of: the one after it came in, which had begun wherever that was.
func (w *Work) latest() time.Time { return w.Batch.Made.AddDate(0, 0, 1) }

// inside says whether a stretch that has begun has a day in common with the campaign.
func (w *Work) inside(s stretch) bool {
	return s.end().AddDate(0, 0, -1).Format(time.DateOnly) >= w.Campaign.From &&
		(w.Campaign.To == "" || s.first.Format(time.DateOnly) <= w.Campaign.To) && !s.first.After(w.latest())
}

// spanOf returns the week that is ticked on the unit's page, else the batch's period, else the month it came in.
func (w *Work) spanOf(u *unit) (stretch, *problem.Error) {
	tens, ones := u.value(paper.FieldWeek10), u.value(paper.FieldWeek1)
	if tens != "" || ones != "" {
		n, err := strconv.Atoi(tens + ones)
		if tens == "" || ones == "" || err != nil || n < 1 || n > 53 {
			return stretch{}, problem.New(problem.Invalid, "scan.week", nil)
		}
		day, _, wrong := w.nearest(func(year int) (time.Time, bool) { return weekOf(year, n) }, sheet.Week)
		if wrong != nil {
			return stretch{}, wrong
		}
		monday, err := time.Parse(time.DateOnly, day)
		if err != nil {
			return stretch{}, problem.Wrap(problem.Internal, "problem.internal", fmt.Errorf("read week: %w", err))
		}
		return stretch{monday, sheet.Week}, nil
	}
	if first, p, wrong := ParsePeriod(w.Batch.Period); wrong == nil {
		return stretch{first, p}, nil
	}
	m := w.Batch.Made
	return stretch{time.Date(m.Year(), m.Month(), 1, 0, 0, 0, 0, time.UTC), sheet.Month}, nil
}

// dayIn returns the day of the stretch that has a number, and is no later than the latest one that can be told of.
func (s stretch) dayIn(day int, latest time.Time) (string, sheet.Precision, *problem.Error) {
	for t := s.first; t.Before(s.end()); t = t.AddDate(0, 0, 1) {
		switch {
		case t.Day() != day:
		case t.After(latest):
			return "", "", problem.New(problem.Invalid, "scan.date.future", nil).At(sheet.FieldDate)
		default:
			return t.Format(time.DateOnly), sheet.Day, nil
		}
	}
	return "", "", problem.New(problem.Invalid, "scan.date.outside", problem.Args{"day": day}).At(sheet.FieldDate)
}
