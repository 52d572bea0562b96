package sqlite

import (
	"context"
	"encoding/json"
	"fmt"

	"releve/internal/campaign"
	"releve/internal/paper"
	"releve/internal/sheet"
)

// A pile is there once something was keyed from it, or somebody counted it.
const selectPiles = `
WITH named (name) AS (
    SELECT name FROM pile WHERE campaign_id = ?1
    UNION
    SELECT pile FROM origin WHERE campaign_id = ?1 AND closing = 0
    UNION
    SELECT pile FROM again WHERE campaign_id = ?1
)
SELECT
    n.name,
    COALESCE((SELECT p.counted FROM pile p WHERE p.campaign_id = ?1 AND p.name = n.name), 0),
    (SELECT COUNT(*) FROM origin o WHERE o.campaign_id = ?1 AND o.pile = n.name AND o.closing = 0),
    (SELECT COUNT(*) FROM again a WHERE a.campaign_id = ?1 AND a.pile = n.name)
FROM named n
ORDER BY n.name`

// Piles returns the piles of paper that were keyed in a campaign; see paper.Store.
func (db *DB) Piles(ctx context.Context, slug string) ([]paper.Pile, error) {
	var all []paper.Pile
	err := db.read(ctx, func(q querier) error {
		at, err := findPlace(ctx, q, slug)
		if err != nil {
			return err
		}
		rows, err := q.QueryContext(ctx, selectPiles, at.id)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }() // rows.Err tells
		for rows.Next() {
			var p paper.Pile
			if err = rows.Scan(&p.Name, &p.Counted, &p.Keyed, &p.Again); err != nil {
				return err
			}
			all = append(all, p)
		}
		return rows.Err()
	})
	return all, failed("Piles", err)
}

const upsertPile = `
INSERT INTO pile (
    campaign_id,
    name,
    counted,
    trial,
    sum
) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (campaign_id, name) DO UPDATE SET
    counted = excluded.counted,
    trial = excluded.trial,
    sum = excluded.sum`

// KeepPile keeps what people counted of a pile; see paper.Store.
func (db *DB) KeepPile(ctx context.Context, slug string, p paper.Pile) error {
	err := db.writer.write(ctx, func(ctx context.Context, q querier) error {
		id, trial, err := onTrial(ctx, q, slug)
		if err != nil {
			return err
		}
		return insertSealed(ctx, q, "pile", upsertPile, id, p.Name, p.Counted, trial)
	})
	return failed("KeepPile", err)
}

// onTrial returns the number of a campaign, and whether it is on trial: what is keyed then goes when it opens.
func onTrial(ctx context.Context, q querier, slug string) (id int64, trial bool, err error) {
	at, err := findPlace(ctx, q, slug)
	if err != nil {
		return 0, false, err
	}
	state, err := stateOf(ctx, q, at.id)
	return at.id, state == campaign.Trial, err
}

// Notes are numbers as a rule: the shorter one comes first.
const ofPile = `
WHERE o.campaign_id = ? AND o.pile = ? AND o.closing = 0
ORDER BY length(o.note), o.note, o.page, o.line, o.place`

// Keyed returns the lines of a pile that were keyed; see paper.Store.
func (db *DB) Keyed(ctx context.Context, slug, pile string) ([]paper.Keyed, error) {
	var all []paper.Keyed
	err := db.read(ctx, func(q querier) error {
		at, err := findPlace(ctx, q, slug)
		if err != nil {
			return err
		}
		found, err := readOrigins(ctx, q, selectOrigins+ofPile, at.id, pile)
		if err != nil {
			return err
		}
		places := make([]int64, len(found))
		for i, f := range found {
			places[i] = f.place
		}
		kept, err := db.unpacker(ctx, q, at).at(ctx, q, at.id, places)
		if err != nil {
			return err
		}
		for i, k := range kept {
			all = append(all, paper.Keyed{Origin: found[i].origin, Kept: k})
		}
		return nil
	})
	return all, failed("Keyed", err)
}

const upsertAgain = `
INSERT INTO again (
    campaign_id,
    pile,
    note,
    layout,
    serial,
    page,
    line,
    account,
    trial,
    content,
    sum
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (campaign_id, pile, note, layout, serial, page, line) DO UPDATE SET
    account = excluded.account,
    trial = excluded.trial,
    content = excluded.content,
    sum = excluded.sum`

// KeyAgain keeps lines that were keyed a second time; see paper.Store. A line stands where its whole origin says.
func (db *DB) KeyAgain(ctx context.Context, slug string, lines []paper.Again) error {
	contents := make([]string, len(lines))
	for i, l := range lines {
		data, err := json.Marshal(l.Sheet)
		if err != nil {
			return fmt.Errorf("write line: %w", err)
		}
		contents[i] = string(data)
	}
	err := db.writer.write(ctx, func(ctx context.Context, q querier) error {
		id, trial, err := onTrial(ctx, q, slug)
		if err != nil {
			return err
		}
		for i, l := range lines {
			o := l.Origin
			err = insertSealed(ctx, q, "again", upsertAgain,
				id, o.Pile, o.Note, o.Layout, o.Serial, o.Page, o.Line, l.By, trial, contents[i])
			if err != nil {
				return err
			}
		}
		return nil
	})
	return failed("KeyAgain", err)
}

const selectAgain = `
SELECT
    pile,
    note,
    layout,
    serial,
    page,
    line,
    account,
    content
FROM again`

// KeyedAgain returns the lines of a pile that were keyed a second time; see paper.Store.
func (db *DB) KeyedAgain(ctx context.Context, slug, pile string) ([]paper.Again, error) {
	var all []paper.Again
	err := db.read(ctx, func(q querier) error {
		at, err := findPlace(ctx, q, slug)
		if err != nil {
			return err
		}
		all, err = readAgain(ctx, q, selectAgain+` WHERE campaign_id = ? AND pile = ? ORDER BY length(note), note, page, line`, at.id, pile)
		return err
	})
	return all, failed("KeyedAgain", err)
}

func readAgain(ctx context.Context, q querier, query string, args ...any) ([]paper.Again, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // rows.Err tells
	var all []paper.Again
	for rows.Next() {
		a := paper.Again{Sheet: &sheet.Sheet{}}
		o := &a.Origin
		var content []byte
		if err = rows.Scan(&o.Pile, &o.Note, &o.Layout, &o.Serial, &o.Page, &o.Line, &a.By, &content); err != nil {
			return nil, err
		}
		if err = json.Unmarshal(content, a.Sheet); err != nil {
			return nil, fmt.Errorf("read line: %w", err)
		}
		all = append(all, a)
	}
	return all, rows.Err()
}

// shorten takes the free text out of the line that was keyed a second time where a sheet stands that is altered: what a
// person takes out of a sheet is not to stay beside it.
func (w *alterer) shorten(ctx context.Context) error {
	id := w.at.id
	origins, err := readOrigins(ctx, w.q, selectOrigins+` WHERE o.campaign_id = ? AND o.place = ? AND o.closing = 0`, id, w.old.Place)
	if err != nil || len(origins) == 0 {
		return err
	}
	o := origins[0].origin
	lines, err := readAgain(ctx, w.q, selectAgain+wherePaper, id, o.Pile, o.Note, o.Layout, o.Serial, o.Page, o.Line)
	if err != nil || len(lines) == 0 {
		return err
	}
	p, err := w.db.unpacker(ctx, w.q, w.at).plan(lines[0].Sheet.Version)
	if err != nil {
		return err
	}
	coded := newRevised(p.form, lines[0].Sheet).sheet(lines[0].Sheet.ID)
	data, err := json.Marshal(coded)
	if err != nil {
		return fmt.Errorf("write line: %w", err)
	}
	args := []any{string(data), id, o.Pile, o.Note, o.Layout, o.Serial, o.Page, o.Line}
	if _, err = w.q.ExecContext(ctx, `UPDATE again SET content = ?`+wherePaper, args...); err != nil {
		return err
	}
	return seal(ctx, w.q, "again", wherePaper, args[1:]...)
}
