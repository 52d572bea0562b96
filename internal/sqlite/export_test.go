package sqlite

import (
	"context"
	"errors"
	"time"
)

// EmptyLog copies the log into the database and empties it, as PRAGMA wal_checkpoint(TRUNCATE) of another process.
func (db *DB) EmptyLog(ctx context.Context) error {
	other, err := openSingle(db.writer.path, everywhere())
	if err != nil {
		return err
	}
	conn, err := other.Conn(ctx)
	if err != nil {
		return errors.Join(err, other.Close())
	}
	done := false
	for range 100 { // the writer may be at it for itself
		if done, err = truncateLog(ctx, conn); done || err != nil {
			break
		}
		time.Sleep(pause / 20)
	}
	if err == nil && !done {
		err = errBusyLog
	}
	return errors.Join(err, conn.Close(), other.Close())
}
