package tally

import (
	"fmt"
	"slices"
	"sync"

	"releve/internal/campaign"
	"releve/internal/form"
)

// batchRows is how many rows are unpacked at a time; it divides blockRows.
const batchRows = 1 << 9

// pass is one walk over the columns. Everything that depends on the campaign or the filter is worked out before, for
// each value of a dictionary, so that a row is a few look-ups.
type pass struct {
	columns *Columns
	count   *Count
	rules   *rules
	found
	levels level
	table  table

	unpacked                                                                       []*numbers
	heads, participants, dates, workers, received, minutes, outcomes, institutions *numbers
	roles                                                                          []roleReading

	sheetSeen  bool // a row of the sheet at hand was seen
	sheetTaken bool // and the sheet counts
	members    []member
	deferred   []chained // counted sheets of chains
}

// found marks what occurs among the counted rows.
type found struct {
	services, tokens, days []bool
	units                  []int64 // rows by institution
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

// numbers are the unpacked numbers of a column in a batch; without a column they are 0.
type numbers struct {
	column *column
	at     [batchRows]uint64
}

// roleReading is a rule over a role with the numbers of its columns.
type roleReading struct {
	columns []*numbers
	wanted  [][]bool
}

// run makes the pass over all rows, by the values of axes.
func (c *Columns) run(of *campaign.Campaign, f Filter, axes []axis) (*pass, error) {
	c.settle()
	r, err := c.rules(of, f)
	if err != nil {
		return nil, err
	}
	cuts := c.cuts()
	passes := make([]*pass, len(cuts)-1)
	var wait sync.WaitGroup
	for i := range passes {
		passes[i] = c.newPass(of, f, &r, axes)
		wait.Go(func() { passes[i].walk(cuts[i], cuts[i+1]) })
	}
	wait.Wait()
	whole := passes[0]
	for _, p := range passes[1:] {
		whole.plus(p)
	}
	whole.chains()
	return whole, nil
}

// A goroutine takes shareRows at least; more than mostShares would cost more memory than they save time.
const (
	shareRows  = 1 << 14
	mostShares = 8
)

// cuts returns where the rows are cut into shares that are counted side by side, first and last row included. A sheet
// stays whole. Sums of whole numbers do not depend on the cuts.
func (c *Columns) cuts() []int {
	n := max(1, min(c.shares, c.rows/c.shareRows))
	cuts := []int{0}
	for i := 1; i < n; i++ {
		at := max(c.rows/n*i, cuts[i-1])
		for at < c.rows && !c.heads.value(at).first {
			at++
		}
		cuts = append(cuts, at)
	}
	return append(cuts, c.rows)
}

func (c *Columns) newPass(of *campaign.Campaign, f Filter, r *rules, axes []axis) *pass {
	p := &pass{
		columns: c, count: &Count{campaign: of, filter: f}, rules: r, levels: levelsOf(of.Form()),
		found: found{
			services: make([]bool, len(c.participants.values)),
			tokens:   make([]bool, len(c.workers.values)),
			days:     make([]bool, len(c.dates.values)),
			clusters: make([]cluster, len(c.participants.values)),
		},
	}
	p.units = lookup(c.role(form.RoleInstitution), func(string) int64 { return 0 })
	p.heads, p.participants = p.reads(&c.heads.column), p.reads(&c.participants.column)
	p.dates, p.workers = p.reads(&c.dates.column), p.reads(&c.workers.column)
	p.received, p.minutes = p.reads(&c.received), p.reads(&c.minutes.column)
	p.outcomes, p.institutions = p.readsRole(form.RoleOutcome), p.readsRole(form.RoleInstitution)
	for _, rule := range r.roles {
		reading := roleReading{wanted: rule.wanted}
		for _, column := range rule.columns {
			reading.columns = append(reading.columns, p.reads(&column.column))
		}
		p.roles = append(p.roles, reading)
	}
	p.table = p.newTable(axes)
	return p
}

// reads has a column unpacked and returns where its numbers will stand.
func (p *pass) reads(c *column) *numbers {
	for _, n := range p.unpacked {
		if n.column == c {
			return n
		}
	}
	n := &numbers{column: c}
	p.unpacked = append(p.unpacked, n)
	return n
}

func (p *pass) readsRole(r form.Role) *numbers {
	if column := p.columns.role(r); column != nil {
		return p.reads(&column.column)
	}
	return &numbers{}
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

// walk counts the rows from one on up to another, the chains excepted.
func (p *pass) walk(from, to int) {
	p.look(from)
	for from < to {
		n := min(batchRows, to-from, blockRows-from%blockRows)
		p.batch(from, n)
		from += n
	}
}

// look turns to the chains from a row on.
func (p *pass) look(row int) {
	all := p.columns.links.members
	i, _ := slices.BinarySearchFunc(all, row, func(m member, row int) int { return m.place - row })
	p.members = all[i:]
}

// unpack reads the numbers of n rows.
func (p *pass) unpack(from, n int) {
	for _, to := range p.unpacked {
		to.column.read(from, to.at[:n])
	}
}

// passes says whether the i-th row of the batch passes the filter.
func (p *pass) passes(i int, r *rule) bool {
	if !r.passes || !p.rules.participants[p.participants.at[i]] || !p.rules.dates[p.dates.at[i]].in {
		return false
	}
	for _, role := range p.roles {
		wanted := false
		for k, column := range role.columns {
			wanted = wanted || role.wanted[k][column.at[i]]
		}
		if !wanted {
			return false
		}
	}
	return true
}

// batch counts n rows from a row on.
func (p *pass) batch(from, n int) {
	p.unpack(from, n)
	var pr procedure
	for i := range n {
		r := &p.rules.heads[p.heads.at[i]]
		p.sheetSeen = p.sheetSeen && !r.first
		if !p.passes(i, r) {
			continue
		}
		first := !p.sheetSeen
		p.sheetSeen = true
		if r.fate != trial {
			p.count.lines++
		}
		if first {
			p.sheetTaken = p.sheet(i, r)
		}
		if !p.sheetTaken {
			continue
		}
		cell := p.table.cell(i)
		if first {
			p.table.parts[cell].Sheets++
		}
		p.procedure(&pr, i, r)
		pr.first, pr.cell = first, cell
		if m := p.member(from + i); m != nil {
			p.deferred = append(p.deferred, chained{pr, m})
			continue
		}
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
	late, outside := p.rules.late(r, p.received.at[i]), p.rules.dates[p.dates.at[i]].outside
	if late {
		p.count.late++
	}
	if outside {
		p.count.outside++
	}
	if p.rules.leavesOut(late, outside) {
		return false
	}
	p.days[p.dates.at[i]] = true
	p.tokens[p.workers.at[i]] = true
	p.services[p.participants.at[i]] = true
	return true
}

// plus adds what another pass over other rows found.
func (p *pass) plus(o *pass) {
	p.count.plus(o.count)
	cells := p.table.plus(&o.table)
	for _, c := range o.deferred {
		c.cell = cells[c.cell]
		p.deferred = append(p.deferred, c)
	}
	mark(p.services, o.services)
	mark(p.tokens, o.tokens)
	mark(p.days, o.days)
	for i, n := range o.units {
		p.units[i] += n
	}
	for i, c := range o.clusters {
		p.clusters[i] = cluster{p.clusters[i].failed + c.failed, p.clusters[i].base + c.base}
	}
}

func mark(into, from []bool) {
	for i, is := range from {
		into[i] = into[i] || is
	}
}

// counted makes the pass and names the campaign in its error.
func (c *Columns) counted(of *campaign.Campaign, f Filter, axes []axis) (*pass, error) {
	p, err := c.run(of, f, axes)
	if err != nil {
		return nil, fmt.Errorf("count campaign %s: %w", of.Slug, err)
	}
	return p, nil
}
