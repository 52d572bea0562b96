package locale

import "testing"

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
		if twice, again := Clean(once); twice != once || kept && !again {
			t.Errorf("%q: got %q, then %q: cleaning twice changes it", text, once, twice)
		}
	})
}
