package form_test

import (
	"errors"
	"testing"

	"releve/forms"
	"releve/internal/form"
	"releve/internal/problem"
)

// shipped loads the questionnaires that ship with the program.
func shipped(t testing.TB) *form.Library {
	t.Helper()
	lib, err := form.Load(forms.FS)
	var wrong problem.List
	if errors.As(err, &wrong) {
		for _, p := range wrong {
			t.Errorf("%s %v", p.Key, p.Args)
		}
		t.FailNow()
	}
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

func TestShippedFormsLoad(t *testing.T) {
	lib := shipped(t)
	for _, f := range lib.Forms() {
		data, err := form.Encode(f)
		if err != nil {
			t.Fatal(err)
		}
		back, err := form.Decode(data)
		if err != nil {
			t.Fatalf("%s: %v", f.ID, err)
		}
		again, err := form.Encode(back)
		if err != nil || string(again) != string(data) {
			t.Errorf("%s: encoding does not come back the same (%v)", f.ID, err)
		}
	}
}
