package sheet_test

import (
	"bytes"
	"crypto/rand"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"releve/internal/sheet"
)

func TestParseID(t *testing.T) {
	tests := []struct {
		name string
		text string
		want string // "" when it is refused
	}{
		{"version 4", someID, someID},
		{"upper case", strings.ToUpper(someID), someID},
		{"spaces around", " " + someID + "\n", someID},
		{"any version", "00000000-0000-0000-0000-000000000000", "00000000-0000-0000-0000-000000000000"},
		{"every place", "01234567-89ab-cdef-0123-456789abcdef", "01234567-89ab-cdef-0123-456789abcdef"},
		{"nothing", "", ""},
		{"too short", someID[1:], ""},
		{"too long", someID + "0", ""},
		{"no hyphens", strings.ReplaceAll(someID, "-", ""), ""},
		{"hyphens elsewhere", "3f2b8c1-e9d4a-4c7b-8e21-0a5d6f7c8b90", ""},
		{"hyphen for a digit", "3f2b8c1e-9d4a-4c7b-8e21-0a5d6f7c8b9-", ""},
		{"no digit", "3f2b8c1g-9d4a-4c7b-8e21-0a5d6f7c8b90", ""},
		{"in braces", "{" + someID + "}", ""},
		{"as an URN", "urn:uuid:" + someID, ""},
		{"full width", "３" + someID[3:], ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, wrong := sheet.ParseID(test.text)
			if test.want == "" {
				if wrong == nil || wrong.Key != "sheet.id" || got != (sheet.ID{}) {
					t.Errorf("got %s, %v, want a refusal", got, wrong)
				}
				return
			}
			if wrong != nil || got.String() != test.want {
				t.Errorf("got %s, %v, want %s", got, wrong, test.want)
			}
		})
	}
}

// TestParseIDHyphens puts a digit in the place of each hyphen.
func TestParseIDHyphens(t *testing.T) {
	for i, r := range someID {
		text := someID[:i] + "0" + someID[i+1:]
		if _, wrong := sheet.ParseID(text); (wrong == nil) != (r != '-') {
			t.Errorf("%s: %v", text, wrong)
		}
	}
}

func TestIDRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		id := drawID(t, "id")
		if back, wrong := sheet.ParseID(id.String()); wrong != nil || back != id {
			t.Fatalf("%s reads as %s, %v", id, back, wrong)
		}
		text := rapid.StringMatching(`[0-9a-fA-F-]{34,37}`).Draw(t, "text")
		if id, wrong := sheet.ParseID(text); wrong == nil && id.String() != strings.ToLower(text) {
			t.Fatalf("%q reads as %s", text, id)
		}
	})
}

func TestNewID(t *testing.T) {
	for b, want := range map[byte]string{
		0x00: "00000000-0000-4000-8000-000000000000",
		0xff: "ffffffff-ffff-4fff-bfff-ffffffffffff",
	} {
		id, err := sheet.NewID(bytes.NewReader(bytes.Repeat([]byte{b}, 16)))
		if err != nil || id.String() != want {
			t.Errorf("got %s, %v, want %s", id, err, want)
		}
	}
	if id, err := sheet.NewID(bytes.NewReader(make([]byte, 15))); err == nil || id != (sheet.ID{}) {
		t.Errorf("got %s without randomness", id)
	}
	a, _ := sheet.NewID(rand.Reader)
	b, _ := sheet.NewID(rand.Reader)
	if a == b {
		t.Errorf("%s came twice", a)
	}
}

func TestToken(t *testing.T) {
	if got := sheet.Token(""); got != "" {
		t.Errorf("no token: %q", got)
	}
	const want = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" // SHA-256 of abc, FIPS 180-2
	if got := sheet.Token("abc"); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
