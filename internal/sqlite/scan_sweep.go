package sqlite

import (
	"context"
	"time"
)

// DropBatch forgets an open batch; see scan.Store. It is gone at once; what it held is then deleted piece by piece.
func (s *Scans) DropBatch(ctx context.Context, slug, id string) error {
	var number int64
	err := s.changeOpen(ctx, slug, id, func(ctx context.Context, q querier, h held) error {
		number = h.number
		if _, err := q.ExecContext(ctx, `UPDATE batch SET dropped = 1 WHERE number = ?`, h.number); err != nil {
			return err
		}
		return seal(ctx, q, "batch", `WHERE number = ?`, h.number)
	})
	if err == nil {
		err = s.empty(context.WithoutCancel(ctx), number)
	}
	return failed("DropBatch", err)
}

const deletePictures = `
DELETE FROM batch_picture
WHERE page IN (
    SELECT p.number
    FROM batch_file f
    JOIN batch_page p ON p.file = f.number
    JOIN batch_picture i ON i.page = p.number
    JOIN batch b ON b.number = f.batch
    WHERE b.number = ? AND (b.dropped = 1 OR b.closed_at < ?)
    LIMIT 8
)`

const deleteDroppedBytes = `
DELETE FROM batch_bytes
WHERE rowid = (
    SELECT y.rowid
    FROM batch_file f
    JOIN batch_bytes y ON y.file = f.number
    WHERE f.batch = ?
    LIMIT 1
)`

const deletePages = `
DELETE FROM batch_page
WHERE number IN (
    SELECT p.number
    FROM batch_file f
    JOIN batch_page p ON p.file = f.number
    WHERE f.batch = ?
    LIMIT 128
)`

// empty deletes a dropped batch.
func (s *Scans) empty(ctx context.Context, number int64) error {
	if _, err := s.whittle(ctx, deletePictures, number, 0); err != nil {
		return err
	}
	for _, statement := range []string{
		deleteDroppedBytes,
		`DELETE FROM decision WHERE batch = ?`,
		deletePages,
		`DELETE FROM batch_file WHERE batch = ?`,
		`DELETE FROM batch WHERE number = ?`,
	} {
		if _, err := s.whittle(ctx, statement, number); err != nil {
			return err
		}
	}
	return nil
}

// Sweep deletes the images of batches that were closed before a time; see scan.Store. What people read of free text goes
// with the image it was read from. It also ends what was cut off: batches that were being dropped, files that never
// arrived whole, bytes of files that are read.
func (s *Scans) Sweep(ctx context.Context, before time.Time) (int, error) {
	pictures := 0
	old, err := s.numbers(ctx, `SELECT number FROM batch WHERE closed_at IS NOT NULL AND closed_at < ?`, before.Unix())
	if err != nil {
		return 0, failed("Sweep", err)
	}
	for _, number := range old {
		n, err := s.whittle(ctx, deletePictures, number, before.Unix())
		if pictures += n; err == nil {
			_, err = s.whittle(ctx, `DELETE FROM decision WHERE batch = ? AND free = 1`, number)
		}
		if err != nil {
			return pictures, failed("Sweep", err)
		}
	}
	return pictures, failed("Sweep", s.tidy(ctx))
}

// numbers reads a query of one number per record.
func (s *Scans) numbers(ctx context.Context, query string, args ...any) (all []int64, err error) {
	err = s.db.read(ctx, func(q querier) error {
		all, err = numbers(q.QueryContext(ctx, query, args...))
		return err
	})
	return all, err
}

const selectRead = `
SELECT number
FROM batch_file f
WHERE (fault <> '' OR pages > 0 AND done >= pages) AND EXISTS (
    SELECT 1
    FROM batch_bytes y
    WHERE y.file = f.number
)`

// tidy ends what was cut off.
func (s *Scans) tidy(ctx context.Context) error {
	for _, c := range []struct {
		query string
		args  []any
		end   func(context.Context, int64) error
	}{
		{`SELECT number FROM batch WHERE dropped = 1`, nil, s.empty},
		{`SELECT number FROM batch_file WHERE whole = 0 AND arrived_at < ?`, []any{s.db.now().Add(-arriving).Unix()}, s.dropFile},
		{selectRead, nil, s.dropBytes},
	} {
		found, err := s.numbers(ctx, c.query, c.args...)
		if err != nil {
			return err
		}
		for _, number := range found {
			if err = c.end(ctx, number); err != nil {
				return err
			}
		}
	}
	return nil
}
