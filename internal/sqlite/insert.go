package sqlite

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"slices"
	"strings"
)

// inserts writes records. Half of a record's columns are NULL, and handing those over costs as much as values do, so
// that each set of columns has a statement of its own. Few sets occur: what a form asks, with or without a comment.
type inserts struct {
	conn  *sql.Conn
	whole *sql.Stmt            // all columns, for when there are too many sets
	list  string               // the columns as they stand in that statement
	marks string               // and their question marks
	names []string             // of the columns, in the order of a record
	known map[uint64]*sql.Stmt // by the columns that have a value, one bit each

	order []int  // columns of a record, but the sum, in the order of the schema
	bytes []byte // of the record that is summed up
	sum   [sha256.Size]byte
	boxed any // sum, as a record holds it
}

// mostSets is how many sets of columns have a statement of their own.
const mostSets = 64

func newInserts(ctx context.Context, conn *sql.Conn) (*inserts, error) {
	whole, err := conn.PrepareContext(ctx, insertRow)
	if err != nil {
		return nil, err
	}
	head, tail, _ := strings.Cut(insertRow, ") VALUES") //words:ok a piece of the statement
	_, list, _ := strings.Cut(head, "(")
	marks, _, _ := strings.Cut(tail, ")")
	_, marks, _ = strings.Cut(marks, "(")
	names := strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == '\n' || r == ' ' })
	i := &inserts{conn: conn, whole: whole, list: list, marks: marks, names: names, known: map[uint64]*sql.Stmt{}}
	i.boxed = i.sum[:]
	t, err := describe(ctx, conn, "row")
	for _, name := range t.columns {
		i.order = append(i.order, slices.Index(names, name))
	}
	return i, err
}

// seal sums a record up.
func (i *inserts) seal(r record) {
	i.bytes = appendValue(i.bytes[:0], "row")
	for _, n := range i.order {
		i.bytes = appendValue(i.bytes, r[n])
	}
	i.sum = sha256.Sum256(i.bytes)
	r[colSum] = i.boxed
}

// write inserts a record with its sum, and says whether it was not there yet.
func (i *inserts) write(ctx context.Context, r record) (bool, error) {
	i.seal(r)
	var set uint64
	values := make([]any, 0, len(r))
	for n, v := range r {
		if v != nil {
			set |= 1 << n
			values = append(values, v)
		}
	}
	stmt, err := i.statement(ctx, set) //nolint:sqlclosecheck // close does
	if err != nil {
		return false, err
	}
	if stmt == i.whole {
		values = r
	}
	return affects(stmt.ExecContext(ctx, values...))
}

// statement returns the statement that writes a set of columns.
func (i *inserts) statement(ctx context.Context, set uint64) (*sql.Stmt, error) {
	if s, ok := i.known[set]; ok {
		return s, nil
	}
	if len(i.known) == mostSets {
		return i.whole, nil
	}
	var names []string
	for n, name := range i.names {
		if set&(1<<n) != 0 {
			names = append(names, name)
		}
	}
	marks := strings.Repeat("?, ", len(names)-1) + "?"
	text := strings.NewReplacer(i.list, strings.Join(names, ", "), i.marks, marks).Replace(insertRow)
	s, err := i.conn.PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	i.known[set] = s
	return s, nil
}

func (i *inserts) close() {
	_ = i.whole.Close()
	for _, s := range i.known {
		_ = s.Close()
	}
}
