package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	lib "modernc.org/sqlite/lib"

	"releve/internal/problem"
	"releve/internal/sheet"
)

// mostFindings is how many things that are wrong are told one by one.
const mostFindings = 1000

// Verification is what a full check of a database found.
type Verification struct {
	Records   int64      // whose sums were recomputed
	Sheets    int64      // whose digests were recomputed
	Campaigns []BackedUp // by slug
	// Findings are what is wrong, each with the table and the key of its record among the arguments; none when all
	// is well.
	Findings problem.List
	More     int // findings beyond those
}

// BackedUp is what a check and a backup say of a campaign.
type BackedUp struct {
	Slug, Title string
	Sheets      int64 // that are not erased, those of a trial included
}

// Verify checks the whole database at one instant, beside whoever reads and writes: SQLite's own structure, that
// tables are what the program made, every record's sum, every sheet's digest, and what refers to what. What it finds
// is no error; an error says that it could not look.
func (db *DB) Verify(ctx context.Context) (Verification, error) {
	var found Verification
	err := db.read(ctx, func(q querier) error {
		v := verifier{q: q, db: db}
		err := v.run(ctx)
		found = v.found
		return err
	})
	return found, failed("Verify", err)
}

// verifyFile checks the database of a file that nobody else uses.
func verifyFile(ctx context.Context, path string) (Verification, error) {
	file, err := openReaders(path)
	if err != nil {
		return Verification{}, err
	}
	db := &DB{readers: file, memory: newMemory()}
	found, err := db.Verify(ctx)
	return found, errors.Join(err, file.Close())
}

// verifier checks a database in one transaction.
type verifier struct {
	q     querier
	db    *DB
	found Verification
}

func (v *verifier) run(ctx context.Context) error {
	known, err := migrations()
	if err != nil {
		return err
	}
	version := 0
	if err = v.q.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&version); err != nil {
		return v.unreadable(fileName, err)
	}
	checks := []func(context.Context) error{v.integrity, v.foreignKeys, v.sums}
	if version == len(known) { // what an older program made is brought up to date before it is used
		checks = append(checks, v.schema, v.campaigns, v.references, v.files)
	}
	for _, check := range checks {
		if err = check(ctx); err != nil {
			return err
		}
	}
	return nil
}

// note keeps a finding.
func (v *verifier) note(key, table, of string) {
	v.add(problem.New(problem.Internal, key, problem.Args{"table": table, "key": of}))
}

func (v *verifier) add(p *problem.Error) {
	if len(v.found.Findings) == mostFindings {
		v.found.More++
		return
	}
	v.found.Findings = append(v.found.Findings, p)
}

// unreadable makes a finding of an error that the data gave, and returns those that have other causes.
func (v *verifier) unreadable(table string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded), errors.Is(err, sql.ErrConnDone):
		return err
	}
	switch code(err) {
	case lib.SQLITE_BUSY, lib.SQLITE_LOCKED, lib.SQLITE_NOMEM, lib.SQLITE_INTERRUPT, lib.SQLITE_CANTOPEN:
		return err
	}
	v.add(&problem.Error{
		Kind: problem.Internal, Key: "verify.unreadable", Args: problem.Args{"table": table, "key": "", "detail": err.Error()}, Err: err,
	})
	return nil
}

// integrity asks SQLite whether its pages, trees and indexes are whole.
func (v *verifier) integrity(ctx context.Context) error {
	lines, err := texts(ctx, v.q, `PRAGMA integrity_check(100)`)
	for _, line := range lines {
		if line != "ok" {
			v.add(problem.New(problem.Internal, "verify.integrity", problem.Args{"table": fileName, "key": "", "detail": line}))
		}
	}
	return v.unreadable(fileName, err)
}

func (v *verifier) foreignKeys(ctx context.Context) error {
	return v.each(ctx, fileName, `PRAGMA foreign_key_check`, func(values []any) {
		v.note("verify.reference", text(values[0]), fmt.Sprint(values[1]))
	})
}

// each reads the records of a query. What cannot be read is a finding.
func (v *verifier) each(ctx context.Context, table, query string, do func(values []any)) error {
	rows, err := v.q.QueryContext(ctx, query)
	if err != nil {
		return v.unreadable(table, err)
	}
	defer func() { _ = rows.Close() }() // rows.Err tells
	names, err := rows.Columns()
	if err != nil {
		return v.unreadable(table, err)
	}
	values, into := make([]any, len(names)), make([]any, len(names))
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		if err = rows.Scan(into...); err != nil {
			return v.unreadable(table, err)
		}
		do(values)
	}
	return v.unreadable(table, rows.Err())
}

// sums recomputes the sum of every record of every table that has sums.
func (v *verifier) sums(ctx context.Context) error {
	all, err := tables(ctx, v.q)
	if err != nil {
		return v.unreadable("sqlite_schema", err)
	}
	for _, t := range all {
		if !t.sealed {
			continue
		}
		last := len(t.columns)
		query := fmt.Sprintf(`SELECT %s, sum FROM %s`, strings.Join(t.columns, `, `), t.name)
		err = v.each(ctx, t.name, query, func(values []any) {
			v.found.Records++
			kept, _ := values[last].([]byte)
			if !bytes.Equal(kept, sumOf(t.name, values[:last]...)) {
				v.note("verify.sum", t.name, t.nameOf(values))
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// nameOf names a record for a person. A link is named by whom it belongs to: its code is a secret.
func (t *table) nameOf(values []any) string {
	shown := t.key
	switch t.name {
	case "link":
		shown = []string{"campaign_id", "participant"}
	case "row":
		shown = []string{"campaign_id", "place", "sheet_id"}
	}
	var parts []string
	for i, name := range t.columns {
		for _, s := range shown {
			if s == name {
				parts = append(parts, shownValue(values[i]))
			}
		}
	}
	return strings.Join(parts, "/")
}

// shownValue writes a value of a key for a person.
func shownValue(v any) string {
	b, ok := v.([]byte)
	switch {
	case !ok:
		return fmt.Sprint(v)
	case len(b) == len(sheet.ID{}):
		return sheet.ID(b).String()
	default:
		return hex.EncodeToString(b)
	}
}

const selectSchema = `
SELECT
    type || ' ' || name,
    tbl_name || ' ' || COALESCE(sql, '')
FROM sqlite_schema
ORDER BY 1`

// schema compares tables and indexes with those that the migrations make.
func (v *verifier) schema(ctx context.Context) error {
	want, err := freshSchema(ctx)
	if err != nil {
		return err
	}
	err = v.each(ctx, "sqlite_schema", selectSchema, func(values []any) {
		name := text(values[0])
		if want[name] != text(values[1]) {
			v.note("verify.schema", "sqlite_schema", name)
		}
		delete(want, name)
	})
	for name := range want {
		v.note("verify.schema", "sqlite_schema", name)
	}
	return err
}

// freshSchema returns the tables and indexes of a database that was just made.
func freshSchema(ctx context.Context) (map[string]string, error) {
	known, err := migrations()
	if err != nil {
		return nil, err
	}
	db, err := sql.Open(driverName, ":memory:")
	if err != nil {
		return nil, err
	}
	defer func() { _ = db.Close() }() // nothing is kept
	db.SetMaxOpenConns(1)
	for _, statements := range known {
		if _, err = db.ExecContext(ctx, statements); err != nil {
			return nil, err
		}
	}
	made := map[string]string{}
	w := verifier{q: db}
	err = w.each(ctx, "", selectSchema, func(values []any) { made[text(values[0])] = text(values[1]) })
	return made, errors.Join(err, w.found.Findings.OrNil())
}
