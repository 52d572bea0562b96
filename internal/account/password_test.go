package account

import (
	"crypto/rand"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"releve/internal/problem"
)

func TestParsePassword(t *testing.T) {
	tests := []struct {
		name     string
		password string
		want     string // the password, or the key of the problem
	}{
		{"some words", "trois lampes vertes", "trois lampes vertes"},
		{"as drawn", "7Q4K-M0XA-93TD-HJ5W", "7Q4K-M0XA-93TD-HJ5W"},
		{"eight signs", "lampevrt", "lampevrt"},
		{"seven signs", "lampeve", "account.password.short"},
		{"seven signs, more bytes", "éééàààù", "account.password.short"},
		{"eight signs with accents", "ljéàèùçô", "ljéàèùçô"},
		{"128 signs", strings.Repeat("ab7é", 32), strings.Repeat("ab7é", 32)},
		{"129 signs", strings.Repeat("ab7é", 32) + "x", "account.password.long"},
		{"no rules of composition", "lampesverteset", "lampesverteset"},
		{"accents in two runes", "lampe e\u0301clair", "lampe \u00e9clair"},
		{"spaces at the ends", " trois lampes\n", "trois lampes"},
		{"only spaces", "          ", "account.password.short"},
		{"broken text", "lampes \xff vertes", "account.password.unreadable"},
		{"control signs", "lampes\x00vertes", "account.password.unreadable"},
		{"on the list", "motdepasse", "account.password.common"},
		{"on the list, in capitals", "MotDePasse", "account.password.common"},
		{"on the list, dressed up", "Bruxelles2024!", "account.password.common"},
		{"on the list, its last word", slices.Sorted(strings.SplitSeq(strings.TrimSpace(commonPasswords), "\n"))[0], "account.password.common"},
		{"digits in a row", "23456789", "account.password.common"},
		{"digits backwards", "98765432", "account.password.common"},
		{"letters in a row", "ABCDEFGH", "account.password.common"},
		{"one sign", "zzzzzzzzzz", "account.password.common"},
		{"steps of two", "acegikmo", "acegikmo"},
		{"holds the address", "Nadia.Claes+lampe", "account.password.own"},
		{"holds a word of the list inside", "trois motdepasse verts", "trois motdepasse verts"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := ParsePassword("nadia.claes@asbl.be", tt.password)
			if told := problem.All(err); len(told) == 1 && told[0].Kind == problem.Invalid {
				got = told[0].Key
			} else if err != nil {
				t.Fatal(err)
			}
			if got != tt.want {
				t.Errorf("ParsePassword(%q) = %q, want %q", tt.password, got, tt.want)
			}
		})
	}
}

func TestShortAddressDoesNotCount(t *testing.T) {
	if _, err := ParsePassword("ina@asbl.be", "machinal clair"); err != nil {
		t.Errorf("ParsePassword: %v", err)
	}
}

func TestCommonPasswordsCanMatch(t *testing.T) {
	for word := range strings.SplitSeq(strings.TrimSuffix(commonPasswords, "\n"), "\n") {
		if word == "" || word != strings.ToLower(word) || strings.TrimSpace(word) != word {
			t.Errorf("%q on the list matches nothing", word)
		}
	}
}

func TestDrawPassword(t *testing.T) {
	got, err := drawPassword(strings.NewReader("\x00\x44\x32\x14\xc7\x42\x54\xb6\x35\xcf"))
	if want := "0123-4567-89AB-CDEF"; err != nil || got != want {
		t.Errorf("drawPassword = %s, %v, want %s", got, err, want)
	}
	if _, err = drawPassword(strings.NewReader("too short")); err == nil {
		t.Error("a password was drawn from nine bytes")
	}
	pattern := regexp.MustCompile(`^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$`)
	seen := map[string]bool{}
	for range 1000 {
		password, err := drawPassword(rand.Reader)
		if err != nil || !pattern.MatchString(password) || seen[password] {
			t.Fatalf("drawPassword = %s, %v", password, err)
		}
		seen[password] = true
		if parsed, err := ParsePassword("nadia@asbl.be", password); err != nil || parsed != password {
			t.Fatalf("ParsePassword(%s) = %s, %v", password, parsed, err)
		}
	}
}

func FuzzParsePassword(f *testing.F) {
	f.Add("trois lampes vertes")
	f.Add("e\u0301e\u0301e\u0301e\u0301 \xff")
	f.Fuzz(func(t *testing.T, text string) {
		password, err := ParsePassword("nadia@asbl.be", text)
		if err != nil {
			if told := problem.All(err); len(told) != 1 || told[0].Err != nil || len(told[0].Args) > 1 {
				t.Errorf("ParsePassword(%q): %#v", text, err)
			}
			return
		}
		if n := utf8.RuneCountInString(password); n < minPassword || n > maxPassword {
			t.Errorf("%q has %d signs", password, n)
		}
		if again, err := ParsePassword("nadia@asbl.be", password); err != nil || again != password {
			t.Errorf("%q is read again as %q, %v", password, again, err)
		}
	})
}
