package xlsx_test

import (
	"bytes"
	"crypto/rand"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"releve/internal/campaign"
	"releve/internal/csv"
	"releve/internal/form"
	"releve/internal/interchange"
	"releve/internal/locale"
	"releve/internal/need"
	"releve/internal/report"
	"releve/internal/sheet"
	"releve/internal/tally"
	"releve/internal/xlsx"
)

// made is the instant of every workbook of these tests.
func made() time.Time { return time.Date(2022, 12, 5, 9, 30, 0, 0, time.UTC) }

func folder(tb testing.TB, names ...string) fs.FS {
	tb.Helper()
	return os.DirFS(filepath.Join(append([]string{need.Root(tb)}, names...)...))
}

// Reading the questionnaires and the messages takes longer than what is tested; neither ever changes.
var (
	shipped  = sync.OnceValues(func() (*form.Library, error) { return form.Load(os.DirFS(filepath.Join("..", "..", "forms"))) })
	messages = sync.OnceValues(locale.Load)
)

// newCampaign returns a campaign of a shipped questionnaire.
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
		Slug: "demo", Title: "Monitoring social 1030 : automne 2022", FormID: f.ID, Version: f.Version, From: "2022-09-14", To: "2022-11-30",
		Zone: "Europe/Brussels", Language: "fr", State: campaign.Closed, Groups: f.Groups, Outcome: f.Outcome, CountLate: true,
		CountOutside: true, ProcedureText: f.ProcedureText, Publisher: "Coordination sociale de Schaerbeek", Forms: []*form.Form{f},
	}
}

// example returns the campaign of autumn 2022 with its 416 synthetic sheets.
func example(tb testing.TB) (*campaign.Campaign, []campaign.Kept) {
	tb.Helper()
	c := newCampaign(tb, "monitoring-1030")
	layout, err := interchange.New(c)
	if err != nil {
		tb.Fatal(err)
	}
	data, err := fs.ReadFile(folder(tb, "cmd", "releve", "demo"), "monitoring-1030.csv")
	if err != nil {
		tb.Fatal(err)
	}
	file, err := layout.Read(csv.Read(bytes.NewReader(data)), interchange.Options{Random: rand.Reader})
	if err != nil {
		tb.Fatal(err)
	}
	c.Participants = file.Participants
	return c, keep(file.Sheets)
}

// keep gives sheets their places.
func keep(sheets []*sheet.Sheet) []campaign.Kept {
	kept := make([]campaign.Kept, len(sheets))
	place := int64(0)
	for i, s := range sheets {
		kept[i] = campaign.Kept{Sheet: s, Place: place, Rows: max(len(s.Rows), 1), Change: int64(i + 1)}
		place += int64(kept[i].Rows)
	}
	return kept
}

func byDate(kept []campaign.Kept) iter.Seq2[campaign.Kept, error] {
	sorted := slices.SortedFunc(slices.Values(kept), func(a, b campaign.Kept) int {
		if a.Sheet.Date != b.Sheet.Date {
			return bytes.Compare([]byte(a.Sheet.Date), []byte(b.Sheet.Date))
		}
		return bytes.Compare(a.Sheet.ID[:], b.Sheet.ID[:])
	})
	return func(yield func(campaign.Kept, error) bool) {
		for _, k := range sorted {
			if !yield(k, nil) {
				return
			}
		}
	}
}

// writeBook makes a workbook the whole way: columns, count, report, file.
func writeBook(tb testing.TB, c *campaign.Campaign, kept []campaign.Kept, tag locale.Tag) []byte {
	tb.Helper()
	columns := tally.NewColumns(c)
	for _, k := range kept {
		if err := columns.Put(k); err != nil {
			tb.Fatal(err)
		}
	}
	var out bytes.Buffer
	writeTo(tb, &out, c, columns, tag, func() iter.Seq2[campaign.Kept, error] { return byDate(kept) })
	return out.Bytes()
}

// writeTo makes a workbook from columns and the sheets that they were made of.
func writeTo(tb testing.TB, w io.Writer, c *campaign.Campaign, columns *tally.Columns, tag locale.Tag, sheets func() iter.Seq2[campaign.Kept, error]) {
	tb.Helper()
	definition, err := report.LoadBook(folder(tb, "reports"), "classeur")
	if err != nil {
		tb.Fatal(err)
	}
	catalogue, err := messages()
	if err != nil {
		tb.Fatal(err)
	}
	p := catalogue.Printer(tag)
	layout, err := interchange.New(c)
	if err != nil {
		tb.Fatal(err)
	}
	book, err := report.BuildBook(definition, report.Source{
		Columns: columns, Campaign: c, Sheets: sheets, Options: report.Options{Made: made(), Notice: p.Text("page.demo", nil)},
	}, p)
	if err != nil {
		tb.Fatal(err)
	}
	codes := &xlsx.Codes{Header: layout.Header(), Lines: layout.Lines(sheets())}
	if err = xlsx.Write(w, xlsx.Workbook{Book: book, Codes: codes, Made: made()}); err != nil {
		tb.Fatal(err)
	}
}
