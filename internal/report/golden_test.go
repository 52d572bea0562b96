package report_test

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"releve/internal/campaign"
	"releve/internal/csv"
	"releve/internal/interchange"
	"releve/internal/need"
	"releve/internal/report"
	"releve/internal/tally"
)

// example returns the campaign of autumn 2022 with its 416 synthetic sheets.
func example(tb testing.TB) report.Source {
	tb.Helper()
	c := newCampaign(tb, "monitoring-1030")
	c.Slug, c.Title, c.From, c.To, c.State = "automne", "Monitoring social 1030", "2022-09-14", "2022-11-30", campaign.Closed
	c.Participants = nil
	layout, err := interchange.New(c)
	if err != nil {
		tb.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(need.Root(tb), "cmd", "releve", "demo", "monitoring-1030.csv"))
	if err != nil {
		tb.Fatal(err)
	}
	file, err := layout.Read(csv.Read(bytes.NewReader(data)), interchange.Options{Random: rand.Reader, AsCampaign: true})
	if err != nil {
		tb.Fatal(err)
	}
	c.Participants = file.Participants
	return source(tb, c, tally.Filter{}, file.Sheets...)
}

// written writes a book as text, a line for each row, as people read it.
func written(b *report.Book) string {
	var out strings.Builder
	for _, r := range b.Reports {
		fmt.Fprintf(&out, "=== %s\n", r.Name)
		for _, text := range []string{r.Notice, r.Title, r.Sentence, r.About, r.Caveat, r.Rowless} {
			if text != "" {
				fmt.Fprintln(&out, text)
			}
		}
		for _, f := range r.Facts {
			fmt.Fprintf(&out, "%s: %s\n", f.Label, f.Text)
		}
		for _, t := range r.Tables {
			writeTable(&out, t)
		}
		for _, c := range r.Charts {
			fmt.Fprintf(&out, "\n[%s %v] %s\n", c.Table, c.Series, c.Text)
		}
		fmt.Fprintln(&out)
	}
	return strings.ReplaceAll(strings.ReplaceAll(out.String(), "\u202f", "\u00a0"), "\u00a0", "~")
}

func writeTable(out *strings.Builder, t report.Table) {
	fmt.Fprintf(out, "\n--- %s\n", t.Title)
	if t.Note != "" {
		fmt.Fprintln(out, t.Note)
	}
	fmt.Fprintln(out, strings.Join(t.Head, " | "))
	for _, r := range t.Rows {
		texts := make([]string, len(r.Cells))
		for i, c := range r.Cells {
			texts[i] = writtenCell(c)
		}
		line := strings.Repeat("  ", r.Level) + strings.Join(texts, " | ")
		if r.Total {
			line = "∑ " + line
		}
		if r.Note != "" {
			line += "   # " + r.Note
		}
		fmt.Fprintln(out, line)
	}
}

func writtenCell(c report.Cell) string {
	text := strconv.FormatFloat(c.Value, 'f', -1, 64)
	switch {
	case c.Empty:
		text = "–"
	case c.Kind == report.Text || c.Kind == report.Date:
		text = c.Text
	case c.Kind == report.Share:
		text = strconv.FormatFloat(100*c.Value, 'f', 1, 64) + "%"
	case c.Kind == report.Minutes || c.Kind == report.Hours:
		text = strconv.FormatFloat(c.Value, 'f', 2, 64)
	}
	if c.Name != "" {
		text = c.Name + "=" + text
	}
	return text
}

// The whole book of the published example, as its reader finds it. RELEVE_TEST_UPDATE=1 writes what is there now.
func TestBookOfTheExample(t *testing.T) {
	for _, c := range []struct {
		name    string
		purpose report.Purpose
	}{{"work", report.ForWork}, {"share", report.ForShare}} {
		t.Run(c.name, func(t *testing.T) {
			s := example(t)
			s.Purpose = c.purpose
			got := written(buildBook(t, s, catalogue(t).Printer("fr")))
			path := filepath.Join("testdata", "example-"+c.name+".txt")
			if os.Getenv("RELEVE_TEST_UPDATE") != "" {
				if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			gotLines, wantLines := strings.Split(got, "\n"), strings.Split(string(want), "\n")
			for i := range min(len(gotLines), len(wantLines)) {
				if gotLines[i] != wantLines[i] {
					t.Fatalf("line %d\ngot  %s\nwant %s", i+1, gotLines[i], wantLines[i])
				}
			}
			if len(gotLines) != len(wantLines) {
				t.Errorf("%d lines, want %d", len(gotLines), len(wantLines))
			}
		})
	}
}
