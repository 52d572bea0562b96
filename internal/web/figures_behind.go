package web

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"releve/internal/form"
	"releve/internal/report"
	"releve/internal/tally"
)

// behind returns the address of the list of the sheets that a line of a table counts, "" for a line without any.
func (f figuresOf) behind(t report.Table, row report.Row) string {
	if row.Total || none(row) || row.Code == "" && t.Axis != tally.AxisParticipant {
		return ""
	}
	switch t.Axis {
	case tally.AxisUnit:
		code := row.Code
		if _, grouped := institutionCodes(f.of, groupMark+code); grouped {
			code = groupMark + code // where a branch has the same code, the group stands first in figures too
		}
		return f.to(siftCounted, isCounted, siftInstitution, code)
	case tally.AxisParticipant:
		code := row.Code
		if code == "" {
			code = noneService
		}
		return f.to(siftCounted, isCounted, siftService, code)
	case tally.Axis(form.RoleOutcome):
		return f.to(siftCounted, isCounted, siftOutcome, row.Code)
	case tally.AxisWeek:
		from, to, ok := weekDays(row.Code)
		if !ok {
			return ""
		}
		return f.to(siftCounted, isCounted, siftFrom, max(from, f.sift.filter.From), siftTo, earlier(to, f.sift.filter.To))
	case tally.AxisKind, tally.AxisChannel, tally.AxisLanguage, tally.AxisMonth:
	}
	return ""
}

// none says whether a line counts nothing.
func none(row report.Row) bool {
	return !slices.ContainsFunc(row.Cells, func(c report.Cell) bool { return c.Kind == report.Count && c.Value > 0 })
}

// earlier returns the earlier of two dates, of which the second may be blank.
func earlier(a, b string) string {
	if b == "" {
		return a
	}
	return min(a, b)
}

// weekDays returns Monday and Sunday of an ISO week written 2022-W37. The week of 4 January is the year's first.
func weekDays(week string) (monday, sunday string, ok bool) {
	year, number, found := strings.Cut(week, "-W")
	first, err := time.Parse(time.DateOnly, year+"-01-04")
	n, wrong := strconv.Atoi(number)
	if !found || err != nil || wrong != nil {
		return "", "", false
	}
	start := first.AddDate(0, 0, -(int(first.Weekday())+daysOfWeek-1)%daysOfWeek+(n-1)*daysOfWeek)
	return start.Format(time.DateOnly), start.AddDate(0, 0, daysOfWeek-1).Format(time.DateOnly), true
}

const daysOfWeek = 7
