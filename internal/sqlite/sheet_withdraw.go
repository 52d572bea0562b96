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

const deleteTrialReceipts = `
DELETE FROM receipt
WHERE campaign_id = ?1 AND place IN (
    SELECT place
    FROM row
    WHERE campaign_id = ?1 AND trial = 1
)`

const deleteIdleWorkers = `
DELETE FROM worker
WHERE campaign_id = ?1 AND number NOT IN (
    SELECT worker
    FROM row
    WHERE campaign_id = ?1 AND worker IS NOT NULL
)`

// eraseTrial erases all sheets of the trial and returns how many there were.
func eraseTrial(ctx context.Context, q querier, campaign int64) (int, error) {
	sheets := 0
	row := q.QueryRowContext(ctx, `SELECT COUNT(*) FROM row WHERE campaign_id = ? AND trial = 1 AND idx <= 1`, campaign)
	if err := row.Scan(&sheets); err != nil || sheets == 0 {
		return 0, err
	}
	change, err := raise(ctx, q, campaign)
	if err != nil {
		return 0, err
	}
	for _, statement := range []string{deleteTrialReceipts, deleteTrialRevisions} {
		if _, err = q.ExecContext(ctx, statement, campaign); err != nil {
			return 0, err
		}
	}
	if _, err = q.ExecContext(ctx, setErased+` WHERE campaign_id = ? AND trial = 1`, change, campaign); err != nil {
		return 0, err
	}
	if err = seal(ctx, q, "row", `WHERE campaign_id = ? AND change_no = ?`, campaign, change); err != nil {
		return 0, err
	}
	_, err = q.ExecContext(ctx, deleteIdleWorkers, campaign)
	return sheets, err
}
