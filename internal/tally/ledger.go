package tally

import (
	"releve/internal/campaign"
	"releve/internal/form"
)

// Entry says what one line of the interchange layout adds to the figures of a count. The sums of a field over all
// lines are the count's figures, exactly; a line that adds nothing is false and 0 throughout.
type Entry struct {
	Counted bool // the line's sheet counts, and the line passes the filter

	// On the first line of what it says, among the counted ones.
	Sheet, Participant, Token bool

	Procedure      bool // a procedure stands here: on the last sheet of a chain, never on _row 0
	OwnInstitution bool // of a service at its own institution

	// On the first line of their sheet that passes the filter. Late and outside sheets may count or not, the trial,
	// rejected and excluded ones never do. A counted sheet may follow an unknown or missing one.
	Late, Outside, Trial, Rejected, Excluded bool
	FollowsUnknown, FollowsMissing           bool

	Timed, Open bool // minutes stand here; they lie in an open band
	// Minutes of this line: the sum of a chain on its last sheet. They are whole numbers of 2⁻²⁸ minute, so that
	// adding them up is exact.
	Low, Mid, High float64

	Outcome     Outcome // Unanswered where it does not count on this line
	Institution bool    // the line counts under its Unit

	Unit Unit   // of the line's own institution; zero without one. Its Rows are not filled
	Week string // ISO week of the line's date, 2022-W37
}

// Ledger says for each line of the interchange layout what it adds to a count. It counts line by line, in the pass
// that Count makes. The columns must not change as long as it is used, by one goroutine at a time.
type Ledger struct {
	pass    *pass
	chains  map[int]procedure // by place of their last sheet
	units   []Unit            // by number of the institution
	weeks   []string          // by number of the date
	entries []Entry
}

// Ledger begins a walk over the sheets under a filter.
func (c *Columns) Ledger(of *campaign.Campaign, f Filter) (*Ledger, error) {
	p, err := c.counted(of, f, nil)
	if err != nil {
		return nil, err
	}
	l := &Ledger{
		pass: c.newPass(of, f, p.rules, nil), chains: map[int]procedure{},
		units: lookup(c.role(form.RoleInstitution), func(code string) Unit { return unitOf(of, code) }),
		weeks: each(c.dates, week),
	}
	for _, chain := range p.joined() {
		if chain.last != nil {
			l.chains[chain.last.place] = chain.procedure
		}
	}
	return l, nil
}

// Entries returns one entry for each line of a sheet, at least one. The sheets must come in the order of the lines,
// those that do not pass the filter may be left out. The slice is used again by the next call.
func (l *Ledger) Entries(k campaign.Kept) []Entry {
	l.entries = l.entries[:0]
	for i := range max(k.Rows, 1) {
		l.entries = append(l.entries, l.entry(int(k.Place)+i))
	}
	return l.entries
}

// entry counts one line for itself.
func (l *Ledger) entry(place int) Entry {
	p := l.pass
	*p.count = Count{campaign: p.count.campaign, filter: p.count.filter}
	p.table.parts[0] = Part{}
	p.deferred = p.deferred[:0]
	p.look(place)
	p.unpack(place, 1)
	token, service, institution := p.workers.at[0], p.participants.at[0], p.institutions.at[0]
	hadToken, hadService, rows := p.tokens[token], p.services[service], p.units[institution]
	p.batch(place, 1)
	for _, c := range p.deferred {
		p.follow(c.last)
	}
	if chain, ends := l.chains[place]; ends {
		p.add(&chain)
	}
	c, part := p.count, p.table.parts[0]
	return Entry{
		Counted: p.sheetTaken && c.lines > 0,
		Sheet:   part.Sheets > 0, Participant: service > 0 && p.services[service] && !hadService,
		Token:     token > 0 && p.tokens[token] && !hadToken,
		Procedure: part.Rows > 0, OwnInstitution: c.own > 0,
		Late: c.late > 0, Outside: c.outside > 0,
		Trial: c.uncounted[trial] > 0, Rejected: c.uncounted[rejected] > 0, Excluded: c.uncounted[excluded] > 0,
		FollowsUnknown: c.unknown > 0, FollowsMissing: c.broken > 0,
		Timed: part.Timed > 0, Open: part.Open > 0,
		Low: inMinutes(part.minutes.low), Mid: inMinutes(part.minutes.mid), High: inMinutes(part.minutes.high),
		Outcome: part.outcome(), Institution: p.units[institution] > rows && l.units[institution].Code != "",
		Unit: l.units[institution], Week: l.weeks[p.dates.at[0]],
	}
}

// outcome returns that of a part of one row.
func (p Part) outcome() Outcome {
	switch {
	case p.Failed > 0:
		return Failed
	case p.Base > 0:
		return Succeeded
	case p.Apart > 0:
		return SetApart
	default:
		return Unanswered
	}
}
