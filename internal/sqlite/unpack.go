package sqlite

import (
	"encoding/json"
	"fmt"
	"time"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/sheet"
)

// unpacker turns records back into sheets.
type unpacker struct {
	plan  func(version int64) (*plan, error)
	token func(number int64) (string, error)
}

// first returns the sheet of its first record, without the rows that may follow.
func (u *unpacker) first(r record) (campaign.Kept, error) {
	k := campaign.Kept{Sheet: &sheet.Sheet{}, Rows: 1}
	k.Place, _ = r[colPlace].(int64)
	k.Change, _ = r[colChange].(int64)
	k.Erased = r[colErased] == int64(1)
	k.Trial = r[colTrial] == int64(1)
	id, _ := r[colSheet].([]byte)
	if k.Erased && len(id) == 0 {
		return k, nil // its place was given up
	}
	if copy(k.Sheet.ID[:], id) != len(k.Sheet.ID) {
		return k, fmt.Errorf("read sheet: place %d has no id", k.Place)
	}
	if k.Erased {
		return k, nil
	}
	return k, u.content(r, k.Sheet)
}

func (u *unpacker) content(r record, s *sheet.Sheet) error {
	s.Version, _ = r[colVersion].(int64)
	p, err := u.plan(s.Version)
	if err != nil {
		return err
	}
	s.Participant = text(r[colParticipant])
	s.Follows = unpackFollows(r[colFollows])
	if shared, ok := r[colShared].(int64); ok {
		s.Shared = int(shared)
	}
	if worker, ok := r[colWorker].(int64); ok {
		if s.Worker, err = u.token(worker); err != nil {
			return err
		}
	}
	s.Date = text(r[colDate])
	put(&s.Precision, r[colPrecision])
	if at, ok := r[colReceived].(int64); ok {
		s.ReceivedAt = time.Unix(at, 0).UTC()
	}
	put(&s.Channel, r[colChannel])
	put(&s.Language, r[colLanguage])
	put(&s.Status, r[colStatus])
	s.Reason = text(r[colStatusReason])
	more, err := unpackRest(r)
	if err != nil {
		return err
	}
	if s.Answers, err = read(p.sheet, r, more); err != nil {
		return err
	}
	if p.form.Repeat() == nil {
		return nil
	}
	s.Rows = []form.Answers{}
	return appendRow(p, s, r, more)
}

// row adds a further record to its sheet.
func (u *unpacker) row(k *campaign.Kept, r record) error {
	k.Rows++
	if k.Erased {
		return nil
	}
	p, err := u.plan(k.Sheet.Version)
	if err != nil {
		return err
	}
	more, err := unpackRest(r)
	if err != nil {
		return err
	}
	return appendRow(p, k.Sheet, r, more)
}

// appendRow adds the row that a record holds; the record of a sheet without rows holds none.
func appendRow(p *plan, s *sheet.Sheet, r record, more rest) error {
	if r[colIdx] == int64(0) {
		return nil
	}
	answers, err := read(p.row, r, more)
	s.Rows = append(s.Rows, answers)
	return err
}

func read(slots []slot, from record, more rest) (form.Answers, error) {
	answers := make(form.Answers, len(slots))
	for i := range slots {
		a, err := slots[i].read(from, more)
		if err != nil {
			return nil, fmt.Errorf("read answer: %w", err)
		}
		if !a.Blank() {
			answers[slots[i].code] = a
		}
	}
	return answers, nil
}

func unpackRest(r record) (rest, error) {
	var more rest
	kept := text(r[colRest])
	if kept == "" {
		return more, nil
	}
	if err := json.Unmarshal([]byte(kept), &more); err != nil {
		return nil, fmt.Errorf("read answers: %w", err)
	}
	return more, nil
}

func unpackFollows(v any) string {
	b, _ := v.([]byte)
	switch len(b) {
	case 0:
		return ""
	case len(sheet.ID{}):
		return sheet.ID(b).String()
	default:
		return sheet.Unknown
	}
}

// put fills a field with the text of a column, whatever kind of text the field is.
func put[T ~string](into *T, v any) { *into = T(text(v)) }
