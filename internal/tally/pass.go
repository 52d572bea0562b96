package tally

import (
	"releve/internal/campaign"
	"releve/internal/form"
)

// batchRows is how many rows are unpacked at a time; it divides blockRows.
const batchRows = 1 << 10

// pass is one walk over the columns. Everything that depends on the campaign or the filter is worked out before, for
// each value of a dictionary, so that a row is a few look-ups.
type pass struct {
	columns *Columns
	count   *Count
	rules   rules
	found
	levels  level
	numbers numbers

	sheetSeen  bool // a row of the sheet at hand was seen
	sheetTaken bool // and the sheet counts
	members    []member
	deferred   []*member // counted sheets of chains
}

// found marks what occurs among the counted rows.
type found struct {
	services, tokens, days []bool
	institutions           []int64
	clusters               []cluster
}

// level says on which rows the questions of a role count.
type level struct {
	minutes, outcome, institution per
}

// per is where a question stands in a form with a repeat: one of the sheet counts on its first row, one of the repeat
// on every row.
type per uint8

const (
	perSheet per = iota
	perRow
)

func (l per) counts(pr *procedure) bool {
	if l == perRow {
		return pr.row
	}
	return pr.first
}

// numbers are the unpacked numbers of a batch.
type numbers struct {
	heads, participants, dates, workers, received, minutes, outcomes, institutions [batchRows]uint64
}

func (c *Columns) newPass(of *campaign.Campaign, f Filter) (*pass, error) {
	r, err := c.rules(of, f)
	if err != nil {
		return nil, err
	}
	p := &pass{
		columns: c, count: &Count{campaign: of, filter: f}, rules: r, levels: levelsOf(of.Form()), members: c.links.members,
		found: found{
			services: make([]bool, len(c.participants.values)),
			tokens:   make([]bool, len(c.workers.values)),
			days:     make([]bool, len(c.dates.values)),
			clusters: make([]cluster, len(c.participants.values)),
		},
	}
	p.institutions = lookup(c.role(form.RoleInstitution), func(string) int64 { return 0 })
	return p, nil
}

func levelsOf(f *form.Form) level {
	of := func(r form.Role) per {
		if q := f.Role(r); q != nil && f.InRepeat(q) {
			return perRow
		}
		return perSheet
	}
	return level{minutes: of(form.RoleMinutes), outcome: of(form.RoleOutcome), institution: of(form.RoleInstitution)}
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
	late, outside := r.posted && p.numbers.received[i] >= p.rules.lateFrom, p.rules.dates[day].outside
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
