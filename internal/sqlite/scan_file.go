package sqlite

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"slices"
	"time"

	"releve/internal/problem"
	"releve/internal/scan"
)

const (
	// portion is how many bytes of a file one transaction keeps or drops, so that whoever waits for the writer does not
	// wait for a whole file.
	portion = 4 << 20
	// claimed is how long a file belongs to the process that took it, unless it says that it is still at it.
	claimed = 2 * time.Minute
	// arriving is how long keeping a file may take; what is older was cut off.
	arriving = time.Hour
)

const insertFile = `
INSERT INTO batch_file (
    number,
    batch,
    name,
    hash,
    pages,
    done,
    fault,
    whole,
    arrived_at,
    claimed_at,
    sum
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

const insertBytes = `
INSERT INTO batch_bytes (
    file,
    part,
    content,
    sum
) VALUES (?, ?, ?, ?)`

// AddFile keeps a file; see scan.Store. It is there once all its bytes are.
func (s *Scans) AddFile(ctx context.Context, slug, id string, f scan.File, data []byte) (scan.File, error) {
	f = scan.File{Name: f.Name, Sum: sha256.Sum256(data)}
	err := s.changeOpen(ctx, slug, id, func(ctx context.Context, q querier, h held) (err error) {
		if err = refuseSame(ctx, q, h, f); err != nil {
			return err
		}
		if f.ID, err = nextNumber(ctx, q); err != nil {
			return err
		}
		return insertSealed(ctx, q, "batch_file", insertFile, f.ID, h.number, f.Name, f.Sum[:], 0, 0, "", 0, s.db.now().Unix(), 0)
	})
	if err != nil {
		return scan.File{}, failed("AddFile", err)
	}
	if err = s.addBytes(ctx, slug, id, f, data); err != nil {
		return scan.File{}, failed("AddFile", errors.Join(err, s.dropFile(context.WithoutCancel(ctx), f.ID)))
	}
	return f, nil
}

// addBytes keeps the bytes of a file, and then that they are all there.
func (s *Scans) addBytes(ctx context.Context, slug, id string, f scan.File, data []byte) error {
	part := 0
	for some := range slices.Chunk(data, portion) {
		err := s.changeOpen(ctx, slug, id, func(ctx context.Context, q querier, _ held) error {
			return insertSealed(ctx, q, "batch_bytes", insertBytes, f.ID, part, some)
		})
		if err != nil {
			return err
		}
		part++
	}
	return s.changeOpen(ctx, slug, id, func(ctx context.Context, q querier, h held) error {
		if err := refuseSame(ctx, q, h, f); err != nil {
			return err
		}
		if _, err := q.ExecContext(ctx, `UPDATE batch_file SET whole = 1 WHERE number = ?`, f.ID); err != nil {
			return err
		}
		return seal(ctx, q, "batch_file", `WHERE number = ?`, f.ID)
	})
}

const selectSame = `
SELECT
    CASE WHEN b.name = '' THEN b.id ELSE b.name END,
    f.name
FROM batch_file f
JOIN batch b ON b.number = f.batch
WHERE b.campaign_id = ? AND b.dropped = 0 AND f.whole = 1 AND f.hash = ?
LIMIT 1`

// refuseSame refuses a file whose bytes are those of another one of the campaign.
func refuseSame(ctx context.Context, q querier, h held, f scan.File) error {
	var batch, name string
	same, err := one(q.QueryRowContext(ctx, selectSame, h.campaign.id, f.Sum[:]), &batch, &name)
	if err == nil && same {
		err = problem.New(problem.Conflict, "scan.file.same", problem.Args{"batch": batch, "name": name})
	}
	return err
}

const selectFiles = `
SELECT
    f.number,
    f.name,
    f.hash,
    f.pages,
    f.done,
    f.fault,
    b.id,
    b.campaign_id,
    b.closed_at IS NOT NULL
FROM batch_file f
JOIN batch b ON b.number = f.batch`

// filed is a file and the batch that it belongs to.
type filed struct {
	scan.File
	batch    string
	campaign int64
	closed   bool
}

func readFiles(ctx context.Context, q querier, query string, args ...any) ([]filed, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // rows.Err tells
	var all []filed
	for rows.Next() {
		var f filed
		var sum []byte
		if err = rows.Scan(&f.ID, &f.Name, &sum, &f.Pages, &f.Done, &f.Fault, &f.batch, &f.campaign, &f.closed); err != nil {
			return nil, err
		}
		copy(f.Sum[:], sum)
		all = append(all, f)
	}
	return all, rows.Err()
}

const whereUnread = `
WHERE b.dropped = 0 AND b.closed_at IS NULL AND f.whole = 1 AND f.fault = '' AND (f.pages = 0 OR f.done < f.pages)
    AND f.claimed_at <= ?
ORDER BY f.number
LIMIT 1`

// NextFile returns a file whose pages are not all read, and takes it for this process; see scan.Store. Where there is none,
// nobody who writes is held up.
//
//nolint:revive // function-result-limit: the contract's
func (s *Scans) NextFile(ctx context.Context) (slug, batch string, f scan.File, data []byte, err error) {
	var next filed
	err = s.db.read(ctx, func(q querier) error {
		_, missing := s.unread(ctx, q)
		return missing
	})
	if err == nil {
		next, err = s.take(ctx)
	}
	if err == nil {
		slug, data, err = s.bytes(ctx, next)
	}
	if err != nil {
		return "", "", scan.File{}, nil, failed("NextFile", err)
	}
	return slug, next.batch, next.File, data, nil
}

// unread returns a file that waits to be read.
func (s *Scans) unread(ctx context.Context, q querier) (filed, error) {
	found, err := readFiles(ctx, q, selectFiles+whereUnread, s.db.now().Add(-claimed).Unix())
	switch {
	case err != nil:
		return filed{}, err
	case len(found) == 0:
		return filed{}, unknownScan()
	}
	return found[0], nil
}

// take takes a file that waits to be read.
func (s *Scans) take(ctx context.Context) (filed, error) {
	var taken filed
	err := s.db.writer.write(ctx, func(ctx context.Context, q querier) (err error) {
		if taken, err = s.unread(ctx, q); err != nil {
			return err
		}
		return s.claim(ctx, q, taken.ID)
	})
	if err == nil {
		s.db.memory.setTaken(taken.ID, true)
	}
	return taken, err
}

// claim keeps that a process is at a file.
func (s *Scans) claim(ctx context.Context, q querier, number int64) error {
	if _, err := q.ExecContext(ctx, `UPDATE batch_file SET claimed_at = ? WHERE number = ?`, s.db.now().Unix(), number); err != nil {
		return err
	}
	return seal(ctx, q, "batch_file", `WHERE number = ?`, number)
}

// bytes returns the bytes of a file, and the slug of its campaign.
func (s *Scans) bytes(ctx context.Context, f filed) (slug string, data []byte, err error) {
	err = s.db.read(ctx, func(q querier) (err error) {
		if err = q.QueryRowContext(ctx, `SELECT slug FROM campaign WHERE id = ?`, f.campaign).Scan(&slug); err == nil {
			data, err = bytesOf(ctx, q, f.ID)
		}
		return err
	})
	if err == nil && sha256.Sum256(data) != f.Sum {
		err = errDamaged
	}
	return slug, data, err
}

// bytesOf returns the bytes of a file.
func bytesOf(ctx context.Context, q querier, number int64) ([]byte, error) {
	size := 0
	row := q.QueryRowContext(ctx, `SELECT COALESCE(SUM(length(content)), 0) FROM batch_bytes WHERE file = ?`, number)
	if err := row.Scan(&size); err != nil {
		return nil, err
	}
	rows, err := q.QueryContext(ctx, `SELECT content FROM batch_bytes WHERE file = ? ORDER BY part`, number)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // rows.Err tells
	data := make([]byte, 0, size)
	var some sql.RawBytes
	for rows.Next() {
		if err = rows.Scan(&some); err != nil {
			return nil, err
		}
		data = append(data, some...)
	}
	return data, rows.Err()
}

// release gives back what this process took and has not read to the end, so that whoever comes next need not wait. Where
// it fails, the others wait.
func (s *Scans) release(ctx context.Context) {
	for _, number := range s.db.memory.taken() {
		_ = s.db.writer.write(ctx, func(ctx context.Context, q querier) error {
			if _, err := q.ExecContext(ctx, `UPDATE batch_file SET claimed_at = 0 WHERE number = ?`, number); err != nil {
				return err
			}
			return seal(ctx, q, "batch_file", `WHERE number = ?`, number)
		})
	}
}

const updateFile = `
UPDATE batch_file SET
    pages = ?,
    done = ?,
    fault = ?
WHERE number = ?`

// KeepFile keeps what is known of a file; see scan.Store.
func (s *Scans) KeepFile(ctx context.Context, f scan.File) error {
	err := s.db.writer.write(ctx, func(ctx context.Context, q querier) error {
		found, err := readFiles(ctx, q, selectFiles+` WHERE f.number = ? AND f.whole = 1 AND b.dropped = 0`, f.ID)
		switch {
		case err != nil:
			return err
		case len(found) == 0:
			return unknownScan()
		case found[0].closed:
			return problem.New(problem.Conflict, "scan.closed", nil)
		}
		if _, err = q.ExecContext(ctx, updateFile, f.Pages, f.Done, f.Fault, f.ID); err != nil {
			return err
		}
		return s.claim(ctx, q, f.ID)
	})
	if err == nil && (f.Fault != "" || f.Pages > 0 && f.Done >= f.Pages) {
		s.db.memory.setTaken(f.ID, false)
		err = s.dropBytes(ctx, f.ID)
	}
	return failed("KeepFile", err)
}

const deletePart = `
DELETE FROM batch_bytes
WHERE file = ?1 AND part = (
    SELECT MAX(part)
    FROM batch_bytes
    WHERE file = ?1
)`

// dropBytes drops the bytes of a file, part by part.
func (s *Scans) dropBytes(ctx context.Context, number int64) error {
	_, err := s.whittle(ctx, deletePart, number)
	return err
}

// whittle runs a statement that deletes some records, each time in a transaction of its own, until there are none, and
// returns how many there were.
func (s *Scans) whittle(ctx context.Context, statement string, args ...any) (int, error) {
	total := 0
	for {
		var n int64
		err := s.db.writer.write(ctx, func(ctx context.Context, q querier) error {
			done, err := q.ExecContext(ctx, statement, args...)
			if err != nil {
				return err
			}
			n, err = done.RowsAffected()
			s.db.writer.scrub = s.db.writer.scrub || n > 0
			return err
		})
		if total += int(n); err != nil || n == 0 {
			return total, err
		}
	}
}

// dropFile forgets a file that was not kept whole.
func (s *Scans) dropFile(ctx context.Context, number int64) error {
	if err := s.dropBytes(ctx, number); err != nil {
		return err
	}
	_, err := s.whittle(ctx, `DELETE FROM batch_file WHERE number = ?`, number)
	return err
}
