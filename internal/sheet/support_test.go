package sheet_test

import (
	"testing"

	"releve/forms"
	"releve/internal/form"
)

const someID = "3f2b8c1e-9d4a-4c7b-8e21-0a5d6f7c8b90"

// shipped returns a questionnaire that ships with the program.
func shipped(tb testing.TB, id string) *form.Form {
	tb.Helper()
	lib, err := form.Load(forms.FS)
	if err != nil {
		tb.Fatal(err)
	}
	f, ok := lib.Form(id)
	if !ok {
		tb.Fatalf("no questionnaire %s", id)
	}
	return f
}
