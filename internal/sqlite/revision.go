package sqlite

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/sheet"
)

// revised is what a revision keeps of a sheet, as JSON.
type revised struct {
	Version     int64              `json:"version"`
	Participant string             `json:"participant,omitempty"`
	Follows     string             `json:"follows,omitempty"`
	Shared      int                `json:"shared,omitempty"`
	Date        string             `json:"date"`
	Precision   string             `json:"precision"`
	Language    string             `json:"language"`
	Status      string             `json:"status"`
	Reason      string             `json:"reason,omitempty"`
	Answers     map[string]coded   `json:"answers"`
	Rows        []map[string]coded `json:"rows"`
}

// coded is an answer without free text.
type coded struct {
	Codes  []string `json:"codes,omitempty"`
	Number *int64   `json:"number,omitempty"`
	Date   string   `json:"date,omitempty"`
}

// newRevised keeps of a sheet what is no free text. The form says which questions ask for a date: their answers are
// texts too, but no free ones.
func newRevised(f *form.Form, s *sheet.Sheet) revised {
	dates := map[string]bool{}
	for q := range f.All() {
		dates[q.Code] = q.Kind.Name() == "date"
	}
	r := revised{
		Version: s.Version, Participant: s.Participant, Follows: s.Follows, Shared: s.Shared, Date: s.Date,
		Precision: string(s.Precision), Language: string(s.Language), Status: string(s.Status), Reason: s.Reason,
		Answers: codedOf(s.Answers, dates),
	}
	for _, row := range s.Rows {
		r.Rows = append(r.Rows, codedOf(row, dates))
	}
	if s.Rows != nil && r.Rows == nil {
		r.Rows = []map[string]coded{}
	}
	return r
}

func codedOf(answers form.Answers, dates map[string]bool) map[string]coded {
	out := map[string]coded{}
	for code, a := range answers {
		c := coded{Codes: a.Codes}
		if a.Numbered {
			c.Number = &a.Number
		}
		if dates[code] {
			c.Date = a.Text
		}
		if len(c.Codes) > 0 || c.Number != nil || c.Date != "" {
			out[code] = c
		}
	}
	return out
}

// sheet returns what was kept, as a sheet.
func (r revised) sheet(id sheet.ID) *sheet.Sheet {
	s := &sheet.Sheet{
		ID: id, Participant: r.Participant, Version: r.Version, Follows: r.Follows, Shared: r.Shared, Date: r.Date,
		Precision: sheet.Precision(r.Precision), Status: sheet.Status(r.Status), Reason: r.Reason, Answers: answersOf(r.Answers),
	}
	put(&s.Language, r.Language)
	if r.Rows != nil {
		s.Rows = []form.Answers{}
	}
	for _, row := range r.Rows {
		s.Rows = append(s.Rows, answersOf(row))
	}
	return s
}

func answersOf(kept map[string]coded) form.Answers {
	out := form.Answers{}
	for code, c := range kept {
		a := form.Answer{Codes: c.Codes, Text: c.Date}
		if c.Number != nil {
			a.Number, a.Numbered = *c.Number, true
		}
		out[code] = a
	}
	return out
}

// The salt and the digest are those of the content that is about to be replaced.
const insertRevision = `
INSERT INTO revision (
    campaign_id,
    sheet_id,
    number,
    altered_at,
    account,
    what,
    before,
    salt,
    digest
)
SELECT
    r.campaign_id,
    r.sheet_id,
    1 + (
        SELECT COUNT(*)
        FROM revision
        WHERE campaign_id = ?1 AND sheet_id = r.sheet_id
    ),
    ?3,
    ?4,
    ?5,
    ?6,
    r.salt,
    r.digest
FROM row r
WHERE r.campaign_id = ?1 AND r.place = ?2`

// remember keeps what the sheet is before it is altered.
func (w *alterer) remember(ctx context.Context, a campaign.Alteration) error {
	p, err := w.db.unpacker(ctx, w.q, w.at).plan(w.old.Sheet.Version)
	if err != nil {
		return err
	}
	before, err := json.Marshal(newRevised(p.form, w.old.Sheet))
	if err != nil {
		return fmt.Errorf("write revision: %w", err)
	}
	_, err = w.q.ExecContext(ctx, insertRevision, w.at.id, w.old.Place, w.db.now().Unix(), a.By, a.What, string(before))
	if err != nil {
		return err
	}
	id := a.Sheet.ID
	return seal(ctx, w.q, "revision", `WHERE campaign_id = ? AND sheet_id = ? AND sum IS NULL`, w.at.id, id[:])
}

const selectRevisions = `
SELECT
    altered_at,
    account,
    what,
    before
FROM revision
WHERE campaign_id = ? AND sheet_id = ?
ORDER BY number`

// selectHistory reads what a sheet was before, the oldest first.
func selectHistory(ctx context.Context, q querier, campaignID int64, id sheet.ID) ([]campaign.Revision, error) {
	rows, err := q.QueryContext(ctx, selectRevisions, campaignID, id[:])
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // rows.Err tells
	var all []campaign.Revision
	for rows.Next() {
		var r campaign.Revision
		var at int64
		var before []byte
		if err = rows.Scan(&at, &r.By, &r.What, &before); err != nil {
			return nil, err
		}
		var kept revised
		if err = json.Unmarshal(before, &kept); err != nil {
			return nil, fmt.Errorf("read revision: %w", err)
		}
		r.At, r.Before = time.Unix(at, 0).UTC(), kept.sheet(id)
		all = append(all, r)
	}
	return all, rows.Err()
}

const deleteRevisions = `
DELETE FROM revision
WHERE campaign_id = ? AND sheet_id = ?`

const selectFormer = `
SELECT
    salt,
    digest
FROM revision
WHERE campaign_id = ? AND sheet_id = ?`
