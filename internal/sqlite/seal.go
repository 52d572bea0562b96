package sqlite

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strings"
)

// Every table that holds text has a column sum: the SHA-256 of the record's other columns. SQLite notices when a page
// is torn or a tree is broken, but not when a letter has become another one. Whoever writes such a record seals it in
// the same transaction; Verify finds those that do not agree.

// sumColumn is the name of the column that holds a record's sum.
const sumColumn = "sum"

// appendValue writes a value so that different records never give the same bytes: a sign of its type, the length where
// it varies, and the bytes.
func appendValue(b []byte, v any) []byte {
	switch v := v.(type) {
	case nil:
		return append(b, 'n')
	case int64:
		return binary.BigEndian.AppendUint64(append(b, 'i'), uint64(v)) //nolint:gosec // the bits are meant
	case int:
		return appendValue(b, int64(v))
	case bool:
		if v {
			return appendValue(b, int64(1))
		}
		return appendValue(b, int64(0))
	case string:
		return append(binary.AppendUvarint(append(b, 't'), uint64(len(v))), v...)
	case []byte:
		return append(binary.AppendUvarint(append(b, 'b'), uint64(len(v))), v...)
	case float64: // no table has such a column; a damaged record may
		return binary.BigEndian.AppendUint64(append(b, 'f'), math.Float64bits(v))
	default:
		return fmt.Appendf(b, "?%T", v)
	}
}

// sumOf returns the sum of a record of a table; the values stand in the order of its columns.
func sumOf(table string, values ...any) []byte {
	b := appendValue(make([]byte, 0, 512), table)
	for _, v := range values {
		b = appendValue(b, v)
	}
	sum := sha256.Sum256(b)
	return sum[:]
}

// insertSealed runs a statement that writes one record of a table: the values stand in the order of its columns, and the sum
// comes last.
func insertSealed(ctx context.Context, q querier, table, statement string, values ...any) error {
	_, err := q.ExecContext(ctx, statement, append(values, sumOf(table, values...))...)
	return err
}

// table is what the schema says of a table.
type table struct {
	name    string
	columns []string // all but the sum, in their order
	key     []string // the primary key
	text    bool     // some column holds text
	sealed  bool     // it has a sum
}

const selectTables = `
SELECT name
FROM sqlite_schema
WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\'
ORDER BY name`

// tables returns all tables of a database, by name.
func tables(ctx context.Context, q querier) ([]table, error) {
	names, err := texts(ctx, q, selectTables)
	if err != nil {
		return nil, err
	}
	all := make([]table, len(names))
	for i, name := range names {
		if all[i], err = describe(ctx, q, name); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// texts reads a query of one text per record.
func texts(ctx context.Context, q querier, query string, args ...any) ([]string, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // rows.Err tells
	var all []string
	for rows.Next() {
		var s string
		if err = rows.Scan(&s); err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, rows.Err()
}

const selectColumns = `
SELECT
    name,
    type,
    pk
FROM pragma_table_info(?)
ORDER BY cid`

// describe returns what the schema says of a table.
func describe(ctx context.Context, q querier, name string) (table, error) {
	t := table{name: name}
	rows, err := q.QueryContext(ctx, selectColumns, name)
	if err != nil {
		return t, err
	}
	defer func() { _ = rows.Close() }() // rows.Err tells
	for rows.Next() {
		var column, kind string
		pk := 0
		if err = rows.Scan(&column, &kind, &pk); err != nil {
			return t, err
		}
		if column == sumColumn {
			t.sealed = true
			continue
		}
		t.columns = append(t.columns, column)
		t.text = t.text || kind == "TEXT"
		if pk > 0 {
			t.key = append(t.key, column)
		}
	}
	return t, rows.Err()
}

// seal writes the sums of the records of a table that meet a condition, as they stand now in the transaction.
func seal(ctx context.Context, q querier, name, where string, args ...any) error {
	t, err := describe(ctx, q, name)
	if err != nil {
		return err
	}
	_, err = t.seal(ctx, q, where, args...)
	return err
}

// seal writes the sums of some records, and returns the key of the last one.
func (t *table) seal(ctx context.Context, q querier, where string, args ...any) (last []any, err error) {
	type found struct {
		sum []byte
		key []any
	}
	var all []found
	rows, err := q.QueryContext(ctx, `SELECT `+strings.Join(t.columns, `, `)+` FROM `+t.name+` `+where, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // rows.Err tells
	values, into := make([]any, len(t.columns)), make([]any, len(t.columns))
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		if err = rows.Scan(into...); err != nil {
			return nil, err
		}
		all = append(all, found{sumOf(t.name, values...), t.keyOf(values)})
	}
	if err = rows.Err(); err != nil {
		return nil, err
	}
	marks := strings.Repeat(`, ?`, len(t.key))[2:]
	update := fmt.Sprintf(`UPDATE %s SET sum = ? WHERE (%s) = (%s)`, t.name, strings.Join(t.key, `, `), marks)
	for _, f := range all {
		if _, err = q.ExecContext(ctx, update, append([]any{f.sum}, f.key...)...); err != nil {
			return nil, err
		}
		last = f.key
	}
	return last, nil
}

// keyOf returns the key among the values of a record.
func (t *table) keyOf(values []any) []any {
	key := make([]any, len(t.key))
	for i, name := range t.key {
		key[i] = values[slices.Index(t.columns, name)]
	}
	return key
}

// sealPortion is how many records are sealed at once after a migration.
const sealPortion = 10_000

// sealNew writes the sums that are missing, in all tables. A migration that changes a record sets its sum to NULL.
func sealNew(ctx context.Context, q querier) error {
	all, err := tables(ctx, q)
	if err != nil {
		return err
	}
	for _, t := range all {
		if !t.sealed {
			continue
		}
		order := fmt.Sprintf(` ORDER BY %s LIMIT %d`, strings.Join(t.key, `, `), sealPortion)
		last, err := t.seal(ctx, q, `WHERE sum IS NULL`+order)
		for err == nil && last != nil {
			after := fmt.Sprintf(`WHERE sum IS NULL AND (%s) > (?%s)`, strings.Join(t.key, `, `), strings.Repeat(`, ?`, len(t.key)-1))
			last, err = t.seal(ctx, q, after+order, last...)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
