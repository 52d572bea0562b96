package paper

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"releve/internal/problem"
)

// TestCode holds how a code is written, that it comes back, and that people may type it in small letters with spaces.
func TestCode(t *testing.T) {
	c := Code{Layout: "7H2KQ9", Page: 1, Serial: 123}
	if got, want := c.String(), "R1:7H2KQ9:1:000123:7"; got != want {
		t.Errorf("written %s, want %s", got, want)
	}
	for _, typed := range []string{c.String(), strings.ToLower(c.String()), " r1:7h2kq9: 1:000123: 7 "} {
		if got, err := ParseCode(typed); err != nil || got != c {
			t.Errorf("%q read as %v, %v", typed, got, err)
		}
	}
}

// TestWrongCode holds what is no code, and what is one with a mistake in it.
func TestWrongCode(t *testing.T) {
	for _, tt := range []struct{ name, code, want string }{
		{"empty", "", "paper.code"},
		{"an address", "https://releve.example/s/0123", "paper.code"},
		{"a serial number too short", "R1:7H2KQ9:1:123:7", "paper.code"},
		{"no page", "R1:7H2KQ9:0:000123:7", "paper.code"},
		{"a sign that is none", "R1:7H2KQU:1:000123:7", "paper.code"},
		{"a negative number", "R1:7H2KQ9:1:-00123:7", "paper.code"},
		{"a wrong sign", "R1:7H2KQ8:1:000123:7", "paper.code.check"},
		{"two signs exchanged", "R1:7HK2Q9:1:000123:7", "paper.code.check"},
		{"another check sign", "R1:7H2KQ9:1:000123:8", "paper.code.check"},
		{"a page with a zero before it", "R1:7H2KQ9:01:000123:7", "paper.code.check"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := ParseCode(tt.code)
			if all := problem.All(err); len(all) != 1 || all[0].Key != tt.want {
				t.Errorf("got %v, want %s", err, tt.want)
			}
		})
	}
}

// TestCodesShowMistakes holds that one wrong digit and two exchanged neighbours show in every code.
func TestCodesShowMistakes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sign := rapid.SampledFrom(strings.Split(crockford, ""))
		c := Code{
			Layout: strings.Join(rapid.SliceOfN(sign, layoutSigns, layoutSigns).Draw(t, "layout"), ""),
			Page:   rapid.IntRange(1, mostPage).Draw(t, "page"), Serial: rapid.IntRange(0, mostSerial).Draw(t, "serial"),
		}
		s := c.String()
		if back, err := ParseCode(s); err != nil || back != c {
			t.Fatalf("%s comes back as %v, %v", s, back, err)
		}
		at := rapid.IntRange(len("R1:"), len(s)-3).Draw(t, "at")
		other := sign.Draw(t, "other")
		wrong := s[:at] + other + s[at+1:]
		if back, err := ParseCode(wrong); err == nil && back != c && wrong != s {
			t.Fatalf("%s for %s is read as %v", wrong, s, back)
		}
		swapped := s[:at] + s[at+1:at+2] + s[at:at+1] + s[at+2:]
		if back, err := ParseCode(swapped); err == nil && back != c {
			t.Fatalf("%s for %s is read as %v", swapped, s, back)
		}
	})
}
