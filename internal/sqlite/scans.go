package sqlite

import (
	"context"
	"time"

	"releve/internal/campaign"
	"releve/internal/problem"
	"releve/internal/scan"
)

var (
	_ scan.Store  = (*Scans)(nil)
	_ scan.Images = (*Scans)(nil)
)

// Scans keeps batches of scanned pages.
type Scans struct{ db *DB }

// Scans returns the batches in the database.
func (db *DB) Scans() *Scans { return &Scans{db} }

// held is what a transaction knows of a batch.
type held struct {
	number   int64
	campaign place
	closings int
	closed   bool
}

const selectHeld = `
SELECT
    number,
    closings,
    closed_at IS NOT NULL
FROM batch
WHERE campaign_id = ? AND id = ? AND dropped = 0`

// findBatch returns a batch.
func findBatch(ctx context.Context, q querier, slug, id string) (held, error) {
	var h held
	var err error
	if h.campaign, err = findPlace(ctx, q, slug); err != nil {
		return h, err
	}
	found, err := one(q.QueryRowContext(ctx, selectHeld, h.campaign.id, id), &h.number, &h.closings, &h.closed)
	if err == nil && !found {
		err = unknownScan()
	}
	return h, err
}

// openBatch returns a batch that may be changed.
func openBatch(ctx context.Context, q querier, slug, id string) (held, error) {
	h, err := findBatch(ctx, q, slug, id)
	if err == nil && h.closed {
		err = problem.New(problem.Conflict, "scan.closed", nil)
	}
	return h, err
}

// unknownScan is the problem of a batch, a file or a page that is not there.
func unknownScan() *problem.Error { return problem.New(problem.NotFound, "scan.unknown", nil) }

// nextNumber returns a number that no batch, file or page had before.
func nextNumber(ctx context.Context, q querier) (int64, error) {
	if _, err := q.ExecContext(ctx, `UPDATE numbering SET next = next + 1 WHERE id = 1`); err != nil {
		return 0, err
	}
	var next int64
	err := q.QueryRowContext(ctx, `SELECT next - 1 FROM numbering WHERE id = 1`).Scan(&next)
	return next, err
}

// changeOpen runs a job in a transaction that writes, with a batch that may be changed.
func (s *Scans) changeOpen(ctx context.Context, slug, id string, job func(context.Context, querier, held) error) error {
	return s.db.writer.write(ctx, func(ctx context.Context, q querier) error {
		h, err := openBatch(ctx, q, slug, id)
		if err != nil {
			return err
		}
		return job(ctx, q, h)
	})
}

const insertBatch = `
INSERT INTO batch (
    number,
    campaign_id,
    id,
    name,
    period,
    participant,
    made_at,
    closed_at,
    closings,
    trial,
    pages,
    sampled,
    wrong,
    dropped,
    sum
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

// CreateBatch keeps a new batch; see scan.Store. An id that is taken is a Conflict (scan.taken).
func (s *Scans) CreateBatch(ctx context.Context, b scan.Batch) error {
	err := s.db.writer.write(ctx, func(ctx context.Context, q querier) error {
		at, err := findPlace(ctx, q, b.Campaign)
		if err != nil {
			return err
		}
		if err = checkParticipant(ctx, q, at.id, b.Campaign, b.Participant); err != nil {
			return err
		}
		n := 0
		taken, err := one(q.QueryRowContext(ctx, `SELECT 1 FROM batch WHERE id = ?`, b.ID), &n)
		if err != nil {
			return err
		}
		if taken {
			return problem.New(problem.Conflict, "scan.taken", nil)
		}
		number, err := nextNumber(ctx, q)
		if err != nil {
			return err
		}
		return insertSealed(ctx, q, "batch", insertBatch,
			number, at.id, b.ID, b.Name, b.Period, b.Participant, b.Made.Unix(), nil, 0, 0, 0, 0, 0, 0)
	})
	return failed("CreateBatch", err)
}

// Batches returns the batches of a campaign, the newest first; see scan.Store.
func (s *Scans) Batches(ctx context.Context, slug string) ([]scan.Batch, error) {
	var all []scan.Batch
	err := s.db.read(ctx, func(q querier) error {
		at, err := findPlace(ctx, q, slug)
		if err != nil {
			return err
		}
		all, err = readBatches(ctx, q, slug, `WHERE campaign_id = ? AND dropped = 0`, at.id)
		return err
	})
	return all, failed("Batches", err)
}

// Batch returns one batch; see scan.Store.
func (s *Scans) Batch(ctx context.Context, slug, id string) (scan.Batch, error) {
	var all []scan.Batch
	err := s.db.read(ctx, func(q querier) error {
		h, err := findBatch(ctx, q, slug, id)
		if err != nil {
			return err
		}
		all, err = readBatches(ctx, q, slug, `WHERE number = ?`, h.number)
		return err
	})
	if err != nil || len(all) == 0 {
		return scan.Batch{}, failed("Batch", err)
	}
	return all[0], nil
}

const selectBatches = `
SELECT
    number,
    id,
    name,
    period,
    participant,
    made_at,
    COALESCE(closed_at, 0),
    closings,
    sampled,
    wrong
FROM batch
`

// readBatches reads the batches that meet a condition, with their files.
func readBatches(ctx context.Context, q querier, slug, where string, args ...any) ([]scan.Batch, error) {
	rows, err := q.QueryContext(ctx, selectBatches+where+` ORDER BY made_at DESC, number DESC`, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // rows.Err tells
	var all []scan.Batch
	var numbers []int64
	for rows.Next() {
		b := scan.Batch{Campaign: slug, Pages: map[scan.Status]int{}}
		var number, made, closed int64
		err = rows.Scan(&number, &b.ID, &b.Name, &b.Period, &b.Participant, &made, &closed, &b.Closings, &b.Sampled, &b.Wrong)
		if err != nil {
			return nil, err
		}
		b.Made = time.Unix(made, 0).UTC()
		if closed > 0 {
			b.Closed = time.Unix(closed, 0).UTC()
		}
		all, numbers = append(all, b), append(numbers, number)
	}
	if err = rows.Err(); err != nil {
		return nil, err
	}
	for i, number := range numbers {
		if err = fillBatch(ctx, q, number, &all[i]); err != nil {
			return nil, err
		}
	}
	return all, nil
}

const selectStatuses = `
SELECT
    p.status,
    COUNT(*)
FROM batch_file f
JOIN batch_page p ON p.file = f.number
WHERE f.batch = ?
GROUP BY p.status`

// fillBatch reads the files of a batch and counts its pages.
func fillBatch(ctx context.Context, q querier, number int64, b *scan.Batch) error {
	files, err := readFiles(ctx, q, selectFiles+` WHERE f.batch = ? AND f.whole = 1 ORDER BY f.number`, number)
	if err != nil {
		return err
	}
	for _, f := range files {
		b.Files = append(b.Files, f.File)
		if f.Fault == "" {
			b.Waiting += max(0, f.Pages-f.Done)
		}
	}
	rows, err := q.QueryContext(ctx, selectStatuses, number)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // rows.Err tells
	for rows.Next() {
		var status scan.Status
		n := 0
		if err = rows.Scan(&status, &n); err != nil {
			return err
		}
		b.Pages[status] = n
	}
	return rows.Err()
}

const selectScanned = `
SELECT
    COUNT(*),
    COALESCE(SUM(pages), 0),
    COALESCE(SUM(sampled), 0),
    COALESCE(SUM(wrong), 0)
FROM batch
WHERE campaign_id = ?1 AND closed_at IS NOT NULL AND (trial = 0 OR 'trial' = (
    SELECT state
    FROM campaign
    WHERE id = ?1
))`

// loadScanned reads how well the closed batches of a campaign were read; those of a trial that is over do not count.
func loadScanned(ctx context.Context, q querier, id int64) (campaign.Scanned, error) {
	var s campaign.Scanned
	err := q.QueryRowContext(ctx, selectScanned, id).Scan(&s.Batches, &s.Pages, &s.Sampled, &s.Wrong)
	return s, err
}
