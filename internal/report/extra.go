package report

import (
	"releve/internal/campaign"
	"releve/internal/tally"
)

// extra is a column beside the name of a row that is no part of what was counted.
type extra struct {
	head string // message key, "" for none
	cell func(slice) Cell
}

// extra returns the column that an axis brings: the kind of a service and, so that the numbers of both tables stand
// below each other, the services of a kind; the first day of a week or month.
func (b *builder) extra(axis tally.Axis) extra {
	day := func(s slice) Cell { return dateCell(s.date) }
	switch {
	case axis == tally.AxisParticipant && b.source.Purpose == ForWork:
		return extra{"report.column.kind", func(s slice) Cell { return textCell(s.kind) }}
	case axis == tally.AxisKind:
		return extra{"report.column.services", b.servicesOf}
	case axis == tally.AxisWeek:
		return extra{"report.column.monday", day}
	case axis == tally.AxisMonth:
		return extra{"report.column.first", day}
	default:
		return extra{}
	}
}

// servicesOf is the number of services of a kind that logged something; of all for the row of the whole.
func (b *builder) servicesOf(s slice) Cell {
	c := Cell{Kind: Count}
	broken, err := b.breakdown(tally.AxisParticipant)
	if err != nil {
		return Cell{Kind: Count, Empty: true}
	}
	for i, v := range broken.Values(0) {
		p, known := b.source.Campaign.Participant(v.Code)
		kind := s.where == nil || known && p.Kind == campaign.Kind(s.code)
		if v.Code != "" && kind && broken.Along(0, i).Sheets > 0 {
			c.Value++
		}
	}
	if b.live {
		c.Formula = sum(dataService, s.where...)
	}
	return c
}
