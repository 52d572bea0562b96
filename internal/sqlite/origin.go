package sqlite

import (
	"context"

	"releve/internal/campaign"
)

const insertOrigin = `
INSERT INTO origin (
    campaign_id,
    place,
    closing,
    pile,
    note,
    layout,
    serial,
    page,
    line,
    sum
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

// keepOrigin keeps where on paper a sheet of a campaign stands.
func keepOrigin(ctx context.Context, q querier, id int64, p placed) error {
	o := p.origin
	return insertSealed(ctx, q, "origin", insertOrigin, id, p.place, p.closing, o.Pile, o.Note, o.Layout, o.Serial, o.Page, o.Line)
}

const selectOrigins = `
SELECT
    o.place,
    o.closing,
    o.pile,
    o.note,
    o.layout,
    o.serial,
    o.page,
    o.line
FROM origin o`

// placed is the origin of a sheet.
type placed struct {
	place   int64 // of its first record
	closing int   // of the batch that gave it, 0: none did
	origin  campaign.Origin
}

func readOrigins(ctx context.Context, q querier, query string, args ...any) ([]placed, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // rows.Err tells
	var all []placed
	for rows.Next() {
		var p placed
		o := &p.origin
		if err = rows.Scan(&p.place, &p.closing, &o.Pile, &o.Note, &o.Layout, &o.Serial, &o.Page, &o.Line); err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, rows.Err()
}

const deleteOrigin = `
DELETE FROM origin
WHERE campaign_id = ? AND place = ?`

const wherePaper = `
WHERE campaign_id = ? AND pile = ? AND note = ? AND layout = ? AND serial = ? AND page = ? AND line = ?`

// Whatever a person wrote down of a line by hand. Copies of a master cannot be told apart: what was written down of the
// same line of others goes too, and is asked for again should the batch be opened.
const deleteWritten = `
DELETE FROM decision
WHERE free = 1 AND line = ?5 AND page IN (
    SELECT p.number
    FROM batch b
    JOIN batch_file f ON f.batch = b.number
    JOIN batch_page p ON p.file = f.number
    WHERE b.id = ?1 AND p.layout = ?2 AND p.serial = ?3 AND (?3 > 0 OR p.leaf = ?4)
)`

// forgetOrigin erases where on paper the sheet at a place stands, and what else was taken from there: the line keyed a
// second time, words that a person read from it.
func forgetOrigin(ctx context.Context, q querier, id, place int64) error {
	found, err := readOrigins(ctx, q, selectOrigins+` WHERE o.campaign_id = ? AND o.place = ?`, id, place)
	if err != nil || len(found) == 0 {
		return err
	}
	o := found[0].origin
	if found[0].closing > 0 {
		_, err = q.ExecContext(ctx, deleteWritten, o.Pile, o.Layout, o.Serial, o.Page, o.Line)
	} else {
		_, err = q.ExecContext(ctx, `DELETE FROM again`+wherePaper, id, o.Pile, o.Note, o.Layout, o.Serial, o.Page, o.Line)
	}
	if err != nil {
		return err
	}
	_, err = q.ExecContext(ctx, deleteOrigin, id, place)
	return err
}

// moveOrigin brings the origin of a sheet to another place.
func moveOrigin(ctx context.Context, q querier, id, from, to int64) error {
	found, err := readOrigins(ctx, q, selectOrigins+` WHERE o.campaign_id = ? AND o.place = ?`, id, from)
	if err != nil || len(found) == 0 {
		return err
	}
	if _, err = q.ExecContext(ctx, deleteOrigin, id, from); err != nil {
		return err
	}
	return keepOrigin(ctx, q, id, placed{to, found[0].closing, found[0].origin})
}
