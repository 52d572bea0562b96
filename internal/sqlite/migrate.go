package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	lib "modernc.org/sqlite/lib"

	"releve/internal/problem"
)

// files holds the migrations, one file each, in the order of their names; a file that was released never changes.
//
//go:embed migrations/*.sql
var files embed.FS

// How long a migration waits for whoever holds the folder, who may be about to do it, and how often it looks.
const (
	migrationWait = 3 * time.Second
	migrationLook = 50 * time.Millisecond
)

// migrations returns the statements of each migration; the first is number 1.
func migrations() ([]string, error) {
	names, err := fs.Glob(files, "migrations/*.sql")
	if err != nil {
		return nil, fmt.Errorf("list migrations: %w", err)
	}
	known := make([]string, len(names))
	for i, name := range names {
		text, err := files.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("read migration: %w", err)
		}
		known[i] = string(text)
	}
	return known, nil
}

// migrator brings a database to the schema of the last migration.
type migrator struct {
	path  string
	known []string
	now   func() time.Time
}

// bring migrates what is old, under the folder's lock unless the caller has it. Of several processes that find an
// old database, one migrates and the others wait for it.
func (m *migrator) bring(ctx context.Context, locked bool) error { //nolint:revive // flag-parameter: it says who holds the lock
	if err := m.create(); err != nil {
		return err
	}
	if locked {
		return m.run(ctx)
	}
	for waited := time.Duration(0); ; waited += migrationLook {
		version, err := m.version(ctx)
		if code(err) != lib.SQLITE_BUSY && (err != nil || version == len(m.known)) {
			return err
		}
		release, err := Lock(filepath.Dir(m.path))
		if err == nil {
			return errors.Join(m.run(ctx), release())
		}
		if problem.KindOf(err) != problem.Unavailable || waited >= migrationWait {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(migrationLook):
		}
	}
}

// create makes the folder and an empty file, which nobody else may read; SQLite gives its other files the same
// rights.
func (m *migrator) create() error {
	if err := os.MkdirAll(filepath.Dir(m.path), folderMode); err != nil {
		return fmt.Errorf("make folder: %w", err)
	}
	f, err := os.OpenFile(m.path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("make database: %w", err)
	}
	return errors.Join(f.Close(), syncFolder(filepath.Dir(m.path)))
}

// syncFolder makes the names in a folder durable, where the system can.
func syncFolder(dir string) error {
	d, err := os.Open(dir) //nolint:gosec // the folder that was asked for
	if err != nil {
		return err
	}
	_ = d.Sync() // Windows has no such thing
	return d.Close()
}

// version returns the number of the last migration that the database has seen, and refuses one from a newer program.
func (m *migrator) version(ctx context.Context) (int, error) {
	db, err := openSingle(m.path, everywhere())
	if err != nil {
		return 0, err
	}
	version, err := m.versionOf(ctx, db)
	return version, errors.Join(err, db.Close())
}

func (m *migrator) versionOf(ctx context.Context, db *sql.DB) (int, error) {
	version := 0
	if err := db.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&version); err != nil {
		return 0, fmt.Errorf("read schema version: %w", err)
	}
	if version > len(m.known) {
		args := problem.Args{"have": version, "known": len(m.known)}
		return 0, problem.New(problem.Conflict, "store.newer", args)
	}
	return version, nil
}

// run applies what the database has not seen, each migration in one transaction, with a copy before it.
func (m *migrator) run(ctx context.Context) error {
	db, err := openSingle(m.path, writing())
	if err != nil {
		return err
	}
	return errors.Join(m.apply(ctx, db), db.Close())
}

func (m *migrator) apply(ctx context.Context, db *sql.DB) error {
	version, err := m.versionOf(ctx, db)
	if err != nil {
		return err
	}
	for n := version + 1; n <= len(m.known); n++ {
		if version > 0 { // a new database has nothing to keep
			if err = m.copy(ctx, db, n); err != nil {
				return err
			}
		}
		if err = m.step(ctx, db, n); err != nil {
			return fmt.Errorf("migration %d: %w", n, err)
		}
	}
	return nil
}

// copy keeps the database as it is before a migration, beside it.
func (m *migrator) copy(ctx context.Context, db *sql.DB, n int) error {
	dir := filepath.Dir(m.path)
	name := fmt.Sprintf("releve-before-%d-%s.db", n, m.now().UTC().Format("20060102-150405"))
	path := filepath.Join(dir, name)
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600) //nolint:gosec // beside the database; an empty file is what VACUUM INTO accepts
	if err != nil {
		return fmt.Errorf("copy before migration: %w", err)
	}
	_, err = db.ExecContext(ctx, `VACUUM INTO ?`, path)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close(), syncFolder(dir)); err != nil {
		return errors.Join(fmt.Errorf("copy before migration: %w", err), os.Remove(path))
	}
	return nil
}

func (m *migrator) step(ctx context.Context, db *sql.DB, n int) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // does nothing after the commit
	if _, err = tx.ExecContext(ctx, m.known[n-1]); err != nil {
		return err
	}
	if err = sealNew(ctx, tx); err != nil {
		return err
	}
	if _, err = tx.ExecContext(ctx, fmt.Sprintf(`PRAGMA user_version = %d`, n)); err != nil {
		return err
	}
	return tx.Commit()
}
