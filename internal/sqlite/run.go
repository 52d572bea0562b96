package sqlite

import (
	"context"
	"errors"
	"time"

	"releve/internal/paper"
	"releve/internal/problem"
)

// mostSerial is the highest serial number that a printed code has room for.
const mostSerial = 999_999

// errCopies says that a run without copies was to be kept.
var errCopies = errors.New("keep run: it has no copies")

const insertRun = `
INSERT INTO run (
    layout,
    first,
    copies,
    campaign_id,
    participant,
    worker,
    printed_at,
    sum
) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`

// Print keeps copies that are printed together and numbers them; see paper.Store. The error is Conflict (paper.run.many)
// when the layout has no serial numbers left.
func (db *DB) Print(ctx context.Context, r paper.Run) (paper.Run, error) {
	if r.Copies < 1 {
		return paper.Run{}, errCopies
	}
	r.At = r.At.UTC().Truncate(time.Second)
	err := db.writer.write(ctx, func(ctx context.Context, q querier) error {
		l, err := db.layout(ctx, q, r.Layout)
		if err != nil {
			return err
		}
		at, err := findPlace(ctx, q, l.Campaign)
		if err != nil {
			return err
		}
		if err = checkParticipant(ctx, q, at.id, l.Campaign, r.Participant); err != nil {
			return err
		}
		row := q.QueryRowContext(ctx, `SELECT COALESCE(MAX(first + copies), 1) FROM run WHERE layout = ?`, r.Layout)
		if err = row.Scan(&r.First); err != nil {
			return err
		}
		if r.First+r.Copies-1 > mostSerial {
			return problem.New(problem.Conflict, "paper.run.many", problem.Args{"most": mostSerial - r.First + 1})
		}
		return insertSealed(ctx, q, "run", insertRun, r.Layout, r.First, r.Copies, at.id, r.Participant, r.Worker, r.At.Unix())
	})
	if err != nil {
		return paper.Run{}, failed("Print", err)
	}
	return r, nil
}

// checkParticipant refuses the code of a service that a campaign does not have. A blank one is none.
func checkParticipant(ctx context.Context, q querier, id int64, slug, code string) error {
	if code == "" {
		return nil
	}
	n := 0
	found, err := one(q.QueryRowContext(ctx, `SELECT 1 FROM participant WHERE campaign_id = ? AND code = ?`, id, code), &n)
	if err == nil && !found {
		err = unknownParticipant(slug, code)
	}
	return err
}

const selectRuns = `
SELECT
    layout,
    first,
    copies,
    participant,
    worker,
    printed_at
FROM run`

// Runs returns the runs of a campaign's layouts, the newest first; see paper.Store.
func (db *DB) Runs(ctx context.Context, slug string) ([]paper.Run, error) {
	var all []paper.Run
	err := db.read(ctx, func(q querier) error {
		at, err := findPlace(ctx, q, slug)
		if err != nil {
			return err
		}
		all, err = readRuns(ctx, q, selectRuns+` WHERE campaign_id = ? ORDER BY printed_at DESC, layout, first DESC`, at.id)
		return err
	})
	return all, failed("Runs", err)
}

func readRuns(ctx context.Context, q querier, query string, args ...any) ([]paper.Run, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // rows.Err tells
	var all []paper.Run
	for rows.Next() {
		var r paper.Run
		var at int64
		if err = rows.Scan(&r.Layout, &r.First, &r.Copies, &r.Participant, &r.Worker, &at); err != nil {
			return nil, err
		}
		r.At = time.Unix(at, 0).UTC()
		all = append(all, r)
	}
	return all, rows.Err()
}

// RunOf returns the run that a serial number was printed in; see paper.Store.
func (db *DB) RunOf(ctx context.Context, layout string, serial int) (paper.Run, error) {
	var found []paper.Run
	err := db.read(ctx, func(q querier) (err error) {
		query := selectRuns + ` WHERE layout = ? AND first <= ? AND first + copies > ?`
		found, err = readRuns(ctx, q, query, layout, serial, serial)
		return err
	})
	if err != nil {
		return paper.Run{}, failed("RunOf", err)
	}
	if len(found) == 0 {
		return paper.Run{}, problem.New(problem.NotFound, "paper.run.unknown", problem.Args{"value": layout, "n": serial})
	}
	return found[0], nil
}
