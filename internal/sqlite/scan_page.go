package sqlite

import (
	"bytes"
	"context"
	"encoding/gob"
	"fmt"
	"iter"

	"releve/internal/paper"
	"releve/internal/problem"
	"releve/internal/scan"
)

const upsertPage = `
INSERT INTO batch_page (
    number,
    file,
    page,
    status,
    aside,
    layout,
    serial,
    leaf,
    alike,
    reading,
    sum
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (file, page) DO UPDATE SET
    status = excluded.status,
    aside = excluded.aside,
    layout = excluded.layout,
    serial = excluded.serial,
    leaf = excluded.leaf,
    alike = excluded.alike,
    reading = excluded.reading,
    sum = excluded.sum`

const upsertPicture = `
INSERT INTO batch_picture (
    page,
    content,
    sum
) VALUES (?, ?, ?)
ON CONFLICT (page) DO UPDATE SET
    content = excluded.content,
    sum = excluded.sum`

// KeepImage keeps a page with its picture; see scan.Images. A page that is replaced keeps its number, and its picture
// when there is no new one.
func (s *Scans) KeepImage(ctx context.Context, slug, batch string, i scan.Image, picture []byte) (scan.Image, error) {
	var reading bytes.Buffer
	if err := gob.NewEncoder(&reading).Encode(i.Page); err != nil {
		return scan.Image{}, fmt.Errorf("write page: %w", err)
	}
	err := s.changeOpen(ctx, slug, batch, func(ctx context.Context, q querier, h held) error {
		if err := ofBatch(ctx, q, `SELECT 1 FROM batch_file WHERE batch = ? AND number = ? AND whole = 1`, h.number, i.File); err != nil {
			return err
		}
		err := s.numberPage(ctx, q, &i)
		if err != nil {
			return err
		}
		err = insertSealed(ctx, q, "batch_page", upsertPage, i.ID, i.File, i.Number, string(i.Page.Status), string(i.Set),
			i.Page.Code.Layout, i.Page.Code.Serial, i.Page.Code.Page, int64(i.Sum), reading.Bytes()) //nolint:gosec // the bits are meant
		if err != nil || len(picture) == 0 {
			return err
		}
		return insertSealed(ctx, q, "batch_picture", upsertPicture, i.ID, picture)
	})
	if err != nil {
		return scan.Image{}, failed("KeepImage", err)
	}
	return i, nil
}

// numberPage gives a page its number: the one that it had before, when it is replaced. What people decided on its fields
// goes then; what they decided on the whole page stays.
func (s *Scans) numberPage(ctx context.Context, q querier, i *scan.Image) error {
	var set scan.Aside
	known, err := one(q.QueryRowContext(ctx, `SELECT number, aside FROM batch_page WHERE file = ? AND page = ?`, i.File, i.Number), &i.ID, &set)
	if err != nil {
		return err
	}
	if !known {
		i.ID, err = nextNumber(ctx, q)
		return err
	}
	if i.Set == scan.Use {
		i.Set = set
	}
	s.db.writer.scrub = true
	_, err = q.ExecContext(ctx, `DELETE FROM decision WHERE page = ?`, i.ID)
	return err
}

// ofBatch refuses what a query does not find in a batch.
func ofBatch(ctx context.Context, q querier, query string, args ...any) error {
	n := 0
	found, err := one(q.QueryRowContext(ctx, query, args...), &n)
	if err == nil && !found {
		err = unknownScan()
	}
	return err
}

const selectPages = `
SELECT
    p.number,
    p.file,
    p.page,
    p.aside,
    p.alike,
    p.reading
FROM batch_page p
JOIN batch_file f ON f.number = p.file
JOIN batch b ON b.number = f.batch`

// ImagesOf walks the pages of a batch; see scan.Images.
func (s *Scans) ImagesOf(ctx context.Context, slug, batch string) iter.Seq2[scan.Image, error] {
	return func(yield func(scan.Image, error) bool) {
		err := s.db.read(ctx, func(q querier) error {
			h, err := findBatch(ctx, q, slug, batch)
			if err != nil {
				return err
			}
			return eachPage(ctx, q, func(i scan.Image) bool { return yield(i, nil) },
				selectPages+` WHERE f.batch = ? ORDER BY p.file, p.page`, h.number)
		})
		if err != nil {
			yield(scan.Image{}, failed("ImagesOf", err))
		}
	}
}

// eachPage hands out the pages of a query until enough says false.
func eachPage(ctx context.Context, q querier, enough func(scan.Image) bool, query string, args ...any) error {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // rows.Err tells
	for rows.Next() {
		var i scan.Image
		var alike int64
		var reading []byte
		if err = rows.Scan(&i.ID, &i.File, &i.Number, &i.Set, &alike, &reading); err != nil {
			return err
		}
		i.Sum = uint64(alike) //nolint:gosec // the bits are meant
		if err = gob.NewDecoder(bytes.NewReader(reading)).Decode(&i.Page); err != nil {
			return fmt.Errorf("read page: %w", err)
		}
		if !enough(i) {
			return nil
		}
	}
	return rows.Err()
}

const wherePage = `
FROM batch_page p
JOIN batch_file f ON f.number = p.file
WHERE f.batch = ? AND p.number = ?`

// Picture returns the picture of a page; see scan.Images. One that never had a picture is Gone too.
func (s *Scans) Picture(ctx context.Context, slug, batch string, image int64) ([]byte, error) {
	var picture []byte
	err := s.db.read(ctx, func(q querier) error {
		h, err := findBatch(ctx, q, slug, batch)
		if err != nil {
			return err
		}
		if err = ofBatch(ctx, q, `SELECT 1`+wherePage, h.number, image); err != nil {
			return err
		}
		found, err := one(q.QueryRowContext(ctx, `SELECT content FROM batch_picture WHERE page = ?`, image), &picture)
		if err == nil && !found {
			err = problem.New(problem.Gone, "scan.picture.gone", nil)
		}
		return err
	})
	return picture, failed("Picture", err)
}

// Set says what is done with a whole page; see scan.Images.
func (s *Scans) Set(ctx context.Context, slug, batch string, image int64, a scan.Aside) error {
	err := s.changeOpen(ctx, slug, batch, func(ctx context.Context, q querier, h held) error {
		if err := ofBatch(ctx, q, `SELECT 1`+wherePage, h.number, image); err != nil {
			return err
		}
		if _, err := q.ExecContext(ctx, `UPDATE batch_page SET aside = ? WHERE number = ?`, string(a), image); err != nil {
			return err
		}
		return seal(ctx, q, "batch_page", `WHERE number = ?`, image)
	})
	return failed("Set", err)
}

const whereSerial = `
WHERE b.campaign_id = ? AND b.dropped = 0 AND p.layout = ? AND p.serial = ? AND p.leaf = ?
ORDER BY p.file, p.page`

const countKeyed = `
SELECT COUNT(*)
FROM origin
WHERE campaign_id = ? AND layout = ? AND serial = ? AND serial > 0 AND page IN (0, ?) AND closing = 0`

// Seen returns what is kept of a sheet of paper; see scan.Images. Pages of all batches are among them, and lines that were
// keyed without their page. A master to photocopy has no serial number: nothing is seen of it.
func (s *Scans) Seen(ctx context.Context, slug string, c paper.Code) (pages []scan.Image, keyed int, err error) {
	if c.Serial == 0 {
		return nil, 0, nil
	}
	wrong := s.db.read(ctx, func(q querier) error {
		at, err := findPlace(ctx, q, slug)
		if err != nil {
			return err
		}
		add := func(i scan.Image) bool {
			pages = append(pages, i)
			return true
		}
		if err = eachPage(ctx, q, add, selectPages+whereSerial, at.id, c.Layout, c.Serial, c.Page); err != nil {
			return err
		}
		return q.QueryRowContext(ctx, countKeyed, at.id, c.Layout, c.Serial, c.Page).Scan(&keyed)
	})
	return pages, keyed, failed("Seen", wrong)
}
