package interchange_test

import (
	"bytes"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	_ "time/tzdata" // campaigns have zones, machines may have none

	"releve/internal/campaign"
	"releve/internal/csv"
	"releve/internal/form"
	"releve/internal/interchange"
	"releve/internal/problem"
	"releve/internal/sheet"
)

// Names of the questionnaires of testdata. Both have every kind of question, in two versions.
const (
	plain = "plain" // without a repeat
	every = "every" // with one
)

// fail is what tests and properties have in common.
type fail interface {
	Helper()
	Fatalf(format string, args ...any)
}

// version reads a version of a questionnaire of testdata.
func version(t fail, name, number string) *form.Form {
	t.Helper()
	file := filepath.Join("testdata", name+"-"+number+".yaml")
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v", err)
	}
	f, err := (&form.Library{}).Read(file, data)
	if err != nil {
		t.Fatalf("%s: %v %v", file, err, problem.All(err)[0].Args)
	}
	return f
}

// survey returns a campaign with both versions of a questionnaire.
func survey(t fail, name string) *campaign.Campaign {
	t.Helper()
	forms := []*form.Form{version(t, name, "2026010101"), version(t, name, "2026020101")}
	return &campaign.Campaign{
		Slug: "essai", FormID: name, Version: forms[1].Version, Forms: forms, Zone: "Europe/Brussels", Language: "fr",
		Participants: []campaign.Participant{{Code: "asso-1", Name: "Un"}, {Code: "-s", Name: "Deux"}},
	}
}

// layout returns the layout of a campaign, with tokens.
func layout(t fail, c *campaign.Campaign) *interchange.Layout {
	t.Helper()
	l, err := interchange.New(c)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return l.WithTokens()
}

// kept hands sheets out as a store does.
func kept(sheets []*sheet.Sheet) iter.Seq2[campaign.Kept, error] {
	return func(yield func(campaign.Kept, error) bool) {
		for i, s := range sheets {
			if !yield(campaign.Kept{Sheet: s, Place: int64(i), Rows: max(1, len(s.Rows))}, nil) {
				return
			}
		}
	}
}

// export writes sheets as a file.
func export(t fail, l *interchange.Layout, d csv.Dialect, sheets []*sheet.Sheet) string {
	t.Helper()
	var out bytes.Buffer
	if err := csv.Write(&out, d, l.Header(), l.Lines(kept(sheets))); err != nil {
		t.Fatalf("export: %v", err)
	}
	return out.String()
}

// read reads a file.
func read(l *interchange.Layout, file string, o interchange.Options) (*interchange.File, error) {
	if o.Random == nil {
		o.Random = rand.NewChaCha8([32]byte{})
	}
	return l.Read(csv.Read(strings.NewReader(file)), o)
}

// accept reads a file that must be right.
func accept(t fail, l *interchange.Layout, file string) *interchange.File {
	t.Helper()
	f, err := read(l, file, interchange.Options{})
	if err != nil {
		t.Fatalf("refused: %s\n%s", told(err), file)
	}
	return f
}

// told writes problems in a form that tests compare: message, line, column, value, reason.
func told(err error) string {
	if err == nil {
		return ""
	}
	var list problem.List
	if !errors.As(err, &list) {
		return "not a list: " + err.Error()
	}
	lines := make([]string, len(list))
	for i, p := range list {
		lines[i] = tell(p)
	}
	return strings.Join(lines, "\n")
}

func tell(p *problem.Error) string {
	words := []string{p.Key}
	for _, name := range []string{"line", "column", "value", "row", "other", "n", "want", "known", "place"} {
		if v, ok := p.Args[name]; ok {
			words = append(words, fmt.Sprint(v))
		}
	}
	if reason, ok := p.Args["reason"].(*problem.Error); ok {
		words = append(words, tell(reason))
	}
	return strings.Join(words, " ")
}

// fill reads answers as if they had been posted.
func fill(tb testing.TB, f *form.Form, id string, e sheet.Entry) *sheet.Sheet {
	tb.Helper()
	e.ID, e.Language = id, "fr"
	if e.Date == "" {
		e.Date = "2026-03-01"
	}
	s, err := sheet.Read(f, e, clock())
	if err != nil {
		tb.Fatalf("fill sheet: %v", err)
	}
	s.Channel, s.Status = sheet.Web, sheet.Received
	return s
}
