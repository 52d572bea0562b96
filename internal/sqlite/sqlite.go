// Package sqlite keeps everything in one SQLite file.
//
// One goroutine writes: it takes what waits, commits it together with synchronous=FULL and only then answers.
// Readers have connections of their own, each transaction seeing one instant. Several processes may use one folder
// at a time; whatever another process can change is read again, or compared with a number that it raises, in the
// transaction that relies on it.
//
// Every record of a table that holds text carries a sum of its other columns (seal.go), beside the salted digest of a
// sheet's content; Verify recomputes both. A backup is a copy that was verified, in one file.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"path/filepath"
	"sync"
	"time"

	"releve/internal/account"
	"releve/internal/campaign"
	"releve/internal/paper"
	"releve/internal/sheet"
)

var (
	_ campaign.Store  = (*DB)(nil)
	_ campaign.Sheets = (*DB)(nil)
	_ account.Store   = (*Accounts)(nil)
	_ paper.Store     = (*DB)(nil)
)

// fileName is the database's name in its folder; SQLite keeps two more beside it while it is open.
const fileName = "releve.db"

// usualBatch is how many requests one commit takes together at most.
const usualBatch = 1024

// Options say where the database is and what it needs from outside. Dir, Now and Random are needed.
type Options struct {
	Dir        string // folder, made when it is not there
	Now        func() time.Time
	Random     io.Reader // of cryptographic quality; reads are never concurrent
	BatchLimit int       // most requests in one commit, 0: 1024. With 1 each request is committed alone
	Program    string    // version of the program, told in backups; may be blank
	Locked     bool      // the caller holds Lock(Dir), so that a migration need not take it
}

// DB is an open database. It may be used by many goroutines.
type DB struct {
	now     func() time.Time
	readers *sql.DB
	writer  *writer
	memory  *memory
	program string
	probed  probe

	drawing sync.Mutex
	random  io.Reader
}

// Open opens the database of a folder and brings it to the present schema. A database of a newer program is
// refused (store.newer); so is a migration while another process holds the folder's lock (store.locked).
func Open(ctx context.Context, o Options) (*DB, error) {
	if o.Dir == "" || o.Now == nil || o.Random == nil {
		return nil, errors.New("open database: folder, clock or randomness is missing")
	}
	path, err := filepath.Abs(filepath.Join(o.Dir, fileName))
	if err != nil {
		return nil, failed("Open", err)
	}
	known, err := migrations()
	if err != nil {
		return nil, failed("Open", err)
	}
	m := migrator{path: path, known: known, now: o.Now}
	if err = m.bring(ctx, o.Locked); err != nil {
		return nil, failed("Open", err)
	}
	if o.BatchLimit == 0 {
		o.BatchLimit = usualBatch
	}
	w := newWriter(path, o.BatchLimit, o.Now)
	if err = w.mend(ctx); err != nil {
		return nil, failed("Open", err)
	}
	readers, err := openReaders(path)
	if err != nil {
		w.disconnect()
		return nil, failed("Open", err)
	}
	go w.loop(context.WithoutCancel(ctx))
	return &DB{now: o.Now, random: o.Random, readers: readers, writer: w, memory: newMemory(), program: o.Program}, nil
}

// Close keeps what was asked before, then closes the database. Later calls fail. The connection that writes goes
// last: it copies the log into the database, which readers may not.
func (db *DB) Close() error {
	db.Scans().release(context.Background())
	db.writer.stop()
	err := db.readers.Close()
	db.writer.disconnect()
	return failed("Close", err)
}

// salt draws the salt of a digest.
func (db *DB) salt() (sheet.Salt, error) {
	db.drawing.Lock()
	defer db.drawing.Unlock()
	var s sheet.Salt
	_, err := io.ReadFull(db.random, s[:])
	return s, failed("Save", err)
}

// read runs a function in a transaction that sees one instant.
func (db *DB) read(ctx context.Context, do func(querier) error) error {
	tx, err := db.readers.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // there is nothing to keep
	return do(tx)
}

// querier is a connection or a transaction.
type querier interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}
