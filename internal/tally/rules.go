package tally

import (
	"fmt"
	"slices"
	"time"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/sheet"
)

// rules say what becomes of a row.
type rules struct {
	heads        []rule
	participants []bool
	dates        []dateRule
	roles        []roleRule
	lateFrom     uint64 // reception, as the column holds it, from which a posted sheet is late
	minutes      []timeRule
	outcomes     []Outcome
	countLate    bool
	countOutside bool
	own          [][]bool // by participant, then institution; nil for a service without own codes
}

// rule is what a head means under a filter.
type rule struct {
	there      bool
	first, row bool
	passes     bool
	posted     bool
	fate       fate
	shared     int
}

// fate says why a sheet that passes the filter does not count.
type fate uint8

const (
	counts fate = iota
	trial
	rejected
	excluded
)

func fateOf(h head) fate {
	switch {
	case h.trial:
		return trial
	case h.status == sheet.Rejected:
		return rejected
	case h.status == sheet.Excluded:
		return excluded
	default:
		return counts
	}
}

// timeRule is an answer to the role minutes with its sum.
type timeRule struct {
	duration
	minutes minutes
}

type dateRule struct {
	in, outside bool
}

// roleRule asks that one of the columns of a role holds a wanted answer.
type roleRule struct {
	columns []*coded[string]
	wanted  [][]bool
}

// rules works out what becomes of every value of the dictionaries.
func (c *Columns) rules(of *campaign.Campaign, f Filter) (rules, error) {
	late, err := lateFrom(of)
	if err != nil {
		return rules{}, err
	}
	period, err := periodOf(of)
	if err != nil {
		return rules{}, err
	}
	return rules{
		heads: each(c.heads, func(h head) rule {
			return rule{
				there: h.there, first: h.first, row: h.row, posted: h.channel.Posted(), fate: fateOf(h), shared: h.shared,
				passes: h.there && f.arrival(h.channel, h.language) && among(f.Statuses, h.status),
			}
		}),
		participants: each(c.participants, func(code string) bool { return f.participant(of, code) }),
		dates:        each(c.dates, func(date string) dateRule { return dateRule{in: f.date(date), outside: period.outside(date)} }),
		roles:        c.roleRules(of, f),
		lateFrom:     late,
		countLate:    of.CountLate,
		countOutside: of.CountOutside,
		minutes:      each(c.minutes, func(d duration) timeRule { return timeRule{d, exactly(d.span, 0)} }),
		outcomes:     lookup(c.role(form.RoleOutcome), func(code string) Outcome { return outcomeOf(of.Outcome, code) }),
		own:          each(c.participants, func(code string) []bool { return c.ownCodes(of, code) }),
	}, nil
}

// lookup is each for a column that may not be there.
func lookup[T any](c *coded[string], compute func(string) T) []T {
	if c == nil {
		return []T{compute("")}
	}
	return each(c, compute)
}

// late says whether a sheet that came in at that instant is late.
func (r *rules) late(head *rule, received uint64) bool { return head.posted && received >= r.lateFrom }

// leavesOut says whether the campaign does not count a sheet with these flags.
func (r *rules) leavesOut(late, outside bool) bool {
	return late && !r.countLate || outside && !r.countOutside
}

// lateFrom returns the first instant after the day that follows the campaign's last one, in its zone, as the column
// of receptions holds it.
func lateFrom(of *campaign.Campaign) (uint64, error) {
	if of.To == "" {
		return ^uint64(0), nil
	}
	zone, err := of.Location()
	if err != nil {
		return 0, fmt.Errorf("late sheets: %w", err)
	}
	last, err := time.ParseInLocation(time.DateOnly, of.To, zone)
	if err != nil {
		return 0, fmt.Errorf("last day: %w", err)
	}
	return uint64(max(last.AddDate(0, 0, 2).Unix(), 0)) + 1, nil
}

// period holds the first and last date that are not outside: a day more than the campaign on each side.
type period struct {
	first, last string
}

func periodOf(of *campaign.Campaign) (period, error) {
	var p period
	for _, end := range []struct {
		date string
		days int
		into *string
	}{{of.From, -1, &p.first}, {of.To, 1, &p.last}} {
		if end.date == "" {
			continue
		}
		day, err := time.Parse(time.DateOnly, end.date)
		if err != nil {
			return p, fmt.Errorf("period: %w", err)
		}
		*end.into = day.AddDate(0, 0, end.days).Format(time.DateOnly)
	}
	return p, nil
}

func (p period) outside(date string) bool {
	return date < p.first || p.last != "" && date > p.last
}

// ownCodes marks the institutions that are a service's own; a branch stands for all below it.
func (c *Columns) ownCodes(of *campaign.Campaign, participant string) []bool {
	service, known := of.Participant(participant)
	institutions := c.role(form.RoleInstitution)
	if !known || len(service.Own) == 0 || institutions == nil {
		return nil
	}
	return each(institutions, func(code string) bool {
		choice, inList := choiceOf(of, form.RoleInstitution, code)
		return inList && slices.ContainsFunc(service.Own, choice.Under)
	})
}

func (c *Columns) roleRules(of *campaign.Campaign, f Filter) []roleRule {
	var all []roleRule
	for _, r := range form.Roles() {
		if len(f.Roles[r]) == 0 {
			continue
		}
		rule := roleRule{columns: c.columnsOf(r)}
		for _, column := range rule.columns {
			rule.wanted = append(rule.wanted, each(column, func(word string) bool { return f.answers(of, r, word) }))
		}
		all = append(all, rule)
	}
	return all
}
