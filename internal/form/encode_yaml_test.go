package form_test

import (
	"bytes"
	"testing"

	"releve/forms"
	"releve/internal/form"
)

// A questionnaire written as YAML reads back as the same questionnaire, without any library.
func TestEncodeYAML(t *testing.T) {
	lib, err := form.Load(forms.FS)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range lib.Forms() {
		t.Run(f.ID, func(t *testing.T) {
			data, err := form.EncodeYAML(f)
			if err != nil {
				t.Fatal(err)
			}
			if bytes.Contains(data, []byte(`{"`)) {
				t.Errorf("looks like JSON:\n%.300s", data)
			}
			again, err := form.Decode(data)
			if err != nil {
				t.Fatal(err)
			}
			got, err := form.Encode(again)
			if err != nil {
				t.Fatal(err)
			}
			want, err := form.Encode(f)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("got\n%.2000s\nwant\n%.2000s", got, want)
			}
		})
	}
}
