package sqlite

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"releve/internal/problem"
)

// Restoring says what to restore where.
type Restoring struct {
	Dir  string // folder of the database, made when it is not there
	Path string // the backup
	Now  func() time.Time
}

// Restored says what a restore did.
type Restored struct {
	Manifest Manifest
	Aside    string // where the database that was there stands now, "" when there was none
}

// Restore puts the database of a backup in the place of a folder's. It takes the folder's lock, so that it is refused
// while a server runs or another command uses the database (store.locked), and checks the backup before it touches
// anything; see ReadBackup for what it refuses. A database that is there is kept beside under another name.
func Restore(ctx context.Context, r Restoring) (done Restored, err error) {
	if r.Dir, err = filepath.Abs(r.Dir); err != nil {
		return Restored{}, failed("Restore", err)
	}
	release, err := Lock(r.Dir)
	if err != nil {
		return Restored{}, err
	}
	done, err = r.run(ctx)
	if err = errors.Join(err, release()); err != nil {
		return Restored{}, failed("Restore", err)
	}
	return done, nil
}

func (r *Restoring) run(ctx context.Context) (done Restored, err error) {
	beside, err := os.MkdirTemp(r.Dir, "releve-restore-")
	if err != nil {
		return done, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(beside)) }()
	unpacked := filepath.Join(beside, fileName)
	if done.Manifest, err = unpackBackup(ctx, r.Path, unpacked); err != nil {
		return done, err
	}
	path := filepath.Join(r.Dir, fileName)
	if Exists(r.Dir) {
		name := fmt.Sprintf("releve-before-restore-%s.db", r.Now().UTC().Format("20060102-150405"))
		done.Aside = filepath.Join(r.Dir, name)
		if err = r.setAside(ctx, path, done.Aside); err != nil {
			return done, err
		}
	}
	if err = os.Rename(unpacked, path); err != nil {
		return done, err
	}
	return done, syncFolder(r.Dir)
}

// setAside gives the database a second name, under which it stays. The log is copied into it first: one that stayed
// would be taken for the new database's. A log that cannot be copied, because the database is damaged, goes along.
func (r *Restoring) setAside(ctx context.Context, path, aside string) error {
	if _, err := os.Lstat(aside); err == nil {
		return fmt.Errorf("set database aside: %w: %s", fs.ErrExist, aside)
	}
	whole := emptyLog(ctx, path)
	for _, suffix := range []string{"-wal", "-shm"} {
		_, err := os.Lstat(path + suffix)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			continue
		case err != nil:
			return err
		case whole == nil: // whoever else has the database open keeps it
			return problem.New(problem.Unavailable, "store.locked", problem.Args{"path": r.Dir})
		}
		if err = os.Rename(path+suffix, aside+suffix); err != nil {
			return err
		}
	}
	if os.Link(path, aside) == nil { // so that at no moment there is no database
		return nil
	}
	return os.Rename(path, aside)
}

// emptyLog copies the log into the database and, when nobody else has it open, removes the log.
func emptyLog(ctx context.Context, path string) error {
	db, err := openSingle(path, append(everywhere(), "journal_mode(WAL)"))
	if err != nil {
		return err
	}
	conn, err := db.Conn(ctx)
	if err == nil {
		_, err = truncateLog(ctx, conn)
		err = errors.Join(err, conn.Close())
	}
	return errors.Join(err, db.Close())
}
