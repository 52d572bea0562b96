package sqlite

import (
	"bytes"
	"context"

	"releve/internal/paper"
	"releve/internal/problem"
)

const insertLayout = `
INSERT INTO layout (
    number,
    campaign_id,
    position,
    content,
    sum
) VALUES (?, ?, ?, ?, ?)`

// KeepLayout keeps where everything stands on a printed questionnaire; see paper.Store.
func (db *DB) KeepLayout(ctx context.Context, l *paper.Layout) error {
	content, wrong := encodeLayout(l)
	if wrong != nil {
		return failed("KeepLayout", wrong)
	}
	err := db.writer.write(ctx, func(ctx context.Context, q querier) error {
		at, err := findPlace(ctx, q, l.Campaign)
		if err != nil {
			return err
		}
		var kept []byte
		found, err := one(q.QueryRowContext(ctx, `SELECT content FROM layout WHERE number = ?`, l.Number), &kept)
		switch {
		case err != nil:
			return err
		case found && !bytes.Equal(kept, content):
			return problem.New(problem.Conflict, "paper.layout.taken", problem.Args{"value": l.Number})
		case found:
			return nil
		}
		var position int64
		row := q.QueryRowContext(ctx, `SELECT COALESCE(MAX(position), 0) + 1 FROM layout WHERE campaign_id = ?`, at.id)
		if err = row.Scan(&position); err != nil {
			return err
		}
		return insertSealed(ctx, q, "layout", insertLayout, l.Number, at.id, position, content)
	})
	return failed("KeepLayout", err)
}

// encodeLayout writes a layout as its file. One that could not be read again is refused.
func encodeLayout(l *paper.Layout) ([]byte, error) {
	var content bytes.Buffer
	if err := paper.EncodeLayout(&content, l); err != nil {
		return nil, err
	}
	_, err := paper.DecodeLayout(bytes.NewReader(content.Bytes()))
	return content.Bytes(), err
}

// Layout returns the layout with a number; see paper.Store. It never changes, so that it is remembered.
func (db *DB) Layout(ctx context.Context, number string) (*paper.Layout, error) {
	var l *paper.Layout
	err := db.read(ctx, func(q querier) (err error) {
		l, err = db.layout(ctx, q, number)
		return err
	})
	return l, failed("Layout", err)
}

func (db *DB) layout(ctx context.Context, q querier, number string) (*paper.Layout, error) {
	if l, ok := db.memory.layout(number); ok {
		return l, nil
	}
	var content []byte
	found, err := one(q.QueryRowContext(ctx, `SELECT content FROM layout WHERE number = ?`, number), &content)
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, unknownLayout(number)
	}
	l, err := paper.DecodeLayout(bytes.NewReader(content))
	if err == nil {
		db.memory.setLayout(l)
	}
	return l, err
}

// unknownLayout is the problem of a number that no layout has.
func unknownLayout(number string) *problem.Error {
	return problem.New(problem.NotFound, "paper.layout.unknown", problem.Args{"value": number})
}

// Layouts returns the layouts of a campaign, the newest first; see paper.Store.
func (db *DB) Layouts(ctx context.Context, slug string) ([]*paper.Layout, error) {
	var all []*paper.Layout
	err := db.read(ctx, func(q querier) error {
		at, err := findPlace(ctx, q, slug)
		if err != nil {
			return err
		}
		numbers, err := texts(ctx, q, `SELECT number FROM layout WHERE campaign_id = ? ORDER BY position DESC`, at.id)
		if err != nil {
			return err
		}
		all = make([]*paper.Layout, len(numbers))
		for i, number := range numbers {
			if all[i], err = db.layout(ctx, q, number); err != nil {
				return err
			}
		}
		return nil
	})
	return all, failed("Layouts", err)
}
