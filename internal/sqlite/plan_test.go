package sqlite

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"releve/internal/form"
)

func TestEveryRoleHasColumn(t *testing.T) {
	columnOf := roleColumns()
	used := map[int]form.Role{}
	for _, role := range form.Roles() {
		column, ok := columnOf[role]
		if !ok {
			t.Errorf("role %s has no column: it needs a migration", role)
		}
		if used[column] != "" {
			t.Errorf("roles %s and %s share a column", role, used[column])
		}
		used[column] = role
		if names := strings.Fields(strings.ReplaceAll(insertRow, ",", " ")); names[4+column] != string(role) {
			t.Errorf("role %s is kept in column %s", role, names[4+column])
		}
	}
}

func TestEveryKindHasShape(t *testing.T) {
	for _, kind := range form.KindNames() {
		if without := kind == "note" || kind == "repeat"; (shapeOf(kind) == 0) != without {
			t.Errorf("kind %s: shape %d", kind, shapeOf(kind))
		}
	}
}

// The statements that write and read a record name the same columns in the same order.
func TestColumnsAgree(t *testing.T) {
	names := func(statement, from, to string) []string {
		_, rest, _ := strings.Cut(statement, from)
		list, _, _ := strings.Cut(rest, to)
		return strings.Fields(strings.ReplaceAll(list, ",", " "))
	}
	write, read := names(insertRow, "(", ")"), names(selectRows, "SELECT", "FROM")
	if len(write) != columns || write[colSum] != sumColumn || !slices.Equal(write[colPlace:colSalt], read) {
		t.Errorf("written are %v\nread are %v\nwant the same %d but the first and the last three", write, read, columns)
	}
	if n := strings.Count(insertRow, "?"); n != columns {
		t.Errorf("%d values, want %d", n, columns)
	}
}

// Nothing that is done for each sheet may walk a table.
func TestQueriesUseIndexes(t *testing.T) {
	db := openTest(t, t.TempDir(), 0)
	for _, c := range []struct{ name, query, want string }{
		{"find", selectSheet, "SEARCH row USING INDEX row_sheet (campaign_id=? AND sheet_id=?)"},
		{"follower", selectFollower, "SEARCH row USING COVERING INDEX row_follows (campaign_id=? AND follows=?)"},
		{"chain", selectChain, "SEARCH r USING INDEX row_sheet (campaign_id=? AND sheet_id=? AND idx=?)"},
		{"worker", selectWorker, "SEARCH worker USING INDEX sqlite_autoindex_worker_2 (campaign_id=? AND token=?)"},
		{"receipt", selectReceipt, "SEARCH r USING PRIMARY KEY (campaign_id=? AND bucket=? AND head=?)"},
		{"all", selectRows + ` WHERE campaign_id = ? ORDER BY place`, "SEARCH row USING PRIMARY KEY (campaign_id=?)"},
		{"changed", selectRows + whereChanged, "SEARCH row USING COVERING INDEX row_change (campaign_id=? AND change_no>?)"},
		{"changed places", selectRows + whereChanged, "SEARCH row USING PRIMARY KEY (campaign_id=? AND place=?)"},
		{"last", selectLast, "SEARCH row USING INDEX row_sheet (campaign_id=? AND sheet_id=?)"},
		{"erase", setErased + whereSheet, "SEARCH row USING PRIMARY KEY (campaign_id=? AND place>? AND place<?)"},
		{"adopt", updateTrial, "SEARCH row USING PRIMARY KEY (campaign_id=? AND place>? AND place<?)"},
		{"withdrawn receipts", deleteReceipts, "SEARCH receipt USING PRIMARY KEY (campaign_id=? AND bucket>?)"},
		{"sheet", selectRows + wherePlace, "SEARCH row USING PRIMARY KEY (campaign_id=? AND place>?)"},
		{"some places", selectRows + ` WHERE campaign_id = ? AND place IN (?, ?) ORDER BY place`, "SEARCH row USING PRIMARY KEY (campaign_id=? AND place=?)"},
		{"first", selectFirst, "SEARCH row USING INDEX row_sheet (campaign_id=? AND sheet_id=?)"},
		{"places", selectRows + whereBegin + "(?, ?)" + whereBegun, "SEARCH f USING PRIMARY KEY (campaign_id=? AND place=?)"},
		{"sheets at places", selectRows + whereBegin + "(?, ?)" + whereBegun, "SEARCH r USING COVERING INDEX row_sheet (campaign_id=? AND sheet_id=?)"},
		{"replaced", deleteRows + whereSheet, "SEARCH row USING PRIMARY KEY (campaign_id=? AND place>? AND place<?)"},
		{"moved receipts", moveReceipts, "SEARCH receipt USING PRIMARY KEY (campaign_id=? AND bucket>?)"},
		{"moved proof", moveProof, "SEARCH proof USING PRIMARY KEY (campaign_id=? AND place=?)"},
		{"claimed", selectClaimed, "SEARCH r USING INDEX row_sheet (campaign_id=? AND sheet_id=?)"},
		{"claimed proof", selectClaimed, "SEARCH p USING PRIMARY KEY (campaign_id=? AND place=?)"},
		{"history", selectRevisions, "SEARCH revision USING PRIMARY KEY (campaign_id=? AND sheet_id=?)"},
		{"former", selectFormer, "SEARCH revision USING PRIMARY KEY (campaign_id=? AND sheet_id=?)"},
		{"erased history", deleteRevisions, "SEARCH revision USING PRIMARY KEY (campaign_id=? AND sheet_id=?)"},
		{"counting", (&lean{columns: []int{colInstitution}}).query(), "SEARCH row USING PRIMARY KEY (campaign_id=? AND place>? AND place<?)"},
		{"counted tokens", selectDevices, "SEARCH worker USING PRIMARY KEY (campaign_id=? AND number>? AND number<?)"},
		{"token", deleteWorker, "SEARCH row USING PRIMARY KEY (campaign_id=? AND place>?)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			steps := explain(t, db, c.query)
			if !slices.ContainsFunc(steps, func(s string) bool { return strings.HasPrefix(s, c.want) }) {
				t.Errorf("plan %q, want %q", steps, c.want)
			}
			for _, s := range steps {
				if strings.HasPrefix(s, "SCAN row") || strings.Contains(s, "TEMP B-TREE") || strings.Contains(s, "AUTOMATIC") {
					t.Errorf("plan %q has %q", steps, s)
				}
			}
		})
	}
}

func explain(t *testing.T, db *DB, query string) []string {
	t.Helper()
	var steps []string
	err := db.writer.write(t.Context(), func(ctx context.Context, q querier) error {
		rows, err := q.QueryContext(ctx, `EXPLAIN QUERY PLAN `+query, make([]any, strings.Count(query, "?"))...)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			var id, parent, unused int
			var detail string
			if err = rows.Scan(&id, &parent, &unused, &detail); err != nil {
				return err
			}
			steps = append(steps, detail)
		}
		return rows.Err()
	})
	if err != nil {
		t.Fatal(fmt.Errorf("explain: %w", err))
	}
	return steps
}
