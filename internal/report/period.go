package report

import (
	"iter"
	"time"
)

// mostDays is the longest period whose weeks are all shown: beyond it only those with sheets are.
const mostDays = 3660

// days walks the days of the campaign that the filter lets through, up to the day on which the report is made.
func (b *builder) days() iter.Seq[time.Time] {
	c, f := b.source.Campaign, b.count.Filter()
	last := c.To
	if last == "" {
		last = b.figureOf("last_date").Date
	}
	from, wrong := time.Parse(time.DateOnly, max(c.From, f.From))
	to, bad := time.Parse(time.DateOnly, last)
	if end, err := time.Parse(time.DateOnly, f.To); err == nil && end.Before(to) {
		to = end
	}
	if made := b.source.Made; !made.IsZero() && made.Before(to) {
		to = made
	}
	return func(yield func(time.Time) bool) {
		if wrong != nil || bad != nil || to.Sub(from) > mostDays*24*time.Hour {
			return
		}
		for day := from; !day.After(to); day = day.AddDate(0, 0, 1) {
			if !yield(day) {
				return
			}
		}
	}
}
