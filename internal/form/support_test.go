package form_test

import (
	"os"
	"sync"
	"testing"

	"releve/forms"
	"releve/internal/form"
	"releve/internal/locale"
	"releve/internal/problem"
)

// What takes long to read is read once.
var (
	loadLibrary   = sync.OnceValues(func() (*form.Library, error) { return form.Load(forms.FS) })
	loadCatalogue = sync.OnceValues(locale.Load)
)

// shipped loads the questionnaires that ship with the program.
func shipped(tb testing.TB) *form.Library {
	tb.Helper()
	lib, err := loadLibrary()
	if err != nil {
		explain(tb, err)
	}
	return lib
}

// every reads testdata/every.yaml, which has every kind of question.
func every(tb testing.TB) *form.Form {
	tb.Helper()
	data, err := os.ReadFile("testdata/every.yaml")
	if err != nil {
		tb.Fatal(err)
	}
	f, err := new(form.Library).Read("every.yaml", data)
	if err != nil {
		explain(tb, err)
	}
	return f
}

// explain fails with all that is wrong.
func explain(tb testing.TB, err error) {
	tb.Helper()
	for _, wrong := range problem.All(err) {
		tb.Errorf("%s %v", wrong.Key, wrong.Args)
	}
	tb.Fatal(err)
}

// all returns the shipped questionnaires and the one with every kind.
func all(tb testing.TB) []*form.Form {
	tb.Helper()
	return append(shipped(tb).Forms(), every(tb))
}
