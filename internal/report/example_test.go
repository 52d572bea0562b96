package report_test

import (
	"bytes"
	"cmp"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/locale"
	"releve/internal/need"
	"releve/internal/report"
	"releve/internal/sheet"
	"releve/internal/tally"
)

func definitions(tb testing.TB) fs.FS {
	tb.Helper()
	return os.DirFS(filepath.Join(need.Root(tb), "reports"))
}

func synthese(tb testing.TB) *report.Definition {
	tb.Helper()
	d, err := report.Load(definitions(tb), "synthese")
	if err != nil {
		tb.Fatal(err)
	}
	return d
}

func catalogue(tb testing.TB) *locale.Catalogue {
	tb.Helper()
	c, err := messages()
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

// Reading the questionnaires and the messages takes longer than what is tested; neither ever changes.
var (
	shipped  = sync.OnceValues(func() (*form.Library, error) { return form.Load(os.DirFS(filepath.Join("..", "..", "forms"))) })
	messages = sync.OnceValues(locale.Load)
)

// newCampaign returns a campaign of a shipped questionnaire with two services.
func newCampaign(tb testing.TB, id string) *campaign.Campaign {
	tb.Helper()
	library, err := shipped()
	if err != nil {
		tb.Fatal(err)
	}
	f, ok := library.Form(id)
	if !ok {
		tb.Fatalf("no form %s", id)
	}
	return &campaign.Campaign{
		Slug: "essai", Title: "Essai", FormID: f.ID, Version: f.Version, From: "2026-03-01", To: "2026-03-31", Zone: "Europe/Brussels",
		Language: "fr", State: campaign.Open, Groups: f.Groups, Outcome: f.Outcome, CountLate: true, CountOutside: true,
		ProcedureText: f.ProcedureText, Forms: []*form.Form{f},
		Participants: []campaign.Participant{{Code: "s1", Name: "Service un"}, {Code: "s2", Name: "Service deux"}},
	}
}

// answered returns a sheet of a service with one code for each question.
func answered(c *campaign.Campaign, participant string, codes map[string]string) *sheet.Sheet {
	s := &sheet.Sheet{
		Participant: participant, Version: c.Version, Date: "2026-03-12", Precision: sheet.Day, Channel: sheet.Keyed, Language: "fr",
		Status: sheet.Received, Answers: form.Answers{},
	}
	for question, code := range codes {
		s.Answers[question] = form.Answer{Codes: []string{code}}
	}
	return s
}

// source puts sheets into columns.
func source(tb testing.TB, c *campaign.Campaign, f tally.Filter, sheets ...*sheet.Sheet) report.Source {
	tb.Helper()
	columns := tally.NewColumns(c)
	kept := make([]campaign.Kept, len(sheets))
	place := int64(0)
	for i, s := range sheets {
		if s.ID == (sheet.ID{}) {
			s.ID[0], s.ID[1] = byte(i>>8), byte(i)
		}
		kept[i] = campaign.Kept{Sheet: s, Place: place, Rows: max(len(s.Rows), 1)}
		if err := columns.Put(kept[i]); err != nil {
			tb.Fatal(err)
		}
		place += int64(kept[i].Rows)
	}
	slices.SortStableFunc(kept, func(a, b campaign.Kept) int {
		return cmp.Or(strings.Compare(a.Sheet.Date, b.Sheet.Date), bytes.Compare(a.Sheet.ID[:], b.Sheet.ID[:]))
	})
	return report.Source{
		Columns: columns, Campaign: c, Filter: f, Options: report.Options{Made: made(), Notice: "!"},
		Sheets: func() iter.Seq2[campaign.Kept, error] {
			return func(yield func(campaign.Kept, error) bool) {
				for _, k := range kept {
					if f.Sheet(c, k.Sheet) && !yield(k, nil) {
						return
					}
				}
			}
		},
	}
}

// counted counts sheets.
func counted(tb testing.TB, c *campaign.Campaign, f tally.Filter, sheets ...*sheet.Sheet) *tally.Count {
	tb.Helper()
	count, err := source(tb, c, f, sheets...).Columns.Count(c, f)
	if err != nil {
		tb.Fatal(err)
	}
	return count
}

func build(tb testing.TB, d *report.Definition, s report.Source, p *locale.Printer) *report.Report {
	tb.Helper()
	r, err := report.Build(d, s, p)
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

func made() time.Time { return time.Date(2026, 4, 1, 8, 0, 0, 0, time.UTC) }
