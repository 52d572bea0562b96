package paper

import (
	"bytes"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"releve/forms"
	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/locale"
	"releve/internal/need"
	"releve/internal/problem"
)

// What takes long to read is read once.
var (
	loadLibrary   = sync.OnceValues(func() (*form.Library, error) { return form.Load(forms.FS) })
	loadCatalogue = sync.OnceValues(locale.Load)
)

// shipped returns the questionnaires that ship with the program, and the one with every kind of question.
func shipped(tb testing.TB) []*form.Form {
	tb.Helper()
	lib, err := loadLibrary()
	if err != nil {
		tb.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(need.Root(tb), "internal", "form", "testdata", "every.yaml"))
	if err != nil {
		tb.Fatal(err)
	}
	every, err := new(form.Library).Read("every.yaml", data)
	if err != nil {
		tb.Fatal(err)
	}
	return append(lib.Forms(), every)
}

// shippedForm returns one of them.
func shippedForm(tb testing.TB, id string) *form.Form {
	tb.Helper()
	for _, f := range shipped(tb) {
		if f.ID == id {
			return f
		}
	}
	tb.Fatalf("no form %s", id)
	return nil
}

// printer returns a printer with the program's words.
func printer(tb testing.TB) *Printer {
	tb.Helper()
	words, err := loadCatalogue()
	if err != nil {
		tb.Fatal(err)
	}
	return NewPrinter(words)
}

// survey returns a campaign with a form.
func survey(f *form.Form) *campaign.Campaign {
	return &campaign.Campaign{
		Slug: "essai", Title: "Monitoring social, automne 2026", Language: "fr", From: "2026-09-14", To: "2026-11-30",
		FormID: f.ID, Version: f.Version, Forms: []*form.Form{f}, Groups: f.Groups, ProcedureText: f.ProcedureText,
		Publisher: "Y. Essai, rue de l'Été 1, 1030 Schaerbeek",
	}
}

// job returns a job that prints one master of a campaign.
func job(c *campaign.Campaign, kind Kind, tags ...locale.Tag) Job {
	return Job{Campaign: c, Kind: kind, Languages: tags, Address: "https://releve.example/s/0123-4567-89AB-CDEF", Home: "releve.example"}
}

// printed returns a job as a PDF file.
func printed(tb testing.TB, j Job) []byte {
	tb.Helper()
	var b bytes.Buffer
	if err := printer(tb).PDF(&b, j); err != nil {
		explain(tb, err)
	}
	return b.Bytes()
}

// laid returns the layout of a job.
func laid(tb testing.TB, j Job) *Layout {
	tb.Helper()
	l, err := printer(tb).Layout(j)
	if err != nil {
		explain(tb, err)
	}
	return l
}

// explain fails with all that is wrong.
func explain(tb testing.TB, err error) {
	tb.Helper()
	for _, wrong := range problem.All(err) {
		tb.Errorf("%s %v", wrong.Key, wrong.Args)
	}
	tb.Fatal(err)
}

// sheets are the kinds that are read again.
func sheets() []Kind { return []Kind{Slip, Tally} }
