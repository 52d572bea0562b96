package sqlite

import (
	"os"
	"path/filepath"

	"github.com/gofrs/flock"

	"releve/internal/problem"
)

// lockName is the file whose lock a server holds for its life, and a restore or a migration while it lasts.
const lockName = "releve.lock"

// folderMode lets nobody but the program's own user into the folder.
const folderMode = 0o700

// Lock takes the lock of a database's folder, made when it is not there: a second server, a restore and a migration
// are refused while it is held (store.locked). Other commands do not take it and work beside a running server. The
// lock also goes with the process that holds it.
func Lock(dir string) (release func() error, err error) {
	if err = os.MkdirAll(dir, folderMode); err != nil {
		return nil, failed("Lock", err)
	}
	l := flock.New(filepath.Join(dir, lockName))
	held, err := l.TryLock()
	if err != nil {
		return nil, failed("Lock", err)
	}
	if !held {
		return nil, problem.New(problem.Unavailable, "store.locked", problem.Args{"path": dir})
	}
	return l.Unlock, nil
}
