package interchange_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"releve/forms"
	"releve/internal/campaign"
	"releve/internal/csv"
	"releve/internal/form"
	"releve/internal/interchange"
	"releve/internal/need"
	"releve/internal/sheet"
)

// shipped returns a campaign with a questionnaire that comes with the program.
func shipped(tb testing.TB, id string) *campaign.Campaign {
	tb.Helper()
	library, err := form.Load(forms.FS)
	if err != nil {
		tb.Fatal(err)
	}
	f, ok := library.Form(id)
	if !ok {
		tb.Fatalf("no questionnaire %s", id)
	}
	return &campaign.Campaign{
		Slug: "essai", FormID: id, Version: f.Version, Forms: []*form.Form{f}, Zone: "Europe/Brussels", Language: "fr",
	}
}

// fictitious returns the file of the 416 synthetic sheets.
func fictitious(tb testing.TB) string {
	tb.Helper()
	data, err := os.ReadFile(filepath.Join(need.Root(tb), "cmd", "releve", "demo", "monitoring-1030.csv"))
	if err != nil {
		tb.Fatal(err)
	}
	return string(data)
}

func TestFictitiousSheets(t *testing.T) {
	c := shipped(t, "monitoring-1030")
	l := layout(t, c)
	f := accept(t, l, fictitious(t))
	if len(f.Sheets) != 416 || len(f.Participants) != 20 || len(f.Notes) != 1 {
		t.Fatalf("got %d sheets, %d participants, notes %v; want 416, 20 and one", len(f.Sheets), len(f.Participants), f.Notes)
	}
	if f.Lines[0] != 2 || f.Lines[415] != 417 {
		t.Errorf("got lines %d to %d, want 2 to 417", f.Lines[0], f.Lines[415])
	}
	tokens := map[string]bool{}
	bands := map[string]int{}
	failed := 0
	for _, s := range f.Sheets {
		tokens[s.Worker] = true
		bands[s.Answers["dur"].Code()]++
		if s.Answers["out"].Code() == "ko" {
			failed++
		}
	}
	if got, want := fmt.Sprint(len(tokens), failed, bands), "178 112 map[d00:80 d10:125 d20:106 d30:73 d60:32]"; got != want {
		t.Errorf("got tokens, failures, bands %s, want %s", got, want)
	}
	file := export(t, l, csv.Plain, byDate(f.Sheets))
	if first := strings.Count(file, ",1,2022-"); first != 178 {
		t.Errorf("%d lines are the first of a token, want 178", first)
	}
	again := accept(t, l, file)
	if export(t, l, csv.Plain, again.Sheets) != file {
		t.Error("written, read and written again, the file is another one")
	}
}

// Every questionnaire that comes with the program has a layout within the limits of a file.
func TestShippedLayouts(t *testing.T) {
	for _, id := range []string{"monitoring-1030", "monitoring-plus", "appels"} {
		l := layout(t, shipped(t, id))
		header := l.Header()
		if len(header) > 400 {
			t.Errorf("%s: %d columns, want at most 400", id, len(header))
		}
		if i := slices.Index(header, "_id"); i < 5 {
			t.Errorf("%s: _id is column %d", id, i)
		}
		if f := accept(t, l, strings.Join(header, ",")+"\n"); len(f.Sheets) > 0 {
			t.Errorf("%s: a header alone gave %d sheets", id, len(f.Sheets))
		}
	}
}

// many returns n sheets like the synthetic ones, each with an id of its own.
func many(tb testing.TB, l *interchange.Layout, n int) []*sheet.Sheet {
	tb.Helper()
	f, err := read(l, fictitious(tb), interchange.Options{})
	if err != nil {
		tb.Fatal(told(err))
	}
	sheets := make([]*sheet.Sheet, n)
	for i := range sheets {
		s := *f.Sheets[i%len(f.Sheets)]
		s.ID[0], s.ID[1], s.ID[2], s.ID[3] = byte(i>>24), byte(i>>16), byte(i>>8), byte(i)
		sheets[i] = &s
	}
	return sheets
}

func BenchmarkExport(b *testing.B) {
	l := layout(b, shipped(b, "monitoring-1030"))
	sheets := many(b, l, 100_000)
	b.ReportAllocs()
	for b.Loop() {
		if err := csv.Write(&count{}, csv.Plain, l.Header(), l.Lines(kept(sheets))); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/100_000, "ns/line")
}

func BenchmarkImport(b *testing.B) {
	l := layout(b, shipped(b, "monitoring-1030"))
	file := export(b, l, csv.Plain, many(b, l, 100_000))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := read(l, file, interchange.Options{}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/100_000, "ns/line")
}

// count is a file that keeps only its length.
type count struct{ bytes int }

func (c *count) Write(p []byte) (int, error) {
	c.bytes += len(p)
	return len(p), nil
}
