package account

import (
	"crypto/rand"
	"crypto/sha256"
	"io"
	"regexp"
	"strings"
	"testing"

	"releve/internal/problem"
)

func newCodes(t *testing.T, s *Service, email string) []string {
	t.Helper()
	codes, err := s.NewCodes(t.Context(), email)
	if err != nil {
		t.Fatal(err)
	}
	return codes
}

func TestNewCodes(t *testing.T) {
	s, store, _ := clocked(t)
	a, _ := added(t, s, "nadia@asbl.be")
	old := newCodes(t, s, "Nadia@asbl.be")
	codes := newCodes(t, s, "nadia@asbl.be")
	if len(codes) != 10 || len(store.codes[a.ID]) != 10 {
		t.Fatalf("%d codes, %d kept, want 10", len(codes), len(store.codes[a.ID]))
	}
	seen := map[string]bool{}
	for i, code := range append(codes, old...) {
		if !regexp.MustCompile(`^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$`).MatchString(code) || seen[code] {
			t.Errorf("code %s", code)
		}
		seen[code] = true
		if want := sha256.Sum256([]byte(strings.ReplaceAll(code, "-", ""))); i < 10 && store.codes[a.ID][i] != want {
			t.Errorf("kept %x, want %x", store.codes[a.ID][i], want)
		}
	}
	_, _, err := s.Recover(t.Context(), Recovery{"nadia@asbl.be", old[0], "lampe éclair"}, office())
	refused(t, err, problem.Invalid, "account.code")
	_, err = s.NewCodes(t.Context(), "zoe@asbl.be")
	refused(t, err, problem.NotFound, "account.unknown")
	_, err = s.NewCodes(t.Context(), "zoe")
	refused(t, err, problem.Invalid, "account.email")
	s.Random = io.LimitReader(rand.Reader, 99)
	if codes, err = s.NewCodes(t.Context(), "nadia@asbl.be"); err == nil || codes != nil {
		t.Errorf("codes %v from 99 bytes", codes)
	}
}

func TestParseCode(t *testing.T) {
	want, ok := parseCode("7Q40-M1XA-93TD-HJ5W")
	if !ok {
		t.Fatal("a code is refused")
	}
	for _, same := range []string{
		"7q40-m1xa-93td-hj5w", "7Q40M1XA93TDHJ5W", " 7Q40 M1XA 93TD HJ5W\n", "7Q4O-MIXA-93TD-HJ5W", "7q4o-mlxa-93td-hj5w", "7Q40\u00a0M1XA\u00a093TD\u00a0HJ5W",
	} {
		if got, ok := parseCode(same); !ok || got != want {
			t.Errorf("parseCode(%q) is another code", same)
		}
	}
	for _, wrong := range []string{"", "7Q40-M1XA-93TD-HJ5", "7Q40-M1XA-93TD-HJ5WW", "7Q40-M1XA-93TD-HJ5U", "7Q40-M1XA-93TD-HJ5é", strings.Repeat("-", 16)} {
		if _, ok := parseCode(wrong); ok {
			t.Errorf("parseCode(%q) is a code", wrong)
		}
	}
	if other, _ := parseCode("7Q40-M1XA-93TD-HJ5X"); other == want {
		t.Error("two codes have one hash")
	}
}

func TestRecover(t *testing.T) {
	s, _, _ := clocked(t)
	a, first := added(t, s, "nadia@asbl.be")
	b, _ := added(t, s, "karim@asbl.be")
	codes, others := newCodes(t, s, a.Email), newCodes(t, s, b.Email)
	token, other := signedIn(t, s, a), signedIn(t, s, b)
	got, left, err := s.Recover(t.Context(), Recovery{"Nadia@asbl.be ", strings.ToLower(codes[3]), "lampe e\u0301clair"}, office())
	if err != nil || left != 9 || got.ID != a.ID {
		t.Fatalf("Recover = %+v, %d, %v; want 9 codes left", got, left, err)
	}
	wantOut(t, s, token)
	wantIn(t, s, other, b)
	wantIn(t, s, signedIn(t, s, got), got)
	if _, err = s.Verify(t.Context(), a.Email, "lampe éclair"); err != nil {
		t.Errorf("the new password: %v", err)
	}
	_, err = s.Verify(t.Context(), a.Email, first)
	refused(t, err, problem.Invalid, "account.refused")

	tests := []struct {
		name string
		told Recovery
		key  string
		want string // field
	}{
		{"spent", Recovery{a.Email, codes[3], "trois lampes"}, "account.code", "code"},
		{"of another", Recovery{a.Email, others[0], "trois lampes"}, "account.code", "code"},
		{"no account", Recovery{"zoe@asbl.be", codes[4], "trois lampes"}, "account.code", "code"},
		{"no code", Recovery{b.Email, "1234", "trois lampes"}, "account.code", "code"},
		{"no address", Recovery{"zoe", codes[4], "trois lampes"}, "account.code", "code"},
		{"common password", Recovery{a.Email, codes[4], "azerty123"}, "account.password.common", "password"},
		{"own address", Recovery{a.Email, codes[4], "nadia lampe"}, "account.password.own", "password"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			who, n, told := s.Recover(t.Context(), tt.told, office())
			refused(t, told, problem.Invalid, tt.key)
			if who != (Account{}) || n != 0 || problem.All(told)[0].Field != tt.want {
				t.Errorf("Recover gives away %+v, %d; field %q, want %q", who, n, problem.All(told)[0].Field, tt.want)
			}
		})
	}
	if _, left, err = s.Recover(t.Context(), Recovery{a.Email, codes[4], "quatre lampes"}, office()); err != nil || left != 8 {
		t.Errorf("Recover = %d, %v; want 8 codes left", left, err)
	}
}

func TestRecoverIsThrottled(t *testing.T) {
	for _, email := range []string{"nadia@asbl.be", "zoe@asbl.be"} {
		s, _, _ := clocked(t)
		_, password := added(t, s, "nadia@asbl.be")
		codes := newCodes(t, s, "nadia@asbl.be")
		for range 5 {
			_, _, err := s.Recover(t.Context(), Recovery{email, "0000-0000-0000-0000", "lampe éclair"}, office())
			refused(t, err, problem.Invalid, "account.code")
		}
		_, _, err := s.Recover(t.Context(), Recovery{email, codes[0], "lampe éclair"}, office())
		refused(t, err, problem.TooMany, "account.throttled")
		_, _, err = s.SignIn(t.Context(), email, password, office())
		refused(t, err, problem.TooMany, "account.throttled")
	}
}

func TestRecoverRefusesDisabled(t *testing.T) {
	s, store, _ := clocked(t)
	a, _ := added(t, s, "nadia@asbl.be")
	codes := newCodes(t, s, a.Email)
	if err := s.Disable(t.Context(), a.Email); err != nil {
		t.Fatal(err)
	}
	_, _, err := s.Recover(t.Context(), Recovery{a.Email, codes[0], "lampe éclair"}, office())
	refused(t, err, problem.Forbidden, "account.disabled")
	if kept := store.accounts[a.Email]; kept.PasswordHash != a.PasswordHash || len(store.codes[a.ID]) != 10 {
		t.Errorf("a disabled account was changed: %+v, %d codes", kept, len(store.codes[a.ID]))
	}
	_, _, err = s.Recover(t.Context(), Recovery{a.Email, "0000-0000-0000-0000", "lampe éclair"}, office())
	refused(t, err, problem.Invalid, "account.code")
}
