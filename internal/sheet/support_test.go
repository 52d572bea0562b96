package sheet_test

import (
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"releve/forms"
	"releve/internal/form"
	"releve/internal/locale"
	"releve/internal/problem"
	"releve/internal/sheet"
)

const someID = "3f2b8c1e-9d4a-4c7b-8e21-0a5d6f7c8b90"

// someTime is an instant at which it is already the next day in Brussels.
func someTime() time.Time {
	return time.Date(2022, 9, 14, 0, 30, 15, 999, time.FixedZone("CEST", 2*60*60))
}

// What takes long to read is read once.
var (
	loadLibrary   = sync.OnceValues(func() (*form.Library, error) { return form.Load(forms.FS) })
	loadCatalogue = sync.OnceValues(locale.Load)
	loadEvery     = sync.OnceValues(func() (*form.Form, error) {
		data, err := os.ReadFile("../form/testdata/every.yaml")
		if err != nil {
			return nil, err
		}
		return new(form.Library).Read("every.yaml", data)
	})
)

// shipped returns a questionnaire that ships with the program.
func shipped(tb testing.TB, id string) *form.Form {
	tb.Helper()
	lib, err := loadLibrary()
	if err != nil {
		tb.Fatal(err)
	}
	f, ok := lib.Form(id)
	if !ok {
		tb.Fatalf("no questionnaire %s", id)
	}
	return f
}

// every returns the questionnaire with every kind of question, on which package form tests them.
func every(tb testing.TB) *form.Form {
	tb.Helper()
	f, err := loadEvery()
	if err != nil {
		tb.Fatal(err)
	}
	return f
}

// all returns the shipped questionnaires and the one with every kind.
func all(tb testing.TB) []*form.Form {
	tb.Helper()
	lib, err := loadLibrary()
	if err != nil {
		tb.Fatal(err)
	}
	return append(lib.Forms(), every(tb))
}

// entry is a sheet as a page sends it.
func entry(answers sheet.Fields, rows ...sheet.Fields) sheet.Entry {
	return sheet.Entry{ID: someID, Date: "2022-09-13", Language: "fr", Answers: answers, Rows: rows}
}

// told returns the problems of an error as `field key`, in their order.
func told(err error) []string {
	var found []string
	for _, wrong := range problem.All(err) {
		found = append(found, wrong.Field+" "+wrong.Key)
	}
	return found
}

// written writes answers in one line, by the order of their codes.
func written(answers form.Answers) string {
	var parts []string
	for code, a := range answers {
		part := code + "=" + strings.Join(a.Codes, "+")
		if a.Text != "" {
			part += "«" + a.Text + "»"
		}
		if a.Numbered {
			part += "#" + time.Duration(a.Number).String()
		}
		parts = append(parts, part)
	}
	slices.Sort(parts)
	return strings.Join(parts, " ")
}
