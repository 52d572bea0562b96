package web

import (
	"strings"
	"time"
	"unicode/utf8"

	"releve/internal/problem"
	"releve/internal/scan"
)

// newBatchPage makes a batch.
type newBatchPage struct {
	*deskPage

	Fields []fieldView
}

// mostBatchName is how long a batch's name may be, in signs.
const mostBatchName = 60

// newBatch shows the form that makes a batch.
func (s *Server) newBatch(v *visit) error {
	zone, err := v.campaign.Location()
	if err != nil {
		return err //nolint:wrapcheck // a fault of ours
	}
	b := scan.Batch{Period: s.Now().In(zone).Format("2006-01")}
	return s.answer(v, "batch-new", s.newBatchForm(v, b))
}

// newBatchForm is the form, filled in with a batch.
func (s *Server) newBatchForm(v *visit, b scan.Batch) *newBatchPage {
	p := &newBatchPage{deskPage: s.batchDesk(v, "desk.batch.new")}
	services := []option{{Value: "", Label: v.t.Text("desk.service.none", nil)}}
	for _, service := range v.campaign.Participants {
		services = append(services, option{Value: service.Code, Label: service.Name})
	}
	p.Fields = []fieldView{
		p.field("name", "desk.batch.name", "desk.batch.name.hint", b.Name),
		p.field("period", "desk.batch.period", "desk.batch.period.hint", b.Period).needed(),
		p.field("service", "desk.batch.service", "desk.batch.service.hint", b.Participant).among(services),
	}
	return p
}

// createBatch keeps a new batch, and goes on to its page, where files are added.
func (s *Server) createBatch(v *visit) error {
	posted := v.posted()
	b := scan.Batch{
		Campaign: v.campaign.Slug, Name: strings.TrimSpace(posted.Get("name")), Period: strings.ToUpper(strings.TrimSpace(posted.Get("period"))),
		Participant: posted.Get("service"), Made: s.Now().UTC().Truncate(time.Second),
	}
	var wrong problem.List
	if utf8.RuneCountInString(b.Name) > mostBatchName {
		wrong = append(wrong, problem.New(problem.Invalid, "desk.batch.name.long", problem.Args{"n": mostBatchName}).At("name"))
	}
	if _, _, refused := scan.ParsePeriod(b.Period); refused != nil {
		wrong = append(wrong, refused.At("period"))
	}
	if _, known := v.campaign.Participant(b.Participant); !known && b.Participant != "" {
		args := problem.Args{"value": b.Participant, "slug": b.Campaign}
		wrong = append(wrong, problem.New(problem.Invalid, "campaign.participant.unknown", args).At("service"))
	}
	err := wrong.OrNil()
	if err == nil {
		if b.ID, err = scan.NewID(s.Random); err != nil {
			return err
		}
		err = s.Scans.CreateBatch(v.Request().Context(), b)
	}
	if err != nil {
		return s.refuse(v, err, "batch-new", s.newBatchForm(v, b))
	}
	return s.redirect(v, after(deskRoot+"/"+b.Campaign+"/batches/"+b.ID, "batch", 0))
}
