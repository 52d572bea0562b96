package web

import (
	"time"

	"releve/internal/campaign"
	"releve/internal/problem"
	"releve/internal/sheet"
)

// read reads the corrected sheet as any sheet is read, identifiers in texts included. What a correction cannot touch
// stays: how, when and from where the sheet came in, its language, and what it resumes.
func (e editing) read(k *campaign.Campaign, now time.Time) (*sheet.Sheet, error) {
	next, err := sheet.Read(e.form, e.sent, now)
	wrong := problem.All(err)
	if err != nil && len(wrong) == 0 {
		return nil, err
	}
	if e.sent.Date == "" {
		wrong = append(wrong, problem.New(problem.Invalid, "sheet.required", nil).At(sheet.FieldDate))
	}
	if _, known := k.Participant(e.service); !known && e.service != "" && e.service != e.Sheet.Participant {
		p := problem.New(problem.Invalid, "desk.filter.unknown", problem.Args{"value": e.service})
		wrong = append(wrong, p.At(fieldService))
	}
	if err = wrong.OrNil(); err != nil {
		return nil, err
	}
	was := e.Sheet
	next.Participant, next.Worker, next.Channel, next.ReceivedAt = e.service, was.Worker, was.Channel, was.ReceivedAt
	next.Status, next.Reason = was.Status.Corrected(), was.Reason
	return next, nil
}
