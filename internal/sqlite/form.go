package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"strconv"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/problem"
)

// one reads the only record of a query; found is false when there is none.
func one(row *sql.Row, into ...any) (found bool, err error) {
	err = row.Scan(into...)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// AddForm keeps a version of a form as a draft; see campaign.Store.
func (db *DB) AddForm(ctx context.Context, f *form.Form) error {
	err := db.writer.write(ctx, func(ctx context.Context, q querier) error { return addForm(ctx, q, f) })
	return failed("AddForm", err)
}

const insertForm = `
INSERT INTO form (
    id,
    version,
    published,
    content
) VALUES (?, ?, 0, ?)
ON CONFLICT (id, version) DO UPDATE SET
    content = excluded.content`

func addForm(ctx context.Context, q querier, f *form.Form) error {
	content, err := form.Encode(f)
	if err != nil {
		return err
	}
	var kept []byte
	published := false
	row := q.QueryRowContext(ctx, `SELECT published, content FROM form WHERE id = ? AND version = ?`, f.ID, f.Version)
	found, err := one(row, &published, &kept)
	switch {
	case err != nil:
		return err
	case found && bytes.Equal(kept, content):
		return nil
	case published:
		return problem.New(problem.Conflict, "form.published", problem.Args{"form": f.ID, "value": strconv.FormatInt(f.Version, 10)})
	}
	if _, err = q.ExecContext(ctx, insertForm, f.ID, f.Version, content); err != nil {
		return err
	}
	return seal(ctx, q, "form", whereForm, f.ID, f.Version)
}

const whereForm = `
WHERE id = ? AND version = ?`

// publish makes a version of a form immutable. All campaigns of the form accept it from then on, so that their
// Config rises.
func publish(ctx context.Context, q querier, id string, version int64) error {
	isNew, err := affects(q.ExecContext(ctx, `UPDATE form SET published = 1 WHERE id = ? AND version = ? AND published = 0`, id, version))
	if err != nil || !isNew {
		return err
	}
	if err = seal(ctx, q, "form", whereForm, id, version); err != nil {
		return err
	}
	if _, err = q.ExecContext(ctx, `UPDATE campaign SET config = config + 1 WHERE form_id = ?`, id); err != nil {
		return err
	}
	return seal(ctx, q, "campaign", `WHERE form_id = ?`, id)
}

// Forms returns every version that is kept, by id and version.
func (db *DB) Forms(ctx context.Context) ([]campaign.KeptForm, error) {
	var all []campaign.KeptForm
	err := db.read(ctx, func(q querier) error {
		rows, err := q.QueryContext(ctx, `SELECT published, content FROM form ORDER BY id, version`)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }() // rows.Err tells
		for rows.Next() {
			var k campaign.KeptForm
			var content []byte
			if err = rows.Scan(&k.Published, &content); err != nil {
				return err
			}
			if k.Form, err = form.Decode(content); err != nil {
				return err
			}
			all = append(all, k)
		}
		return rows.Err()
	})
	return all, failed("Forms", err)
}

// findForm reads a version of a form; a version that is not kept is nil and not published.
func findForm(ctx context.Context, q querier, id string, version int64) (f *form.Form, published bool, err error) {
	var content []byte
	row := q.QueryRowContext(ctx, `SELECT published, content FROM form WHERE id = ? AND version = ?`, id, version)
	found, err := one(row, &published, &content)
	if err != nil || !found {
		return nil, false, err
	}
	f, err = form.Decode(content)
	return f, published, err
}

// publishedForms reads the versions of a form that are published, in ascending order; those that are remembered are
// not decoded again.
func publishedForms(ctx context.Context, q querier, m *memory, id string) ([]*form.Form, error) {
	versions, err := numbers(q.QueryContext(ctx, `SELECT version FROM form WHERE id = ? AND published = 1 ORDER BY version`, id))
	if err != nil {
		return nil, err
	}
	all := make([]*form.Form, len(versions))
	for i, v := range versions {
		if p, ok := m.plan(id, v); ok {
			all[i] = p.form
		} else if all[i], _, err = findForm(ctx, q, id, v); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// numbers reads a query of one number per record.
func numbers(rows *sql.Rows, err error) ([]int64, error) {
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // rows.Err tells
	var all []int64
	for rows.Next() {
		var n int64
		if err = rows.Scan(&n); err != nil {
			return nil, err
		}
		all = append(all, n)
	}
	return all, rows.Err()
}
