package sqlite

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"

	"releve/internal/campaign"
)

// Figures read every sheet of a campaign, and of each only what is counted. Fetching a record column by column costs
// several times what SQLite needs to find it; here one query hands out a thousand records as one text, of the columns
// that the campaign's forms use, and while it is taken apart SQLite writes the next one.

// Signs between the fields of a record and after each record. They stand in no code, number or date.
const (
	fieldEnd  = "\x1f"
	recordEnd = "\x1e"
)

// leanChunk is how many places one query covers, leanAhead how many texts may wait.
const (
	leanChunk = 1000
	leanAhead = 4
)

// Fields that every record has, in their order; the columns of answers follow.
const (
	leanPlace = iota
	leanChange
	leanFlags // 1: erased, 2: of the trial
	leanIdx
	leanSheet
	leanWorker
	leanReceived
	leanShared
	leanParticipant
	leanDate
	leanVersion
	leanChannel
	leanLanguage
	leanStatus
	leanFollows
	leanAnswers
)

const leanFields = `
SELECT
    place,
    change_no,
    erased + 2 * trial,
    idx,
    hex(sheet_id),
    worker,
    received_at,
    shared,
    participant,
    date,
    version,
    channel,
    language,
    status,
    hex(follows)`

// lean reads the sheets of a campaign for counting.
type lean struct {
	u       *unpacker
	q       querier
	at      place
	columns []int              // of answers, as a record numbers them, ascending
	plans   map[int64]leanPlan // by version
}

// leanPlan says where the answers that are counted stand in the fields of a record.
type leanPlan struct {
	repeat     bool
	sheet, row []leanSlot
}

// leanSlot is where one answer stands. Few different ones occur, so that each is read once.
type leanSlot struct {
	*slot
	first, last int // fields; two with exact minutes
	known       map[string]leanAnswer
}

// counted says whether the figures may use what stands in a slot: codes and numbers of a role. Each role has a column.
func (s *slot) counted() bool { return s.column != none && s.shape != freeText }

// newLean finds out which columns the forms of a campaign use.
func newLean(u *unpacker, q querier, at place, c *campaign.Campaign) (*lean, error) {
	l := &lean{u: u, q: q, at: at, plans: map[int64]leanPlan{}}
	for _, f := range c.Forms {
		p, err := u.plan(f.Version)
		if err != nil {
			return nil, err
		}
		for _, s := range slices.Concat(p.sheet, p.row) {
			if s.counted() {
				l.columns = append(l.columns, s.column)
			}
			if s.counted() && s.exact != none {
				l.columns = append(l.columns, s.exact)
			}
		}
	}
	slices.Sort(l.columns)
	l.columns = slices.Compact(l.columns)
	for _, f := range c.Forms {
		p, err := u.plan(f.Version)
		if err != nil {
			return nil, err
		}
		l.plans[f.Version] = leanPlan{repeat: f.Repeat() != nil, sheet: l.slots(p.sheet), row: l.slots(p.row)}
	}
	return l, nil
}

func (l *lean) slots(all []slot) []leanSlot {
	var out []leanSlot
	for i := range all {
		s := &all[i]
		if !s.counted() {
			continue
		}
		first := leanAnswers + slices.Index(l.columns, s.column)
		last := first
		if s.exact != none {
			last = leanAnswers + slices.Index(l.columns, s.exact)
		}
		out = append(out, leanSlot{slot: s, first: first, last: last, known: map[string]leanAnswer{}})
	}
	return out
}

// query returns the statement that fetches the records of a range of places as one text.
func (l *lean) query() string {
	names, fields := selected(selectRows), selected(leanFields)
	for _, c := range l.columns {
		fields = append(fields, names[c-colPlace])
	}
	list := strings.Join(fields, `, '`+fieldEnd+`', `)
	return `SELECT group_concat(concat(` + list + `), '` + recordEnd + `')` + fromPlaces
}

const fromPlaces = `
FROM row
WHERE campaign_id = ? AND place >= ? AND place < ?`

// selected returns what a statement selects.
func selected(statement string) []string {
	list, _, _ := strings.Cut(strings.TrimPrefix(statement, "\nSELECT"), "\nFROM")
	all := strings.Split(list, ",")
	for i := range all {
		all[i] = strings.TrimSpace(all[i])
	}
	return all
}

// walk returns all sheets, by place. What it hands out is overwritten by the next.
func (l *lean) walk(ctx context.Context) iter.Seq2[campaign.Kept, error] {
	return func(yield func(campaign.Kept, error) bool) {
		fetching, stop := context.WithCancel(ctx)
		portions := make(chan leanPortion, leanAhead)
		go l.fetch(fetching, portions)
		defer func() {
			stop()
			for range portions { // until the query is over: it uses the caller's transaction
				continue
			}
		}()
		r := newLeanReader(l, yield)
		for p := range portions {
			err := p.err
			if err == nil {
				err = errors.Join(r.learn(p.tokens), r.read(p.text))
			}
			if err != nil {
				yield(campaign.Kept{}, failed("View", err))
				return
			}
			if r.enough {
				return
			}
		}
		r.end()
	}
}

// leanPortion is the text of some records and of the worker tokens that first came with them, or why there are none.
type leanPortion struct {
	text, tokens string
	err          error
}

// A token may be any text that a file brought, our signs among it: its length goes before it. The sign 31 is fieldEnd.
const selectDevices = `
SELECT COALESCE(group_concat(concat(number, char(31), octet_length(token), char(31), token), ''), '')
FROM worker
WHERE campaign_id = ? AND number >= ? AND number < ?`

// fetch sends the records of all places, and closes the channel.
func (l *lean) fetch(ctx context.Context, into chan<- leanPortion) {
	defer close(into)
	var next int64
	err := l.q.QueryRowContext(ctx, `SELECT next_place FROM progress WHERE campaign_id = ?`, l.at.id).Scan(&next)
	query := l.query()
	for from := int64(0); err == nil && from < next; from += leanChunk {
		var p leanPortion
		if err = l.q.QueryRowContext(ctx, query, l.at.id, from, from+leanChunk).Scan(&p.text); err != nil {
			break
		}
		if err = l.q.QueryRowContext(ctx, selectDevices, l.at.id, from, from+leanChunk).Scan(&p.tokens); err != nil {
			break
		}
		select {
		case into <- p:
		case <-ctx.Done():
			return
		}
	}
	if err != nil {
		select {
		case into <- leanPortion{err: err}:
		case <-ctx.Done():
		}
	}
}

// leanNumber reads a whole number of a field; a blank one is 0.
func leanNumber(field string) (int64, error) {
	if field == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(field, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("read sheet: %w", err)
	}
	return n, nil
}
