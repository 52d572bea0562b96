package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"slices"
	"strings"

	"releve/internal/campaign"
)

// view is a campaign and its sheets in one transaction.
type view struct {
	campaign *campaign.Campaign
	changed  func(since int64) iter.Seq2[campaign.Kept, error]
	byDate   func() iter.Seq2[campaign.Kept, error]
	tallied  func() iter.Seq2[campaign.Kept, error]
	at       func(places []int64) ([]campaign.Kept, error)
}

// Campaign returns the campaign at the instant of the view.
func (v *view) Campaign() *campaign.Campaign { return v.campaign }

// Changed walks the sheets written after a change; see campaign.View.
func (v *view) Changed(since int64) iter.Seq2[campaign.Kept, error] { return v.changed(since) }

// Tallied walks what figures need of the sheets; see campaign.View. After a change few sheets are read, as Changed does.
func (v *view) Tallied(since int64) iter.Seq2[campaign.Kept, error] {
	if since > 0 {
		return v.changed(since)
	}
	return v.tallied()
}

// ByDate walks the sheets in the order of the interchange layout; see campaign.View.
func (v *view) ByDate() iter.Seq2[campaign.Kept, error] { return v.byDate() }

// At returns the sheets that begin at some places; see campaign.View.
func (v *view) At(places []int64) ([]campaign.Kept, error) {
	found, err := v.at(places)
	return found, failed("View", err)
}

// View shows a campaign and its sheets in one transaction; see campaign.Sheets. It keeps a connection, and the log
// from being emptied, until show returns.
func (db *DB) View(ctx context.Context, slug string, show func(campaign.View) error) error {
	err := db.read(ctx, func(q querier) error {
		at, err := findPlace(ctx, q, slug)
		if err != nil {
			return err
		}
		c, err := db.recall(ctx, q, at.id)
		if err != nil {
			return err
		}
		u := db.unpacker(ctx, q, at)
		return show(&view{
			campaign: c,
			changed: func(since int64) iter.Seq2[campaign.Kept, error] {
				if since == 0 {
					return u.walk(ctx, q, selectRows+` WHERE campaign_id = ? ORDER BY place`, at.id)
				}
				return u.walk(ctx, q, selectRows+whereChanged, at.id, at.id, since)
			},
			tallied: func() iter.Seq2[campaign.Kept, error] { return u.tallied(ctx, q, at, c) },
			byDate:  func() iter.Seq2[campaign.Kept, error] { return u.byDate(ctx, q, at.id) },
			at:      func(places []int64) ([]campaign.Kept, error) { return u.at(ctx, q, at.id, places) },
		})
	})
	return failed("View", err)
}

// The places come sorted out of the inner query, so that the wide records need no sorting.
const whereChanged = `
WHERE campaign_id = ? AND place IN (
    SELECT place
    FROM row
    WHERE campaign_id = ? AND change_no > ?
)
ORDER BY place`

// unpacker returns what turns the records of a campaign back into sheets within a transaction.
func (db *DB) unpacker(ctx context.Context, q querier, at place) *unpacker {
	return &unpacker{
		plan: func(version int64) (*plan, error) {
			if p, ok := db.memory.plan(at.form, version); ok {
				return p, nil
			}
			f, _, err := findForm(ctx, q, at.form, version)
			if err != nil {
				return nil, err
			}
			if f == nil {
				return nil, fmt.Errorf("read sheet: version %d of its form is not kept", version)
			}
			return newPlan(f)
		},
		token: func(number int64) (string, error) { return db.token(ctx, q, at.id, number) },
	}
}

// token returns the worker token of a number. A number is never given twice, so that tokens are remembered; with
// one that is missing, all that came after it are read.
func (db *DB) token(ctx context.Context, q querier, id, wanted int64) (string, error) {
	if token, ok := db.memory.token(id, wanted); ok {
		return token, nil
	}
	rows, err := q.QueryContext(ctx, `SELECT number, token FROM worker WHERE campaign_id = ? AND number >= ?`, id, wanted)
	if err != nil {
		return "", err
	}
	defer func() { _ = rows.Close() }() // rows.Err tells
	found := map[int64]string{}
	for rows.Next() {
		var number int64
		var token string
		if err = rows.Scan(&number, &token); err != nil {
			return "", err
		}
		found[number] = token
	}
	if err = rows.Err(); err != nil {
		return "", err
	}
	token, ok := found[wanted]
	if !ok {
		return "", fmt.Errorf("read sheet: worker %d is not kept", wanted)
	}
	db.memory.setTokens(id, found)
	return token, nil
}

// walk returns the sheets of a query, whose records must come in the order of their places.
func (u *unpacker) walk(ctx context.Context, q querier, query string, args ...any) iter.Seq2[campaign.Kept, error] {
	return func(yield func(campaign.Kept, error) bool) {
		rows, err := q.QueryContext(ctx, query, args...)
		if err != nil {
			yield(campaign.Kept{}, failed("View", err))
			return
		}
		defer func() { _ = rows.Close() }() // rows.Err tells
		if err = u.each(rows, func(k campaign.Kept) bool { return yield(k, nil) }); err != nil {
			yield(campaign.Kept{}, failed("View", err))
		}
	}
}

// each reads records and hands out the sheets they make, until enough says false.
func (u *unpacker) each(rows *sql.Rows, enough func(campaign.Kept) bool) error {
	r := make(record, columns)
	var into []any
	for i := colPlace; i < colSalt; i++ {
		into = append(into, &r[i])
	}
	var k campaign.Kept
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		if idx, _ := r[colIdx].(int64); k.Sheet != nil && idx > 1 {
			if err := u.row(&k, r); err != nil {
				return err
			}
			continue
		}
		if k.Sheet != nil && !enough(k) {
			return nil
		}
		var err error
		if k, err = u.first(r); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if k.Sheet != nil {
		enough(k)
	}
	return nil
}

// tallied walks all sheets with what figures need of them.
func (u *unpacker) tallied(ctx context.Context, q querier, at place, c *campaign.Campaign) iter.Seq2[campaign.Kept, error] {
	l, err := newLean(u, q, at, c)
	if err != nil {
		return func(yield func(campaign.Kept, error) bool) { yield(campaign.Kept{}, failed("View", err)) }
	}
	return l.walk(ctx)
}

// chunk is how many places one query asks for. It holds the longest sheet.
const chunk = 256

const selectOrder = `
SELECT
    place,
    idx
FROM row
WHERE campaign_id = ? AND erased = 0 AND trial = 0
ORDER BY date, sheet_id, idx`

// byDate hands out sheets by date and id. Only places are sorted, eight bytes a record; the records are then
// fetched in portions.
func (u *unpacker) byDate(ctx context.Context, q querier, id int64) iter.Seq2[campaign.Kept, error] {
	return func(yield func(campaign.Kept, error) bool) {
		portions, err := inOrder(ctx, q, id)
		if err != nil {
			yield(campaign.Kept{}, failed("View", err))
			return
		}
		for _, places := range portions {
			found, err := u.fetch(ctx, q, id, places)
			if err != nil {
				yield(campaign.Kept{}, failed("View", err))
				return
			}
			for _, p := range places {
				if k, first := found[p]; first && !yield(k, nil) {
					return
				}
			}
		}
	}
}

// inOrder returns the places of all records that count, in portions of at most a chunk that split no sheet.
func inOrder(ctx context.Context, q querier, id int64) ([][]int64, error) {
	rows, err := q.QueryContext(ctx, selectOrder, id)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // rows.Err tells
	var portions [][]int64
	var open []int64
	start := 0 // of the last sheet in open
	for rows.Next() {
		var p, idx int64
		if err = rows.Scan(&p, &idx); err != nil {
			return nil, err
		}
		if idx <= 1 {
			start = len(open)
		}
		if len(open) == chunk {
			portions = append(portions, open[:start:start])
			open = append(make([]int64, 0, chunk), open[start:]...)
			start = 0
		}
		open = append(open, p)
	}
	return append(portions, open), rows.Err()
}

// fetch reads the sheets of some places, by the place of their first record.
func (u *unpacker) fetch(ctx context.Context, q querier, id int64, places []int64) (map[int64]campaign.Kept, error) {
	found := make(map[int64]campaign.Kept, len(places))
	if len(places) == 0 {
		return found, nil
	}
	query := selectRows + ` WHERE campaign_id = ? AND place IN ` + chunkMarks() + ` ORDER BY place`
	for k, err := range u.walk(ctx, q, query, chunkOf(id, places)...) {
		if err != nil {
			return nil, err
		}
		found[k.Place] = k
	}
	return found, nil
}

// chunkMarks returns the list of a chunk of places in a statement.
func chunkMarks() string { return `(?` + strings.Repeat(`, ?`, chunk-1) + `)` }

// chunkOf returns the arguments of a query for one campaign and a chunk of places. The last place fills it up.
func chunkOf(id int64, places []int64) []any {
	args := make([]any, 1+chunk)
	args[0] = id
	for i := range chunk {
		args[1+i] = places[min(i, len(places)-1)]
	}
	return args
}

// Records of the sheets that have a row at some places.
const (
	whereBegin = `
WHERE campaign_id = ?1 AND place IN (
    SELECT r.place
    FROM row f
    CROSS JOIN row r
    WHERE f.campaign_id = ?1 AND f.place IN `
	whereBegun = `
    AND r.campaign_id = ?1 AND r.sheet_id = f.sheet_id
)
ORDER BY place`
)

// at returns the sheets that begin at some places, in the order of the places.
func (u *unpacker) at(ctx context.Context, q querier, id int64, places []int64) ([]campaign.Kept, error) {
	query := selectRows + whereBegin + chunkMarks() + whereBegun
	out := make([]campaign.Kept, 0, len(places))
	for some := range slices.Chunk(places, chunk) {
		found := make(map[int64]campaign.Kept, len(some))
		for k, err := range u.walk(ctx, q, query, chunkOf(id, some)...) {
			if err != nil {
				return nil, err
			}
			found[k.Place] = k
		}
		for _, p := range some {
			k, ok := found[p]
			if !ok {
				return nil, fmt.Errorf("read sheet: none begins at place %d", p)
			}
			out = append(out, k)
		}
	}
	return out, nil
}

// All columns but the first and the last three, which no reader of sheets needs.
const selectRows = `
SELECT
    place,
    change_no,
    erased,
    trial,
    worker,
    sheet_id,
    idx,
    participant,
    version,
    follows,
    shared,
    date,
    precision,
    received_at,
    channel,
    language,
    status,
    status_reason,
    institution,
    operator,
    procedure,
    minutes,
    minutes_exact,
    outcome,
    reason,
    function,
    theme,
    action,
    channel_tried,
    secrets,
    contacts,
    posture,
    ntu,
    resolved,
    blocked,
    comment,
    rest
FROM row`
