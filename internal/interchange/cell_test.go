package interchange_test

import (
	"regexp"
	"testing"

	"pgregory.net/rapid"

	"releve/internal/interchange"
)

func TestGuarded(t *testing.T) {
	tests := []struct {
		name string
		text string
		want string
	}{
		{"nothing", "", ""},
		{"words", "Guichet fermé", "Guichet fermé"},
		{"formula", "=1+1", "'=1+1"},
		{"plus", "+32 2 000", "'+32 2 000"},
		{"minus", "-oth", "'-oth"},
		{"at", "@loket", "'@loket"},
		{"tab", "\tx", "'\tx"},
		{"carriage return", "\rx", "'\rx"},
		{"full-width equals", "＝1", "'＝1"},
		{"full-width plus", "＋1", "'＋1"},
		{"full-width minus", "－1", "'－1"},
		{"full-width at", "＠1", "'＠1"},
		{"other full-width sign", "！1", "！1"},
		{"apostrophe of a word", "'t loket", "'t loket"},
		{"apostrophe alone", "'", "'"},
		{"apostrophe before a formula", "'=x", "''=x"},
		{"two apostrophes before a formula", "''=x", "'''=x"},
		{"sign inside", "a=b", "a=b"},
		{"line feed first", "\n=x", "\n=x"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := interchange.Guarded(test.text); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
			if got := interchange.Bare(test.want); got != test.text {
				t.Errorf("back: got %q, want %q", got, test.text)
			}
		})
	}
}

// The rule as users are told it.
var dangerous = regexp.MustCompile(`^'*[=+\-@\t\r＝＋－＠]`)

func TestGuardedIsTheRule(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`'{0,3}[=+@\t\r＝＋－＠a0！ \n'-]?[=a '-]{0,3}`).Draw(t, "text")
		want := text
		if dangerous.MatchString(text) {
			want = "'" + text
		}
		if got := interchange.Guarded(text); got != want {
			t.Fatalf("%q: got %q, want %q", text, got, want)
		}
		if back := interchange.Bare(want); back != text {
			t.Fatalf("%q: back %q", text, back)
		}
		bare := text
		if len(text) > 0 && text[0] == '\'' && dangerous.MatchString(text) {
			bare = text[1:]
		}
		if got := interchange.Bare(text); got != bare {
			t.Fatalf("Bare(%q): got %q, want %q", text, got, bare)
		}
	})
}
