package sqlite

import (
	"context"
	"errors"
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
	done, err := truncateLog(ctx, conn)
	if err == nil && !done {
		err = errBusyLog
	}
	return errors.Join(err, conn.Close(), other.Close())
}
