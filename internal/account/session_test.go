package account

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"releve/internal/problem"
)

// clock is a time that a test moves.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// clocked returns a service with a clock that stands still, and what it keeps.
func clocked(t *testing.T) (*Service, *memory, *clock) {
	t.Helper()
	store, c := &memory{}, &clock{at: time.Date(2026, 11, 22, 8, 30, 0, 500, time.UTC)}
	s := newService(store)
	s.Now = c.now
	return s, store, c
}

// office is the client of most tests.
func office() Client { return clientAt("192.0.2.7") }

func clientAt(address string) Client { return ClientAt(netip.MustParseAddr(address).AsSlice()) }

// signedIn starts a session of an account.
func signedIn(t *testing.T, s *Service, a Account) string {
	t.Helper()
	token, err := s.Start(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// wantIn checks that a token stands for an account.
func wantIn(t *testing.T, s *Service, token string, want Account) {
	t.Helper()
	if got, err := s.Resolve(t.Context(), token); err != nil || got != want {
		t.Errorf("Resolve = %+v, %v, want %+v", got, err, want)
	}
}

// wantOut checks that tokens stand for nobody.
func wantOut(t *testing.T, s *Service, tokens ...string) {
	t.Helper()
	for _, token := range tokens {
		got, err := s.Resolve(t.Context(), token)
		refused(t, err, problem.Forbidden, "account.ended")
		if got != (Account{}) {
			t.Errorf("Resolve gives an account away: %+v", got)
		}
	}
}

func TestStart(t *testing.T) {
	s, store, c := clocked(t)
	a, _ := added(t, s, "nadia@asbl.be")
	token := signedIn(t, s, a)
	drawn, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(drawn) != 32 {
		t.Fatalf("token %q of %d bytes, %v", token, len(drawn), err)
	}
	want := Session{Hash: sha256.Sum256(drawn), Account: a.ID, Created: c.at.Truncate(time.Second), Seen: c.at.Truncate(time.Second)}
	if got := store.sessions[want.Hash]; got != want || len(store.sessions) != 1 {
		t.Errorf("kept %+v, want %+v", store.sessions, want)
	}
	if signedIn(t, s, a) == token {
		t.Error("two sessions share a token")
	}
	wantIn(t, s, token, a)
	s.Random = io.LimitReader(rand.Reader, 31)
	if token, err = s.Start(t.Context(), a); err == nil {
		t.Errorf("token %s was drawn from 31 bytes", token)
	}
}

func TestResolveRefuses(t *testing.T) {
	s, _, _ := clocked(t)
	a, _ := added(t, s, "nadia@asbl.be")
	token := signedIn(t, s, a)
	last := token[len(token)-1]
	other := byte('A')
	if last == 'A' {
		other = 'E'
	}
	for _, wrong := range []string{
		"", " ", token + "A", token[:42], token + "=", token + "\n", "\n" + token, token[:42] + string(other), token[:20] + "\n" + token[20:],
		token[:42] + string(last+1), strings.Repeat("A", 43), strings.Repeat("A", 1<<20), "../" + token[3:],
	} {
		wantOut(t, s, wrong)
	}
	wantIn(t, s, token, a)
}

func TestSessionLasts(t *testing.T) {
	tests := []struct {
		name  string
		every time.Duration // between two uses
		most  time.Duration // that the session lasts
		want  time.Duration // when it first is over
	}{
		{"unused", 12 * time.Hour, 24 * time.Hour, 12 * time.Hour},
		{"used now and then", 11 * time.Hour, 8 * 24 * time.Hour, 176 * time.Hour}, // the first use after seven days
		{"used all the time", time.Hour, 8 * 24 * time.Hour, 7 * 24 * time.Hour},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, store, c := clocked(t)
			a, _ := added(t, s, "nadia@asbl.be")
			token := signedIn(t, s, a)
			for lasted := tt.every; lasted <= tt.most; lasted += tt.every {
				c.pass(tt.every)
				_, err := s.Resolve(t.Context(), token)
				if err == nil {
					continue
				}
				refused(t, err, problem.Forbidden, "account.ended")
				if lasted != tt.want {
					t.Errorf("over after %v, want %v", lasted, tt.want)
				}
				if len(store.sessions) != 0 {
					t.Error("a session that is over is still kept")
				}
				return
			}
			t.Errorf("never over, want %v", tt.want)
		})
	}
}

func TestSeenIsWrittenSeldom(t *testing.T) {
	s, store, c := clocked(t)
	a, _ := added(t, s, "nadia@asbl.be")
	token := signedIn(t, s, a)
	for range 60 * 60 {
		c.pass(time.Second)
		wantIn(t, s, token, a)
	}
	if store.seen != 12 {
		t.Errorf("written %d times in an hour of reading, want 12", store.seen)
	}
	store.fail = problem.New(problem.Unavailable, "store.busy", nil)
	c.pass(time.Hour)
	wantIn(t, s, token, a) // a full disk keeps nobody out
}

func TestResolveTellsTroubleOfTheStore(t *testing.T) {
	s, store, _ := clocked(t)
	a, _ := added(t, s, "nadia@asbl.be")
	token := signedIn(t, s, a)
	trouble := problem.New(problem.Unavailable, "store.busy", nil)
	s.Sessions = unread{store, trouble}
	if _, err := s.Resolve(t.Context(), token); !errors.Is(err, trouble) {
		t.Errorf("Resolve = %v, want %v", err, trouble)
	}
}

// unread is a store that cannot read a session.
type unread struct {
	SessionStore
	err error
}

func (u unread) Session(context.Context, Hash) (Session, Account, error) {
	return Session{}, Account{}, u.err
}

func TestStartPrunes(t *testing.T) {
	s, store, c := clocked(t)
	a, _ := added(t, s, "nadia@asbl.be")
	signedIn(t, s, a)
	c.pass(11 * time.Hour)
	young := signedIn(t, s, a)
	if len(store.sessions) != 2 {
		t.Fatalf("%d sessions, want 2", len(store.sessions))
	}
	c.pass(time.Hour + time.Second)
	signedIn(t, s, a)
	if len(store.sessions) != 2 {
		t.Errorf("%d sessions, want the two that are not over", len(store.sessions))
	}
	wantIn(t, s, young, a)
}

func TestEnd(t *testing.T) {
	s, _, _ := clocked(t)
	a, _ := added(t, s, "nadia@asbl.be")
	b, _ := added(t, s, "karim@asbl.be")
	one, two, other := signedIn(t, s, a), signedIn(t, s, a), signedIn(t, s, b)
	for range 2 {
		if err := s.End(t.Context(), one); err != nil {
			t.Fatal(err)
		}
	}
	for _, token := range []string{"", "nothing"} {
		if err := s.End(t.Context(), token); err != nil {
			t.Errorf("End(%q) = %v", token, err)
		}
	}
	wantOut(t, s, one)
	wantIn(t, s, two, a)
	three := signedIn(t, s, a)
	if err := s.EndAll(t.Context(), a, three); err != nil {
		t.Fatal(err)
	}
	wantOut(t, s, two)
	wantIn(t, s, three, a)
	wantIn(t, s, other, b)
	if err := s.EndAll(t.Context(), a, ""); err != nil {
		t.Fatal(err)
	}
	wantOut(t, s, three)
	wantIn(t, s, other, b)
}

func TestChangesEndSessions(t *testing.T) {
	tests := []struct {
		name string
		do   func(*Service) error
		want bool // whether the sessions end
	}{
		{"reset", func(s *Service) error { _, err := s.Reset(context.Background(), "nadia@asbl.be"); return err }, true},
		{"password", func(s *Service) error { return s.SetPassword(context.Background(), "nadia@asbl.be", "lampe éclair") }, true},
		{"disabled", func(s *Service) error { return s.Disable(context.Background(), "nadia@asbl.be") }, true},
		{"role", func(s *Service) error { return s.SetRole(context.Background(), "Nadia@asbl.be", Admin) }, true},
		{"same role", func(s *Service) error { return s.SetRole(context.Background(), "nadia@asbl.be", Coordinator) }, false},
		{"new codes", func(s *Service) error { _, err := s.NewCodes(context.Background(), "nadia@asbl.be"); return err }, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, _, _ := clocked(t)
			a, _ := added(t, s, "nadia@asbl.be")
			b, _ := added(t, s, "karim@asbl.be")
			token, other := signedIn(t, s, a), signedIn(t, s, b)
			if err := tt.do(s); err != nil {
				t.Fatal(err)
			}
			if tt.want {
				wantOut(t, s, token)
			} else {
				wantIn(t, s, token, a)
			}
			wantIn(t, s, other, b)
		})
	}
}

func TestResolveRefusesDisabled(t *testing.T) {
	s, store, _ := clocked(t)
	a, _ := added(t, s, "nadia@asbl.be")
	token := signedIn(t, s, a)
	a.Disabled = true
	store.accounts[a.Email] = a // as if its session had been forgotten
	wantOut(t, s, token)
}

func TestSetRole(t *testing.T) {
	s, store, _ := clocked(t)
	added(t, s, "nadia@asbl.be")
	if err := s.SetRole(t.Context(), "nadia@asbl.be", Admin); err != nil || store.accounts["nadia@asbl.be"].Role != Admin {
		t.Errorf("SetRole = %v, kept %+v", err, store.accounts)
	}
	refused(t, s.SetRole(t.Context(), "nadia@asbl.be", "owner"), problem.Invalid, "account.role")
	refused(t, s.SetRole(t.Context(), "zoe@asbl.be", Reader), problem.NotFound, "account.unknown")
	refused(t, s.SetRole(t.Context(), "nadia@asbl.be", Reader), problem.Conflict, "account.last")
	refused(t, s.Disable(t.Context(), "nadia@asbl.be"), problem.Conflict, "account.last")
}

func TestNeed(t *testing.T) {
	roles := []Role{"", Reader, Coordinator, Admin} // each may do what those before it may
	for i, has := range roles {
		for j, needs := range roles[1:] {
			err := Account{Role: has}.Need(needs)
			if i > j {
				if err != nil {
					t.Errorf("%q may not do what needs %q: %v", has, needs, err)
				}
				continue
			}
			refused(t, err, problem.Forbidden, "account.need")
		}
	}
}
