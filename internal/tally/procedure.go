package tally

import (
	"cmp"
	"slices"

	"releve/internal/form"
)

// procedure is what one row, or one chain of sheets, adds to the count.
type procedure struct {
	participant, institution uint64
	outcome                  outcome
	timed, open              bool
	minutes                  minutes
	first, row               bool // first row of its sheet; a row at all
}

// procedure fills in the i-th row of the batch.
func (p *pass) procedure(pr *procedure, i int, r *rule) {
	n := &p.numbers
	pr.participant, pr.institution, pr.outcome, pr.row = n.participants[i], n.institutions[i], p.rules.outcomes[n.outcomes[i]], r.row
	t := &p.rules.minutes[n.minutes[i]]
	pr.timed, pr.open, pr.minutes = t.given, t.open, t.minutes
	if r.shared > 1 {
		pr.minutes = exactly(t.span, r.shared)
	}
}

// add counts a procedure.
func (p *pass) add(pr *procedure) {
	c := p.count
	if pr.row {
		c.rows++
	}
	if pr.timed && p.levels.minutes.counts(pr) {
		c.timed++
		c.minutes = c.minutes.plus(pr.minutes)
		if pr.open {
			c.open++
		}
	}
	if p.levels.outcome.counts(pr) {
		c.outcomes[pr.outcome]++
		p.clusters[pr.participant].add(pr.outcome)
	}
	if p.levels.institution.counts(pr) {
		p.institutions[pr.institution]++
		if own := p.rules.own[pr.participant]; own != nil && own[pr.institution] {
			c.own++
		}
	}
}

// add counts an outcome of the service.
func (c *cluster) add(o outcome) {
	switch o {
	case failure:
		c.failed++
		c.base++
	case success:
		c.base++
	case unanswered, apart:
	}
}

// chains counts the chains: of each, the sheets that count and pass the filter are one procedure. Minutes add up;
// every other answer is that of the last sheet.
func (p *pass) chains() {
	type chain struct {
		sum  procedure
		last *member
	}
	made := make([]chain, p.columns.links.chains)
	for _, m := range p.deferred {
		if m.unknown {
			p.count.unknown++
		}
		if m.broken {
			p.count.broken++
		}
		pr := p.single(m.place)
		c := &made[m.chain]
		if c.last != nil {
			other := c.sum
			if p.columns.later(c.last, m) {
				pr, other = other, pr
				m = c.last
			}
			pr.minutes, pr.timed, pr.open = pr.minutes.plus(other.minutes), pr.timed || other.timed, pr.open || other.open
		}
		c.sum, c.last = pr, m
	}
	for i := range made {
		if made[i].last != nil {
			p.add(&made[i].sum)
		}
	}
}

// single returns the procedure of one sheet, read for itself.
func (p *pass) single(row int) procedure {
	p.unpack(row, 1)
	var pr procedure
	p.procedure(&pr, 0, &p.rules.heads[p.numbers.heads[0]])
	pr.first = true
	return pr
}

// done closes the count.
func (p *pass) done() *Count {
	c := p.count
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
		c.units = gather(c.campaign, institutions, p.institutions)
	}
	c.unitBase = c.rows
	if p.columns.repeat && p.levels.institution == perSheet {
		c.unitBase = c.sheets
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
