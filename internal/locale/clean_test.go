package locale

import (
	"testing"

	"golang.org/x/text/unicode/norm"
)

func TestClean(t *testing.T) {
	tests := []struct {
		name string
		text string
		kept bool
		want string
	}{
		{"nothing", "", true, ""},
		{"as it is", "deux  mots\n\tet une ligne", true, "deux  mots\n\tet une ligne"},
		{"composed", "e\u0301te\u0301", true, "été"},
		{"line ends", "a\r\nb\rc\n\nd", true, "a\nb\nc\n\nd"},
		{"trimmed", " \u00a0\r\n a \t", true, "a"},
		{"print", " l’été – « 3 € »… ", true, "l’été – « 3 € »…"},
		{"a sign written in two ways", "\u212a", true, "K"},
		{"a space written in two ways", "a\u2001b", true, "a\u2003b"},
		{"a mark behind a plain letter", "œ\u0323\u0307", true, "œ\u0323\u0307"},
		{"a mark behind a settled text", "ete\u0301", true, "eté"},
		{"no-break", "\u00a0a\u00a0b\u00a0", true, "a\u00a0b"},
		{"control sign beyond ASCII", "a\u0085b", false, "a\u0085b"},
		{"not UTF-8", "a\xff", false, ""},
		{"control sign", "a\x00b", false, "a\x00b"},
		{"escape", "\x1b[31m", false, "\x1b[31m"},
		{"no character", "a\ufffe", false, "a\ufffe"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got, kept := Clean(test.text); got != test.want || kept != test.kept {
				t.Errorf("got %q, %v, want %q, %v", got, kept, test.want, test.kept)
			}
		})
	}
}

func FuzzClean(f *testing.F) {
	f.Add("e\u0301\r\n ")
	f.Add("\xff")
	f.Fuzz(func(t *testing.T, text string) {
		once, kept := Clean(text)
		if kept && !norm.NFC.IsNormalString(once) {
			t.Errorf("%q: %q is not NFC", text, once)
		}
		if twice, again := Clean(once); twice != once || kept && !again {
			t.Errorf("%q: got %q, then %q: cleaning twice changes it", text, once, twice)
		}
	})
}
