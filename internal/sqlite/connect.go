package sqlite

import (
	"database/sql"
	"net/url"
	"path/filepath"
	"strings"
)

// driverName is the name under which modernc.org/sqlite registers itself.
const driverName = "sqlite"

// mostReaders is how many transactions can read at a time; a long export holds one for its whole length.
const mostReaders = 16

// patience is how long a statement waits for another process, in milliseconds.
const patience = "10000"

// Settings of all connections. SQLite forgets them with each connection, so they stand in the address of the
// database.
func everywhere() []string {
	return []string{"busy_timeout(" + patience + ")", "foreign_keys(ON)", "trusted_schema(OFF)"}
}

// writing are the settings of the connection that writes.
//
// The cache is 8 MiB: four times the usual one, and not more, because a split page makes SQLite look through the
// whole cache at commit (a cache of 64 MiB cost 0.5 ms at every other commit of 64 rows). The log is copied into
// the database each 4,000 pages: at four times the usual, pages written again and again are copied once.
// What is deleted is overwritten.
func writing() []string {
	return append(everywhere(), "journal_mode(WAL)", "synchronous(FULL)", "secure_delete(ON)", "cache_size(-8192)",
		"wal_autocheckpoint(4000)", "journal_size_limit(67108864)")
}

// reading are the settings of connections that read. What does not fit the cache while sorting stays in memory:
// nothing of a sheet is to lie about in a temporary file.
func reading() []string { return append(everywhere(), "query_only(ON)", "temp_store(MEMORY)") }

// address writes the address of a database with the settings of its connections.
func address(path string, pragmas []string, more ...string) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // a Windows volume
	}
	q := url.Values{"_pragma": pragmas}
	for _, option := range more {
		name, value, _ := strings.Cut(option, "=")
		q.Set(name, value)
	}
	return (&url.URL{Scheme: "file", Path: path, RawQuery: q.Encode()}).String()
}

func openReaders(path string) (*sql.DB, error) {
	readers, err := sql.Open(driverName, address(path, reading(), "mode=ro"))
	if err != nil {
		return nil, err
	}
	readers.SetMaxOpenConns(mostReaders)
	readers.SetMaxIdleConns(mostReaders)
	return readers, nil
}

// openSingle opens a database for one connection, which then is the only one of its pool. It does not make a file:
// one that vanished is not to be replaced by an empty one.
func openSingle(path string, pragmas []string) (*sql.DB, error) {
	db, err := sql.Open(driverName, address(path, pragmas, "_txlock=immediate", "mode=rw"))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	return db, nil
}
