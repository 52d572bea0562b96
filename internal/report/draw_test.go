package report_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/sheet"
)

// drawn returns sheets at random over everything that the figures look at: services and none, tokens, dates inside
// and outside of the period, late receptions, every status, shared minutes, chains, repeats with no rows.
func drawn(tb testing.TB, c *campaign.Campaign, seed uint64, n int) []*sheet.Sheet {
	tb.Helper()
	r := rand.New(rand.NewPCG(seed, 1))
	sheets := make([]*sheet.Sheet, n)
	for i := range sheets {
		s := &sheet.Sheet{
			Version: c.Version, Precision: sheet.Day, Status: sheet.Received, Language: "fr", Answers: form.Answers{},
			Participant: pick(r, "", "s1", "s1", "s2", "s3", "s4", "s5", "s6"), Worker: pick(r, "", "a", "b", "c", "d"),
			Date:    time.Date(2026, time.February, 20+r.IntN(55), 0, 0, 0, 0, time.UTC).Format(time.DateOnly),
			Channel: pick(r, sheet.Channels()...), ReceivedAt: time.Date(2026, time.March, 1+r.IntN(60), 9, 0, 0, 0, time.UTC),
		}
		s.ID[0], s.ID[6], s.ID[8] = pick(r, []byte("0123456789")...), 0x40, 0x80
		s.ID[1], s.ID[2] = byte(i>>8), byte(i)
		if r.IntN(4) == 0 {
			s.Status = pick(r, sheet.Statuses()...)
		}
		if r.IntN(8) == 0 {
			s.Shared = 2 + r.IntN(5)
		}
		if i > 0 && c.Form().Repeat() == nil && r.IntN(5) == 0 {
			s.Follows = pick(r, sheet.Unknown, sheets[r.IntN(i)].ID.String(), "00000000-0000-4000-8000-0000000000ff")
		}
		draw(r, c.Form(), s)
		sheets[i] = s
	}
	return sheets
}

// draw answers the questions of a sheet, some of them not.
func draw(r *rand.Rand, f *form.Form, s *sheet.Sheet) {
	if f.Repeat() != nil {
		s.Rows = make([]form.Answers, r.IntN(4))
		for i := range s.Rows {
			s.Rows[i] = form.Answers{}
		}
	}
	for q, inside := range f.All() {
		if !inside {
			put(r, q, s.Answers)
			continue
		}
		for _, row := range s.Rows {
			put(r, q, row)
		}
	}
}

func put(r *rand.Rand, q *form.Question, into form.Answers) {
	if r.IntN(5) == 0 {
		return
	}
	var a form.Answer
	switch {
	case q.Bands != nil:
		a.Codes = []string{q.Bands.Bands[r.IntN(len(q.Bands.Bands))].Code}
		if q.Exact && r.IntN(6) == 0 {
			a.Number, a.Numbered = int64(r.IntN(300)), true
			a.Codes = []string{q.Bands.Holding(a.Number).Code}
		}
	case q.List != nil:
		var codes []string
		for c := range q.List.All() {
			codes = append(codes, c.Code)
		}
		a.Codes = []string{pick(r, codes...)}
		if q.Kind.Name() == "multiple" && r.IntN(2) == 0 {
			at := r.IntN(len(codes) - 1)
			a.Codes = codes[at : at+2]
		}
	default:
		a.Text = fmt.Sprintf("=1+%d", r.IntN(9))
	}
	into[q.Code] = a
}

func pick[T any](r *rand.Rand, values ...T) T { return values[r.IntN(len(values))] }

// manyServices gives a campaign six services, one of which logs nothing, with names that spreadsheets trip over.
func manyServices(c *campaign.Campaign) {
	c.Participants = nil
	for i, name := range []string{"Service un", "SERVICE UN", "'t loket", `=1+1 "~*?"`, "1030", "(sans service)", "Personne"} {
		c.Participants = append(c.Participants, campaign.Participant{
			Code: fmt.Sprintf("s%d", i+1), Name: name, Kind: campaign.Kinds()[i%4], Own: []string{}, Headcount: i,
		})
	}
}
