package sqlite

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/sheet"
)

// packed is a sheet written as records. What is known only in the transaction is still missing: campaign, place,
// change, trial and the worker's number.
type packed struct {
	sheet   *sheet.Sheet
	records []record
	follows []byte           // the sheet it resumes, nil for none and unknown
	proof   campaign.Proof   // zero: none
	origin  *campaign.Origin // nil: it is not from paper
	closing int              // of the batch that gives the sheet, 0: none
	alone   bool             // the form has no repeat, so that every sheet of the id has the same idx
}

// errFollows says that a sheet follows what is no id.
var errFollows = errors.New("sheet follows what is no id in its one form")

// unknownFollows is kept for a sheet that resumes one nobody can name.
const unknownFollows = 0

// pack writes a sheet as records. It refuses a sheet that would not come back the same.
func pack(p *plan, s *sheet.Sheet, salt sheet.Salt) (*packed, error) {
	base, more, err := p.base(s)
	if err != nil {
		return nil, err
	}
	base[colSheet] = s.ID[:]
	out := &packed{sheet: s, alone: p.form.Repeat() == nil}
	if out.follows, err = packFollows(s.Follows); err != nil {
		return nil, err
	}
	if s.Follows == sheet.Unknown {
		base[colFollows] = []byte{unknownFollows}
	} else if out.follows != nil {
		base[colFollows] = out.follows
	}
	if out.records, err = p.records(base, more, s); err != nil {
		return nil, err
	}
	digest := s.Digest(salt)
	out.records[0][colSalt], out.records[0][colDigest] = salt[:], digest[:]
	return out, nil
}

// base writes what belongs to the sheet as a whole.
func (p *plan) base(s *sheet.Sheet) (record, rest, error) {
	r := make(record, columns)
	r[colErased] = 0
	r[colVersion] = s.Version
	r[colParticipant] = orNull(s.Participant)
	if s.Shared != 0 {
		r[colShared] = s.Shared
	}
	r[colDate] = s.Date
	r[colPrecision] = string(s.Precision)
	if !s.ReceivedAt.IsZero() {
		r[colReceived] = s.ReceivedAt.Unix()
	}
	r[colChannel] = string(s.Channel)
	r[colLanguage] = string(s.Language)
	r[colStatus] = string(s.Status)
	r[colStatusReason] = orNull(s.Reason)
	more := rest{}
	return r, more, write(p.sheet, s.Answers, r, more)
}

// records writes one record for each row, the first with what stands nowhere else.
func (p *plan) records(base record, more rest, s *sheet.Sheet) ([]record, error) {
	repeat := p.form.Repeat() != nil
	if !repeat && len(s.Rows) > 0 {
		return nil, errors.New("keep sheet: rows of a form without a repeat")
	}
	if len(s.Rows) == 0 {
		base[colIdx] = 1
		if repeat {
			base[colIdx] = 0
		}
		return []record{base}, more.into(base)
	}
	out := make([]record, len(s.Rows))
	for i, answers := range s.Rows {
		r := slices.Clone(base)
		r[colIdx] = i + 1
		if i > 0 {
			more = rest{}
		}
		if err := write(p.row, answers, r, more); err != nil {
			return nil, err
		}
		if err := more.into(r); err != nil {
			return nil, err
		}
		out[i] = r
	}
	return out, nil
}

// write puts answers into a record, all of them.
func write(slots []slot, answers form.Answers, into record, more rest) error {
	written := 0
	for i := range slots {
		a, ok := answers[slots[i].code]
		if !ok {
			continue
		}
		if err := slots[i].write(a, into, more); err != nil {
			return err
		}
		written++
	}
	if written != len(answers) {
		return fmt.Errorf("keep answers: %d of %d are to questions that the form does not have there", len(answers)-written, len(answers))
	}
	return nil
}

func (m rest) into(r record) error {
	if len(m) == 0 {
		return nil
	}
	data, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("write answers: %w", err)
	}
	r[colRest] = string(data)
	return nil
}

func packFollows(s string) ([]byte, error) {
	if s == "" || s == sheet.Unknown {
		return nil, nil
	}
	id, wrong := sheet.ParseID(s)
	if wrong != nil || id.String() != s {
		return nil, errFollows
	}
	return id[:], nil
}

func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}
