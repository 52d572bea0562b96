package web

import (
	"cmp"
	"context"
	"strings"

	"releve/internal/campaign"
	"releve/internal/locale"
	"releve/internal/problem"
	"releve/internal/scan"
)

// batchesPage lists the batches of a campaign.
type batchesPage struct {
	*deskPage

	Lines   []batchLine
	Scanned string // how well paper was read so far, "" before a batch was closed
}

// batchLine is a batch in the list.
type batchLine struct {
	To, Name, Period, Service, Made, State string
	Pages                                  int
	Closed                                 bool
}

// listBatches answers with the batches of a campaign, the newest first.
func (s *Server) listBatches(v *visit) error {
	all, err := s.Scans.Batches(v.Request().Context(), v.campaign.Slug)
	if err != nil {
		return err //nolint:wrapcheck // problems
	}
	p := &batchesPage{deskPage: s.batchDesk(v, "desk.batches.title")}
	for _, b := range all {
		p.Lines = append(p.Lines, batchLine{
			To: p.At("/batches/" + b.ID), Name: batchName(v.t, b), Period: periodText(v.t, b.Period),
			Service: serviceName(v.t, v.campaign, b.Participant), Made: v.t.Date(b.Made.Format("2006-01-02")),
			State: batchState(v.t, b), Pages: pagesOf(b), Closed: !b.Closed.IsZero(),
		})
	}
	p.Scanned = scannedText(v.t, v.campaign.Scanned)
	return s.answer(v, "batches", p)
}

// scannedText tells how well paper was read in all closed batches.
func scannedText(t *locale.Printer, c campaign.Scanned) string {
	if c.Sampled == 0 {
		return ""
	}
	return rateText(t, "desk.batches.rate", c.Sampled, c.Wrong)
}

// batchName returns a batch's name, the day it was made on where it has none.
func batchName(t *locale.Printer, b scan.Batch) string {
	return cmp.Or(b.Name, t.Text("desk.batch.unnamed", problem.Args{"date": t.Date(b.Made.Format("2006-01-02"))}))
}

// periodText writes a week or month.
func periodText(t *locale.Printer, period string) string {
	first, _, wrong := scan.ParsePeriod(period)
	if wrong != nil {
		return ""
	}
	year, week, isWeek := strings.Cut(period, "-W")
	if isWeek {
		return t.Text("desk.batch.week", problem.Args{"week": strings.TrimLeft(week, "0"), "year": year})
	}
	return t.Text("date.month."+first.Format("1"), nil) + space + year
}

// pagesOf returns how many pages of a batch are known of.
func pagesOf(b scan.Batch) int {
	n := b.Waiting
	for _, m := range b.Pages {
		n += m
	}
	return n
}

// batchState tells in a word where a batch stands.
func batchState(t *locale.Printer, b scan.Batch) string {
	switch {
	case !b.Closed.IsZero():
		return t.Text("desk.batch.state.closed", nil)
	case busy(b):
		return t.Text("desk.batch.state.reading", nil)
	default:
		return t.Text("desk.batch.state.open", nil)
	}
}

// busy says whether pages of a batch are not read yet.
func busy(b scan.Batch) bool {
	for _, f := range b.Files {
		if f.Fault == "" && (f.Pages == 0 || f.Done < f.Pages) {
			return true
		}
	}
	return b.Waiting > 0
}

// batchOf reads the batch of an address.
func (s *Server) batchOf(ctx context.Context, v *visit) (scan.Batch, error) {
	b, err := s.Scans.Batch(ctx, v.campaign.Slug, v.Param(paramBatch))
	if err != nil {
		return scan.Batch{}, err //nolint:wrapcheck // problems
	}
	return b, nil
}
