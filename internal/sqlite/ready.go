package sqlite

import (
	"context"
	"errors"
	"sync"
	"time"
)

// probe remembers for a second whether the store could write, so that whoever asks often costs no disk.
type probe struct {
	mu  sync.Mutex
	at  time.Time
	err error
}

// errUnread says that what was written did not come back.
var errUnread = errors.New("what was written does not read back")

const upsertProbe = `
INSERT INTO probe (
    id,
    written_at,
    times
) VALUES (1, ?, 1)
ON CONFLICT (id) DO UPDATE SET
    written_at = excluded.written_at,
    times = probe.times + 1`

// Ready writes and reads; see campaign.Store. The answer is up to a second old.
func (db *DB) Ready(ctx context.Context) error {
	db.probed.mu.Lock()
	defer db.probed.mu.Unlock()
	now := db.now()
	if since := now.Sub(db.probed.at); since >= 0 && since < pause {
		return db.probed.err
	}
	err := failed("Ready", db.probeOnce(ctx, now))
	if ctx.Err() == nil { // an impatient visitor tells nothing about the store
		db.probed.at, db.probed.err = now, err
	}
	return err
}

func (db *DB) probeOnce(ctx context.Context, now time.Time) error {
	var wrote, read int64
	err := db.writer.write(ctx, func(ctx context.Context, q querier) error {
		if _, err := q.ExecContext(ctx, upsertProbe, now.Unix()); err != nil {
			return err
		}
		return q.QueryRowContext(ctx, `SELECT times FROM probe WHERE id = 1`).Scan(&wrote)
	})
	if err != nil {
		return err
	}
	err = db.read(ctx, func(q querier) error {
		return q.QueryRowContext(ctx, `SELECT times FROM probe WHERE id = 1`).Scan(&read)
	})
	if err == nil && read < wrote {
		err = errUnread
	}
	return err
}
