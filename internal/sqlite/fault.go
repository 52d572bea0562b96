package sqlite

import (
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"syscall"

	sqlite "modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"releve/internal/campaign"
	"releve/internal/problem"
)

// errClosed says that the database was closed before it was asked.
var errClosed = errors.New("database is closed")

// codeMask cuts SQLite's extended result codes down to the primary one.
const codeMask = 0xff

// code returns SQLite's primary result code of an error, 0 when it is none of SQLite's.
func code(err error) int {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return e.Code() & codeMask
	}
	return 0
}

// unavailable says whether the trouble is the machine's and may pass: a full or failing disk, another process that
// holds the database for too long.
func unavailable(err error) bool {
	switch code(err) {
	case lib.SQLITE_FULL, lib.SQLITE_IOERR, lib.SQLITE_BUSY, lib.SQLITE_LOCKED, lib.SQLITE_READONLY,
		lib.SQLITE_CANTOPEN, lib.SQLITE_PROTOCOL, lib.SQLITE_NOMEM:
		return true
	}
	return errors.Is(err, errClosed) || errors.Is(err, errBusyLog) || errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EIO) ||
		errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone)
}

// damaged says whether SQLite could not make sense of its file.
func damaged(err error) bool {
	return code(err) == lib.SQLITE_CORRUPT || code(err) == lib.SQLITE_NOTADB || errors.Is(err, errDamaged)
}

// doubtful says whether the connection may be in a bad way after an error, so that it is opened again.
func doubtful(err error) bool {
	switch code(err) {
	case 0:
		return errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone)
	case lib.SQLITE_FULL, lib.SQLITE_BUSY, lib.SQLITE_CONSTRAINT, lib.SQLITE_TOOBIG, lib.SQLITE_READONLY:
		return false
	}
	return true
}

// failed names the function that an error comes from, nil for nil. What a caller can handle comes back as it is:
// problems and ErrStale; trouble of the machine becomes the problem store.unavailable, a damaged file store.damaged.
func failed(function string, err error) error {
	switch {
	case err == nil:
		return nil
	case problem.All(err) != nil || errors.Is(err, campaign.ErrStale):
		return err
	case damaged(err):
		return problem.Wrap(problem.Internal, "store.damaged", fmt.Errorf("sqlite %s: %w", function, err))
	case unavailable(err):
		return problem.Wrap(problem.Unavailable, "store.unavailable", fmt.Errorf("sqlite %s: %w", function, err))
	default:
		return fmt.Errorf("sqlite %s: %w", function, err)
	}
}
