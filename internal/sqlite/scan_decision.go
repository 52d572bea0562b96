package sqlite

import (
	"bytes"
	"context"
	"encoding/gob"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"releve/internal/paper"
	"releve/internal/problem"
	"releve/internal/scan"
)

const insertDecision = `
INSERT INTO decision (
    batch,
    number,
    page,
    field,
    line,
    free,
    sample,
    agreed,
    picked,
    illegible,
    account,
    sum
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

// Decide keeps what a person says of a field; see scan.Images.
func (s *Scans) Decide(ctx context.Context, slug, batch string, d scan.Decision) error {
	picked, wrong := json.Marshal(d.Values)
	if wrong != nil {
		return fmt.Errorf("write decision: %w", wrong)
	}
	err := s.changeOpen(ctx, slug, batch, func(ctx context.Context, q querier, h held) error {
		var reading []byte
		found, err := one(q.QueryRowContext(ctx, `SELECT p.reading`+wherePage, h.number, d.Image), &reading)
		if err != nil {
			return err
		}
		if !found {
			return unknownScan()
		}
		line, free, err := s.lineOf(ctx, q, reading, d.Field)
		if err != nil {
			return err
		}
		free = free && slices.ContainsFunc(d.Values, isText)
		var number int64
		row := q.QueryRowContext(ctx, `SELECT COALESCE(MAX(number), 0) + 1 FROM decision WHERE batch = ?`, h.number)
		if err = row.Scan(&number); err != nil {
			return err
		}
		return insertSealed(ctx, q, "decision", insertDecision, h.number, number, d.Image, d.Field, line, free, d.Sample, d.Agreed,
			string(picked), d.Illegible, d.By)
	})
	return failed("Decide", err)
}

// isText says whether a person copied a handwritten word, rather than name the choice that it means.
func isText(value string) bool {
	_, isCode := scan.NameIn(value)
	return !isCode
}

// lineOf returns the line of a page that a field belongs to, and whether what a person says of it is what somebody wrote
// by hand. Of a page without a layout that is kept, it may be.
func (s *Scans) lineOf(ctx context.Context, q querier, reading []byte, field int) (line int, free bool, err error) {
	var p scan.Page
	if err = gob.NewDecoder(bytes.NewReader(reading)).Decode(&p); err != nil {
		return 0, false, fmt.Errorf("read page: %w", err)
	}
	l, err := s.db.layout(ctx, q, p.Code.Layout)
	if problem.KindOf(err) == problem.NotFound {
		return 0, true, nil
	}
	if err != nil {
		return 0, false, err
	}
	if at := p.Code.Page - 1; at >= 0 && at < len(l.Pages) && field >= 0 && field < len(l.Pages[at].Fields) {
		f := l.Pages[at].Fields[field]
		return f.Line, f.Fill == paper.Write && !strings.HasPrefix(f.Question, "_"), nil
	}
	return 0, true, nil
}

const selectDecisions = `
SELECT
    number,
    page,
    field,
    sample,
    agreed,
    picked,
    illegible,
    account
FROM decision
WHERE batch = ?`

func readDecisions(ctx context.Context, q querier, query string, args ...any) (numbers []int64, all []scan.Decision, err error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = rows.Close() }() // rows.Err tells
	for rows.Next() {
		var d scan.Decision
		var number int64
		var picked []byte
		if err = rows.Scan(&number, &d.Image, &d.Field, &d.Sample, &d.Agreed, &picked, &d.Illegible, &d.By); err != nil {
			return nil, nil, err
		}
		if err = json.Unmarshal(picked, &d.Values); err != nil {
			return nil, nil, fmt.Errorf("read decision: %w", err)
		}
		numbers, all = append(numbers, number), append(all, d)
	}
	return numbers, all, rows.Err()
}

// Undo forgets the last decision of an account in a batch; see scan.Images.
func (s *Scans) Undo(ctx context.Context, slug, batch, by string) (scan.Decision, error) {
	var undone scan.Decision
	err := s.changeOpen(ctx, slug, batch, func(ctx context.Context, q querier, h held) error {
		numbers, all, err := readDecisions(ctx, q, selectDecisions+` AND account = ? ORDER BY number DESC LIMIT 1`, h.number, by)
		if err != nil {
			return err
		}
		if len(all) == 0 {
			return problem.New(problem.NotFound, "scan.undo.nothing", nil)
		}
		undone = all[0]
		s.db.writer.scrub = true
		_, err = q.ExecContext(ctx, `DELETE FROM decision WHERE batch = ? AND number = ?`, h.number, numbers[0])
		return err
	})
	if err != nil {
		return scan.Decision{}, failed("Undo", err)
	}
	return undone, nil
}

// Decisions returns the decisions that stand; see scan.Images.
func (s *Scans) Decisions(ctx context.Context, slug, batch string) ([]scan.Decision, error) {
	var standing []scan.Decision
	err := s.db.read(ctx, func(q querier) error {
		h, err := findBatch(ctx, q, slug, batch)
		if err != nil {
			return err
		}
		_, all, err := readDecisions(ctx, q, selectDecisions+` ORDER BY page, field, number`, h.number)
		for _, d := range all {
			if last := len(standing) - 1; last >= 0 && standing[last].Image == d.Image && standing[last].Field == d.Field {
				standing = standing[:last]
			}
			standing = append(standing, d)
		}
		return err
	})
	return standing, failed("Decisions", err)
}
