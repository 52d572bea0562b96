package tally

import (
	"cmp"
	"slices"

	"releve/internal/form"
)

// procedure is what one row, or one chain of sheets, adds to the count.
type procedure struct {
	participant, institution uint64
	cell                     int32 // of the table
	outcome                  Outcome
	timed, open              bool
	minutes                  minutes
	first, row               bool // first row of its sheet; a row at all
}

// procedure fills in the i-th row of the batch.
func (p *pass) procedure(pr *procedure, i int, r *rule) {
	pr.participant, pr.institution = p.participants.at[i], p.institutions.at[i]
	pr.outcome, pr.row = p.rules.outcomes[p.outcomes.at[i]], r.row
	t := &p.rules.minutes[p.minutes.at[i]]
	pr.timed, pr.open, pr.minutes = t.given, t.open, t.minutes
	if r.shared > 1 {
		pr.minutes = exactly(t.span, r.shared)
	}
}

// add counts a procedure.
func (p *pass) add(pr *procedure) {
	part := &p.table.parts[pr.cell]
	if pr.row {
		part.Rows++
	}
	if pr.timed && p.levels.minutes.counts(pr) {
		part.Timed++
		part.minutes = part.minutes.plus(pr.minutes)
		if pr.open {
			part.Open++
		}
	}
	if p.levels.outcome.counts(pr) {
		part.add(pr.outcome)
		p.clusters[pr.participant].add(pr.outcome)
	}
	if p.levels.institution.counts(pr) {
		p.units[pr.institution]++
		if own := p.rules.own[pr.participant]; own != nil && own[pr.institution] {
			p.count.own++
		}
	}
}

// add counts an outcome of the service.
func (c *cluster) add(o Outcome) {
	switch o {
	case Failed:
		c.failed++
		c.base++
	case Succeeded:
		c.base++
	case Unanswered, SetApart:
	}
}

// chained is a sheet of a chain, or all of them so far, as one procedure.
type chained struct {
	procedure
	last *member // the sheet that the procedure stands on; nil when there is none
}

// chains counts the chains.
func (p *pass) chains() {
	for _, c := range p.joined() {
		if c.last != nil {
			p.add(&c.procedure)
		}
	}
}

// joined makes the chains: of each, the sheets that count and pass the filter are one procedure. Minutes add up; every
// other answer is that of the last sheet. A chain without such sheets has no last one.
func (p *pass) joined() []chained {
	made := make([]chained, p.columns.links.chains)
	for _, c := range p.deferred {
		p.follow(c.last)
		before := &made[c.last.chain]
		if before.last != nil {
			sum := before.minutes.plus(c.minutes)
			timed, open := before.timed || c.timed, before.open || c.open
			if p.columns.later(before.last, c.last) {
				c = *before
			}
			c.minutes, c.timed, c.open = sum, timed, open
		}
		*before = c
	}
	return made
}

// follow counts a sheet that resumes one that cannot be found.
func (p *pass) follow(m *member) {
	if m.unknown {
		p.count.unknown++
	}
	if m.broken {
		p.count.broken++
	}
}

// done closes the count.
func (p *pass) done() *Count {
	c := p.count
	c.whole = p.table.whole()
	for i, days := range p.days {
		if date := p.columns.dates.values[i]; days {
			if c.first == "" || date < c.first {
				c.first = date
			}
			c.last = max(c.last, date)
		}
	}
	c.tokens = marked(p.tokens[1:])
	c.organisations = marked(p.services[1:])
	for _, cluster := range p.clusters[1:] {
		if cluster.base > 0 {
			c.clusters = append(c.clusters, cluster)
		}
	}
	slices.SortFunc(c.clusters, func(a, b cluster) int {
		return cmp.Or(cmp.Compare(a.base, b.base), cmp.Compare(a.failed, b.failed))
	})
	if institutions := p.columns.role(form.RoleInstitution); institutions != nil {
		c.units = gather(c.campaign, institutions, p.units)
	}
	c.unitBase = c.whole.Rows
	if p.columns.repeat && p.levels.institution == perSheet {
		c.unitBase = c.whole.Sheets
	}
	return c
}

// marked counts what occurs; the first entry of a dictionary, the blank one, is left out by the caller.
func marked(found []bool) int64 {
	n := int64(0)
	for _, is := range found {
		if is {
			n++
		}
	}
	return n
}
