package account

import (
	"strings"
	"testing"

	"releve/internal/problem"
)

func TestParseEmail(t *testing.T) {
	tests := []struct {
		name  string
		email string
		want  string // "" for a refusal
	}{
		{"plain", "nadia@asbl.be", "nadia@asbl.be"},
		{"capitals", "Nadia.Claes@ASBL.be", "nadia.claes@asbl.be"},
		{"spaces around", "\u00a0nadia@asbl.be\n", "nadia@asbl.be"},
		{"plus", "nadia+releve@asbl.be", "nadia+releve@asbl.be"},
		{"apostrophe", "d'hondt@cpas.bruxelles.be", "d'hondt@cpas.bruxelles.be"},
		{"figures and hyphens", "a-1_b@x-1.co.uk", "a-1_b@x-1.co.uk"},
		{"longest local part", strings.Repeat("a", 64) + "@b.be", strings.Repeat("a", 64) + "@b.be"},
		{"longer local part", strings.Repeat("a", 65) + "@b.be", ""},
		{"longest label", "a@" + strings.Repeat("b", 63) + ".be", "a@" + strings.Repeat("b", 63) + ".be"},
		{"longer label", "a@" + strings.Repeat("b", 64) + ".be", ""},
		{"longest", "a@" + strings.Repeat("b.", 125) + "be", "a@" + strings.Repeat("b.", 125) + "be"},
		{"longer", "a@" + strings.Repeat("b.", 125) + "bel", ""},
		{"empty", "", ""},
		{"no at", "nadia.asbl.be", ""},
		{"two ats", "nadia@x@asbl.be", ""},
		{"nothing before", "@asbl.be", ""},
		{"nothing behind", "nadia@", ""},
		{"one label", "nadia@localhost", ""},
		{"dot first", ".nadia@asbl.be", ""},
		{"dot last", "nadia.@asbl.be", ""},
		{"two dots", "nadia..x@asbl.be", ""},
		{"dot at the end", "nadia@asbl.be.", ""},
		{"hyphen first", "nadia@-asbl.be", ""},
		{"hyphen last", "nadia@asbl-.be", ""},
		{"space inside", "nadia x@asbl.be", ""},
		{"line break inside", "nadia@asbl.be\nBcc: x@y.be", ""},
		{"accent", "zoé@asbl.be", ""},
		{"letters that look alike", "n\u0430dia@asbl.be", ""},
		{"the kelvin sign", "\u212Aarim@asbl.be", "karim@asbl.be"},
		{"with a name", "Nadia <nadia@asbl.be>", ""},
		{"quotes", `"nadia"@asbl.be`, ""},
		{"address of a machine", "nadia@[127.0.0.1]", ""},
		{"underscore in the domain", "nadia@as_bl.be", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := ParseEmail(tt.email)
			if got != tt.want || (err == nil) != (tt.want != "") {
				t.Errorf("ParseEmail(%q) = %q, %v, want %q", tt.email, got, err, tt.want)
			}
			if err != nil && problem.KindOf(err) != problem.Invalid {
				t.Errorf("the error is of kind %v", problem.KindOf(err))
			}
		})
	}
}

func FuzzParseEmail(f *testing.F) {
	f.Add("Nadia.Claes@ASBL.be")
	f.Add("\u212A@x.be\x00")
	f.Fuzz(func(t *testing.T, text string) {
		email, err := ParseEmail(text)
		if err != nil {
			return
		}
		if again, err := ParseEmail(email); err != nil || again != email {
			t.Errorf("%q is read again as %q, %v", email, again, err)
		}
		if strings.ContainsAny(email, " \t\r\n<>\",;:") || strings.Count(email, "@") != 1 {
			t.Errorf("ParseEmail(%q) = %q", text, email)
		}
	})
}
