package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// errDamaged says that SQLite found its file damaged.
var errDamaged = errors.New("database is damaged")

// mend opens the connection that writes, the first time and after an error that it may not have survived. After an
// error the database is checked before anything is written to it again; while that fails, it is tried once a second.
func (w *writer) mend(ctx context.Context) error {
	if w.conn != nil && !w.doubt {
		return nil
	}
	if w.trouble != nil && w.now().Sub(w.tried) < pause {
		return w.trouble
	}
	w.disconnect()
	err := w.connect(ctx)
	if err == nil && w.doubt {
		err = w.check(ctx)
	}
	if err != nil {
		w.disconnect()
		w.tried, w.trouble = w.now(), err
		return err
	}
	w.doubt, w.trouble = false, nil
	return nil
}

func (w *writer) connect(ctx context.Context) error {
	db, err := openSingle(w.path, writing())
	if err != nil {
		return err
	}
	w.db = db
	if w.conn, err = db.Conn(ctx); err != nil {
		return err
	}
	w.hot, err = prepareHot(ctx, w.conn)
	return err
}

// disconnect closes the connection. Errors are of no use: what was committed is durable.
func (w *writer) disconnect() {
	if w.hot != nil {
		w.hot.close()
	}
	if w.conn != nil {
		_ = w.conn.Close()
	}
	if w.db != nil {
		_ = w.db.Close()
	}
	w.db, w.conn, w.hot = nil, nil, nil
	clear(w.workers)
}

// check makes sure that what is read is what the disk holds, and is whole. When writing the log out to the disk
// failed, the system may have forgotten which of its pages are not there yet; copying the log into the database
// writes them anew, and the log starts afresh.
func (w *writer) check(ctx context.Context) error {
	if done, err := truncateLog(ctx, w.conn); err != nil || !done {
		return errors.Join(err, errBusyLog)
	}
	found := ""
	if err := w.conn.QueryRowContext(ctx, `PRAGMA quick_check(1)`).Scan(&found); err != nil {
		return err
	}
	if found != "ok" {
		return fmt.Errorf("%w: %s", errDamaged, found)
	}
	return nil
}

// errBusyLog says that readers kept the log from being emptied.
var errBusyLog = errors.New("log is in use")

// truncateLog copies the log into the database and empties it. It is not done while a reader needs the log.
func truncateLog(ctx context.Context, conn *sql.Conn) (done bool, err error) {
	var busy, frames, copied int
	err = conn.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &frames, &copied)
	return busy == 0, err
}

// clean empties the log of what was erased, without waiting for readers: the next try comes soon.
func (w *writer) clean(ctx context.Context) {
	if w.mend(ctx) != nil {
		return
	}
	if _, err := w.conn.ExecContext(ctx, `PRAGMA busy_timeout = 0`); err != nil {
		w.doubt = true
		return
	}
	done, err := truncateLog(ctx, w.conn)
	w.scrub = err != nil || !done
	_, restored := w.conn.ExecContext(ctx, `PRAGMA busy_timeout = `+patience)
	w.doubt = restored != nil || doubtful(err)
}
