package tally

import (
	"fmt"
	"slices"
	"time"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/sheet"
)

// batchRows is how many rows are unpacked at a time; it divides blockRows.
const batchRows = 1 << 10

// pass is one walk over the columns. Everything that depends on the campaign or the filter is worked out before, for
// each value of a dictionary, so that a row is a few look-ups.
type pass struct {
	columns *Columns
	count   *Count
	rules
	found
	level
	numbers numbers

	sheetSeen  bool // a row of the sheet at hand was seen
	sheetTaken bool // and the sheet counts
	members    []member
	deferred   []*member // counted sheets of chains
}

// rules say what becomes of a row.
type rules struct {
	heads        []rule
	participants []bool
	dates        []dateRule
	roles        []roleRule
	lateFrom     uint64 // reception, as the column holds it, from which a posted sheet is late
	minutes      []timeRule
	outcomes     []outcome
	own          [][]bool // by participant, then institution; nil for a service without own codes
}

// rule is what a head means under a filter.
type rule struct {
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

// found marks what occurs among the counted rows.
type found struct {
	services, tokens, days []bool
	institutions           []int64
	clusters               []cluster
}

// level says which measures count every row of a repeat; the others count a sheet's first row.
type level struct {
	minutesPerRow, outcomePerRow, institutionPerRow bool
}

// numbers are the unpacked numbers of a batch.
type numbers struct {
	heads, participants, dates, workers, received, minutes, outcomes, institutions [batchRows]uint64
}

func (c *Columns) newPass(of *campaign.Campaign, f Filter) (*pass, error) {
	p := &pass{columns: c, count: &Count{campaign: of, filter: f}, members: c.links.members}
	var err error
	if p.lateFrom, err = lateFrom(of); err != nil {
		return nil, err
	}
	period, err := periodOf(of)
	if err != nil {
		return nil, err
	}
	p.rules.heads = each(c.heads, func(h head) rule {
		return rule{
			first: h.first, row: h.row, posted: h.channel.Posted(), fate: fateOf(h), shared: h.shared,
			passes: h.there && f.arrival(h.channel, h.language) && among(f.Statuses, h.status),
		}
	})
	p.rules.participants = each(c.participants, func(code string) bool { return f.participant(of, code) })
	p.rules.dates = each(c.dates, func(date string) dateRule { return dateRule{in: f.date(date), outside: period.outside(date)} })
	p.rules.minutes = each(c.minutes, func(d duration) timeRule { return timeRule{d, exactly(d.span, 0)} })
	p.rules.outcomes = lookup(c.role(form.RoleOutcome), func(code string) outcome { return outcomeOf(of.Outcome, code) })
	p.rules.own = each(c.participants, func(code string) []bool { return c.ownCodes(of, code) })
	p.rules.roles = c.roleRules(of, f)
	p.found = found{
		services: make([]bool, len(c.participants.values)),
		tokens:   make([]bool, len(c.workers.values)),
		days:     make([]bool, len(c.dates.values)),
		clusters: make([]cluster, len(c.participants.values)),
	}
	p.institutions = lookup(c.role(form.RoleInstitution), func(string) int64 { return 0 })
	p.level = levelsOf(of.Form())
	return p, nil
}

// lookup is each for a column that may not be there.
func lookup[T any](c *coded[string], compute func(string) T) []T {
	if c == nil {
		return []T{compute("")}
	}
	return each(c, compute)
}

func levelsOf(f *form.Form) level {
	perRow := func(r form.Role) bool {
		q := f.Role(r)
		return q != nil && f.InRepeat(q)
	}
	return level{perRow(form.RoleMinutes), perRow(form.RoleOutcome), perRow(form.RoleInstitution)}
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

func (p *pass) rolesPass(row int) bool {
	for _, r := range p.rules.roles {
		passes := false
		for i, column := range r.columns {
			passes = passes || r.wanted[i][column.at(row)]
		}
		if !passes {
			return false
		}
	}
	return true
}

// unpack reads the numbers of n rows.
func (p *pass) unpack(from, n int) {
	c, to := p.columns, &p.numbers
	c.heads.read(from, to.heads[:n])
	c.participants.read(from, to.participants[:n])
	c.dates.read(from, to.dates[:n])
	c.workers.read(from, to.workers[:n])
	c.received.read(from, to.received[:n])
	c.minutes.read(from, to.minutes[:n])
	if outcomes := c.role(form.RoleOutcome); outcomes != nil {
		outcomes.read(from, to.outcomes[:n])
	}
	if institutions := c.role(form.RoleInstitution); institutions != nil {
		institutions.read(from, to.institutions[:n])
	}
}

// batch counts n rows from a row on.
func (p *pass) batch(from, n int) {
	p.unpack(from, n)
	var pr procedure
	for i := range n {
		r := &p.rules.heads[p.numbers.heads[i]]
		p.sheetSeen = p.sheetSeen && !r.first
		if !r.passes || !p.rules.participants[p.numbers.participants[i]] || !p.rules.dates[p.numbers.dates[i]].in ||
			len(p.rules.roles) > 0 && !p.rolesPass(from+i) {
			continue
		}
		first := !p.sheetSeen
		p.sheetSeen = true
		if first {
			p.sheetTaken = p.sheet(i, r)
		}
		if r.fate != trial {
			p.count.lines++
		}
		if !p.sheetTaken {
			continue
		}
		if m := p.member(from + i); m != nil {
			p.deferred = append(p.deferred, m)
			continue
		}
		p.procedure(&pr, i, r)
		pr.first = first
		p.add(&pr)
	}
}

// member returns the row's place in a chain, nil when it has none. Rows are asked in their order.
func (p *pass) member(row int) *member {
	for len(p.members) > 0 && p.members[0].place < row {
		p.members = p.members[1:]
	}
	if len(p.members) == 0 || p.members[0].place != row {
		return nil
	}
	return &p.members[0]
}

// sheet counts a sheet at its first row that passes the filter, and says whether its rows count.
func (p *pass) sheet(i int, r *rule) bool {
	if r.fate != counts {
		p.count.uncounted[r.fate]++
		return false
	}
	day := p.numbers.dates[i]
	late, outside := r.posted && p.numbers.received[i] >= p.lateFrom, p.rules.dates[day].outside
	if late {
		p.count.late++
	}
	if outside {
		p.count.outside++
	}
	if late && !p.count.campaign.CountLate || outside && !p.count.campaign.CountOutside {
		return false
	}
	p.count.sheets++
	p.days[day] = true
	p.tokens[p.numbers.workers[i]] = true
	p.services[p.numbers.participants[i]] = true
	return true
}
