package sqlite

import (
	"context"

	"releve/internal/problem"
	"releve/internal/sheet"
)

// What is left of a record that is erased: where it stood, and that its id is used up.
const setErased = `
UPDATE row SET
    erased = 1,
    trial = 0,
    change_no = ?,
    participant = NULL,
    version = NULL,
    follows = NULL,
    shared = NULL,
    worker = NULL,
    date = NULL,
    precision = NULL,
    received_at = NULL,
    channel = NULL,
    language = NULL,
    status = NULL,
    status_reason = NULL,
    institution = NULL,
    operator = NULL,
    procedure = NULL,
    minutes = NULL,
    minutes_exact = NULL,
    outcome = NULL,
    reason = NULL,
    function = NULL,
    theme = NULL,
    action = NULL,
    channel_tried = NULL,
    secrets = NULL,
    contacts = NULL,
    posture = NULL,
    ntu = NULL,
    resolved = NULL,
    blocked = NULL,
    comment = NULL,
    rest = NULL,
    salt = NULL,
    digest = NULL`

// Withdraw erases a sheet; see campaign.Sheets. The error is NotFound for an id under which nothing was kept, Gone
// for a sheet that is erased already.
func (db *DB) Withdraw(ctx context.Context, slug string, id sheet.ID) error {
	err := db.writer.write(ctx, func(ctx context.Context, q querier) error {
		at, err := findPlace(ctx, q, slug)
		if err != nil {
			return err
		}
		err = withdraw(ctx, q, at.id, id)
		db.writer.scrub = db.writer.scrub || err == nil
		return err
	})
	return failed("Withdraw", err)
}

// The last record of a sheet tells by its idx how many stand before it.
const selectLast = `
SELECT
    place,
    idx,
    erased,
    COALESCE(worker, -1)
FROM row
WHERE campaign_id = ? AND sheet_id = ?
ORDER BY idx DESC
LIMIT 1`

const whereSheet = `
WHERE campaign_id = ? AND place >= ? AND place <= ?`

// A receipt stands in the bucket of its sheet, or in a later one if the sheet was sent again.
const deleteReceipts = `
DELETE FROM receipt
WHERE campaign_id = ? AND bucket >= ? AND place = ?`

func withdraw(ctx context.Context, q querier, campaign int64, id sheet.ID) error {
	var last, idx, worker int64
	erased := false
	found, err := one(q.QueryRowContext(ctx, selectLast, campaign, id[:]), &last, &idx, &erased, &worker)
	switch {
	case err != nil:
		return err
	case !found:
		return unknownSheet(id)
	case erased:
		return problem.New(problem.Gone, "sheet.withdrawn", problem.Args{"id": id.String()})
	}
	first := last - max(idx, 1) + 1
	change, err := raise(ctx, q, campaign)
	if err != nil {
		return err
	}
	if _, err = q.ExecContext(ctx, setErased+whereSheet, change, campaign, first, last); err != nil {
		return err
	}
	if err = seal(ctx, q, "row", whereSheet, campaign, first, last); err != nil {
		return err
	}
	if _, err = q.ExecContext(ctx, deleteReceipts, campaign, first>>bucketBits, first); err != nil {
		return err
	}
	if _, err = q.ExecContext(ctx, deleteRevisions, campaign, id[:]); err != nil {
		return err
	}
	if err = forgetOrigin(ctx, q, campaign, first); err != nil {
		return err
	}
	return forgetWorker(ctx, q, campaign, worker)
}

// raise raises the campaign's change number and returns it.
func raise(ctx context.Context, q querier, campaign int64) (int64, error) {
	if _, err := q.ExecContext(ctx, `UPDATE progress SET change_no = change_no + 1 WHERE campaign_id = ?`, campaign); err != nil {
		return 0, err
	}
	var change int64
	err := q.QueryRowContext(ctx, `SELECT change_no FROM progress WHERE campaign_id = ?`, campaign).Scan(&change)
	return change, err
}

// No record before the number's own place holds it.
const deleteWorker = `
DELETE FROM worker
WHERE campaign_id = ?1 AND number = ?2 AND NOT EXISTS (
    SELECT 1
    FROM row
    WHERE campaign_id = ?1 AND place >= ?2 AND worker = ?2
)`

// forgetWorker erases a worker token that no sheet has any more.
func forgetWorker(ctx context.Context, q querier, campaign, number int64) error {
	if number < 0 {
		return nil
	}
	_, err := q.ExecContext(ctx, deleteWorker, campaign, number)
	return err
}

const deleteIdleWorkers = `
DELETE FROM worker
WHERE campaign_id = ?1 AND number NOT IN (
    SELECT worker
    FROM row
    WHERE campaign_id = ?1 AND worker IS NOT NULL
)`

// selection says which records of a campaign are meant: a condition behind AND, with its arguments. It holds for all records of a
// sheet or for none.
type selection struct {
	where string
	args  []any
}

// tries are the sheets of the trial.
func tries() selection { return selection{where: `AND trial = 1`} }

// eraseAll erases all sheets of a selection and returns how many there were.
func eraseAll(ctx context.Context, q querier, campaign int64, some selection) (int, error) {
	sheets := 0
	of := func(more ...any) []any { return append(append(more, campaign), some.args...) }
	row := q.QueryRowContext(ctx, `SELECT COUNT(*) FROM row WHERE campaign_id = ? AND erased = 0 AND idx <= 1 `+some.where, of()...)
	if err := row.Scan(&sheets); err != nil || sheets == 0 {
		return 0, err
	}
	change, err := raise(ctx, q, campaign)
	if err != nil {
		return 0, err
	}
	for _, statement := range []string{
		`DELETE FROM receipt WHERE campaign_id = ? AND place IN (SELECT place FROM row WHERE campaign_id = ? ` + some.where + `)`,
		`DELETE FROM revision WHERE campaign_id = ? AND sheet_id IN (SELECT sheet_id FROM row WHERE campaign_id = ? ` + some.where + `)`,
	} {
		if _, err = q.ExecContext(ctx, statement, of(campaign)...); err != nil {
			return 0, err
		}
	}
	if _, err = q.ExecContext(ctx, setErased+` WHERE campaign_id = ? AND erased = 0 `+some.where, of(change)...); err != nil {
		return 0, err
	}
	if err = seal(ctx, q, "row", `WHERE campaign_id = ? AND change_no = ?`, campaign, change); err != nil {
		return 0, err
	}
	if _, err = q.ExecContext(ctx, deleteErasedOrigins, campaign, campaign, change); err != nil {
		return 0, err
	}
	_, err = q.ExecContext(ctx, deleteIdleWorkers, campaign)
	return sheets, err
}

const deleteErasedOrigins = `
DELETE FROM origin
WHERE campaign_id = ? AND place IN (
    SELECT place
    FROM row
    WHERE campaign_id = ? AND change_no = ? AND erased = 1
)`
