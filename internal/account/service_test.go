package account

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"releve/internal/problem"
)

func newService(store interface {
	Store
	SessionStore
},
) *Service {
	return &Service{
		Store: store, Sessions: store, Hasher: NewHasher(cheap(), 2), Random: rand.Reader,
		Now: func() time.Time { return time.Date(2026, 11, 22, 9, 30, 0, 123, time.FixedZone("", 3600)) },
	}
}

// added makes an account for tests that need one.
func added(t *testing.T, s *Service, email string) (Account, string) {
	t.Helper()
	a, password, err := s.Add(t.Context(), email, Coordinator)
	if err != nil {
		t.Fatal(err)
	}
	return a, password
}

// told returns the kind and key of an error's problem.
func told(err error) (problem.Kind, string) {
	if all := problem.All(err); len(all) > 0 {
		return all[0].Kind, all[0].Key
	}
	return problem.Internal, ""
}

func refused(t *testing.T, err error, kind problem.Kind, key string) {
	t.Helper()
	if gotKind, gotKey := told(err); err == nil || gotKind != kind || gotKey != key {
		t.Errorf("error %v, want kind %d and key %s", err, kind, key)
	}
}

func TestAdd(t *testing.T) {
	store := &memory{}
	s := newService(store)
	a, password := added(t, s, " Nadia@Asbl.be ")
	if !regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`).MatchString(a.ID) {
		t.Errorf("id %s is no UUID of version 4", a.ID)
	}
	want := Account{
		ID: a.ID, Email: "nadia@asbl.be", Role: Coordinator, PasswordHash: a.PasswordHash,
		CreatedAt: time.Date(2026, 11, 22, 8, 30, 0, 0, time.UTC),
	}
	if a != want || store.accounts["nadia@asbl.be"] != want {
		t.Errorf("account %+v, kept %+v, want %+v", a, store.accounts["nadia@asbl.be"], want)
	}
	if strings.Contains(a.PasswordHash, password) || !strings.HasPrefix(a.PasswordHash, "$argon2id$") {
		t.Errorf("hash %s", a.PasswordHash)
	}
	if other, otherPassword := added(t, s, "karim@asbl.be"); other.ID == a.ID || otherPassword == password {
		t.Error("two accounts share an id or a password")
	}
}

func TestAddRefuses(t *testing.T) {
	s := newService(&memory{})
	added(t, s, "nadia@asbl.be")
	tests := []struct {
		name  string
		email string
		role  Role
		kind  problem.Kind
		want  string
	}{
		{"taken", "NADIA@asbl.be", Admin, problem.Conflict, "account.taken"},
		{"no address", "nadia", Admin, problem.Invalid, "account.email"},
		{"no role", "karim@asbl.be", "", problem.Invalid, "account.role"},
		{"unknown role", "karim@asbl.be", "owner", problem.Invalid, "account.role"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, password, err := s.Add(t.Context(), tt.email, tt.role)
			refused(t, err, tt.kind, tt.want)
			if password != "" {
				t.Error("a password was given")
			}
		})
	}
	if all, err := s.List(t.Context()); err != nil || len(all) != 1 {
		t.Errorf("%d accounts kept, %v", len(all), err)
	}
}

func TestAddNeedsRandomness(t *testing.T) {
	for n := range 16 + drawnBytes + saltSize {
		store := &memory{}
		s := newService(store)
		s.Random = io.LimitReader(rand.Reader, int64(n))
		if _, password, err := s.Add(t.Context(), "nadia@asbl.be", Reader); err == nil || password != "" {
			t.Errorf("an account was made with %d bytes of randomness", n)
		}
		if len(store.accounts) != 0 {
			t.Errorf("an account was kept with %d bytes of randomness", n)
		}
	}
}

func TestList(t *testing.T) {
	s := newService(&memory{})
	for _, email := range []string{"zoe@asbl.be", "ann@asbl.be", "karim@asbl.be"} {
		added(t, s, email)
	}
	all, err := s.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var emails []string
	for _, a := range all {
		emails = append(emails, a.Email)
	}
	if want := []string{"ann@asbl.be", "karim@asbl.be", "zoe@asbl.be"}; !slices.Equal(emails, want) {
		t.Errorf("List = %v, want %v", emails, want)
	}
}

func TestVerify(t *testing.T) {
	s := newService(&memory{})
	a, password := added(t, s, "nadia@asbl.be")
	disabled, disabledPassword := added(t, s, "karim@asbl.be")
	if err := s.Disable(t.Context(), "karim@asbl.be"); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name     string
		email    string
		password string
		kind     problem.Kind
		want     string // "" for a welcome
	}{
		{"right", "nadia@asbl.be", password, 0, ""},
		{"address in capitals", " NADIA@asbl.be", password, 0, ""},
		{"spaces copied with it", "nadia@asbl.be", password + " \n", 0, ""},
		{"wrong", "nadia@asbl.be", "7Q4K-M0XA-93TD-HJ5W", problem.Invalid, "account.refused"},
		{"empty", "nadia@asbl.be", "", problem.Invalid, "account.refused"},
		{"unreadable", "nadia@asbl.be", password + "\xff", problem.Invalid, "account.refused"},
		{"control sign", "nadia@asbl.be", password + "\x00", problem.Invalid, "account.refused"},
		{"unknown", "zoe@asbl.be", password, problem.Invalid, "account.refused"},
		{"unknown, empty", "zoe@asbl.be", "", problem.Invalid, "account.refused"},
		{"no address", "nadia", password, problem.Invalid, "account.refused"},
		{"disabled", disabled.Email, disabledPassword, problem.Forbidden, "account.disabled"},
		{"disabled, wrong", disabled.Email, password, problem.Invalid, "account.refused"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := s.Verify(t.Context(), tt.email, tt.password)
			if tt.want == "" {
				if err != nil || got != a {
					t.Errorf("Verify = %+v, %v, want %+v", got, err, a)
				}
				return
			}
			refused(t, err, tt.kind, tt.want)
			if got != (Account{}) {
				t.Errorf("Verify gives an account away: %+v", got)
			}
		})
	}
}

func TestVerifyTellsTroubleOfTheStore(t *testing.T) {
	trouble := problem.New(problem.Unavailable, "store.busy", nil)
	s := newService(broken{&memory{}, trouble})
	if _, err := s.Verify(t.Context(), "nadia@asbl.be", "x"); !errors.Is(err, trouble) {
		t.Errorf("Verify = %v, want %v", err, trouble)
	}
}

// broken is a store that cannot read an account.
type broken struct {
	*memory
	err error
}

func (b broken) ByEmail(context.Context, string) (Account, error) { return Account{}, b.err }

func TestReset(t *testing.T) {
	s := newService(&memory{})
	_, first := added(t, s, "nadia@asbl.be")
	if err := s.Disable(t.Context(), "nadia@asbl.be"); err != nil {
		t.Fatal(err)
	}
	second, err := s.Reset(t.Context(), "Nadia@asbl.be")
	if err != nil || second == first {
		t.Fatalf("Reset = %s, %v", second, err)
	}
	_, err = s.Verify(t.Context(), "nadia@asbl.be", first)
	refused(t, err, problem.Invalid, "account.refused")
	if _, err = s.Verify(t.Context(), "nadia@asbl.be", second); err != nil {
		t.Errorf("the new password is refused: %v", err)
	}
	password, err := s.Reset(t.Context(), "zoe@asbl.be")
	refused(t, err, problem.NotFound, "account.unknown")
	if password != "" {
		t.Error("a password was given for no account")
	}
}

func TestDisable(t *testing.T) {
	s := newService(&memory{})
	_, password := added(t, s, "nadia@asbl.be")
	for range 2 {
		if err := s.Disable(t.Context(), "nadia@asbl.be"); err != nil {
			t.Fatal(err)
		}
	}
	_, err := s.Verify(t.Context(), "nadia@asbl.be", password)
	refused(t, err, problem.Forbidden, "account.disabled")
	refused(t, s.Disable(t.Context(), "zoe@asbl.be"), problem.NotFound, "account.unknown")
	refused(t, s.Disable(t.Context(), "zoe"), problem.Invalid, "account.email")
}

func TestSetPassword(t *testing.T) {
	s := newService(&memory{})
	_, first := added(t, s, "nadia@asbl.be")
	refused(t, s.SetPassword(t.Context(), "nadia@asbl.be", "azerty123"), problem.Invalid, "account.password.common")
	refused(t, s.SetPassword(t.Context(), "zoe@asbl.be", "lampe éclair"), problem.NotFound, "account.unknown")
	if _, err := s.Verify(t.Context(), "nadia@asbl.be", first); err != nil {
		t.Errorf("a refused password replaced the old one: %v", err)
	}
	if err := s.SetPassword(t.Context(), "Nadia@asbl.be", "lampe e\u0301clair"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Verify(t.Context(), "nadia@asbl.be", "lampe \u00e9clair"); err != nil {
		t.Errorf("the same password in other runes is refused: %v", err)
	}
	_, err := s.Verify(t.Context(), "nadia@asbl.be", first)
	refused(t, err, problem.Invalid, "account.refused")
}

func TestVerifyRehashes(t *testing.T) {
	store := &memory{}
	s := newService(store)
	old, password := added(t, s, "nadia@asbl.be")
	s.Hasher = NewHasher(Cost{Memory: 16, Passes: 2, Lanes: 1}, 2)
	store.fail = problem.New(problem.Unavailable, "store.busy", nil)
	if got, err := s.Verify(t.Context(), "nadia@asbl.be", password); err != nil || got.PasswordHash != old.PasswordHash {
		t.Errorf("Verify with a full disk = %v, %v", got, err)
	}
	store.fail = nil
	got, err := s.Verify(t.Context(), "nadia@asbl.be", password)
	kept := store.accounts["nadia@asbl.be"]
	if err != nil || s.Hasher.NeedsRehash(kept.PasswordHash) || got != kept {
		t.Errorf("Verify = %+v, %v, kept %+v", got, err, kept)
	}
	if _, err = s.Verify(t.Context(), "nadia@asbl.be", password); err != nil {
		t.Errorf("refused after the new hash: %v", err)
	}
	_, err = s.Verify(t.Context(), "nadia@asbl.be", "wrong password")
	refused(t, err, problem.Invalid, "account.refused")
}

// meanwhile changes the account between reading it and keeping a new hash, as another process may.
type meanwhile struct {
	*memory
	change func(*Account)
}

func (m meanwhile) Rehash(ctx context.Context, id, old, hash string) error {
	a := m.accounts["nadia@asbl.be"]
	m.change(&a)
	m.accounts[a.Email] = a
	return m.memory.Rehash(ctx, id, old, hash)
}

func TestRehashSparesWhatChangedMeanwhile(t *testing.T) {
	tests := []struct {
		name   string
		change func(*Account)
	}{
		{"disabled", func(a *Account) { a.Disabled = true }},
		{"password", func(a *Account) { a.PasswordHash = "another" }},
		{"role", func(a *Account) { a.Role = Reader }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			store := &memory{}
			s := newService(store)
			a, password := added(t, s, "nadia@asbl.be")
			s.Hasher = NewHasher(Cost{Memory: 16, Passes: 2, Lanes: 1}, 2)
			s.Store = meanwhile{store, tt.change}
			if _, err := s.Verify(t.Context(), "nadia@asbl.be", password); err != nil {
				t.Fatal(err)
			}
			want := a
			tt.change(&want)
			got := store.accounts["nadia@asbl.be"]
			if want.PasswordHash == a.PasswordHash {
				want.PasswordHash = got.PasswordHash
			}
			if got != want {
				t.Errorf("kept %+v, want %+v", got, want)
			}
		})
	}
}

// TestUnknownTakesAsLongAsWrong compares times; the cost is high enough for anything left out to show.
func TestUnknownTakesAsLongAsWrong(t *testing.T) {
	s := newService(&memory{})
	s.Hasher = NewHasher(Cost{Memory: 4 * 1024, Passes: 2, Lanes: 1}, 1)
	added(t, s, "nadia@asbl.be")
	tests := []struct{ name, email string }{
		{"unknown", "zoe@asbl.be"},
		{"no address", "zoe"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			wrong, other := time.Hour, time.Hour
			for range 200 { // a busy machine lengthens some; the shortest of many is what the work takes
				wrong = min(wrong, timed(t, s, "nadia@asbl.be"))
				other = min(other, timed(t, s, tt.email))
				if ratio := float64(other) / float64(wrong); ratio > 0.7 && ratio < 1.4 {
					return
				}
			}
			t.Errorf("takes %v, a wrong password %v", other, wrong)
		})
	}
}

func timed(t *testing.T, s *Service, email string) time.Duration {
	t.Helper()
	start := time.Now()
	_, err := s.Verify(t.Context(), email, "not the password")
	took := time.Since(start)
	refused(t, err, problem.Invalid, "account.refused")
	return took
}

func TestParseRole(t *testing.T) {
	for _, role := range []Role{Admin, Coordinator, Reader} {
		if got, err := ParseRole(string(role)); err != nil || got != role {
			t.Errorf("ParseRole(%s) = %s, %v", role, got, err)
		}
	}
	_, err := ParseRole("Admin")
	refused(t, err, problem.Invalid, "account.role")
}
