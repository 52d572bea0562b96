package account

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"sync"
	"testing"
	"time"

	"releve/internal/problem"
)

func TestSignIn(t *testing.T) {
	s, store, _ := clocked(t)
	a, password := added(t, s, "nadia@asbl.be")
	got, token, err := s.SignIn(t.Context(), " Nadia@asbl.be", password, office())
	if err != nil || got != a {
		t.Fatalf("SignIn = %+v, %v, want %+v", got, err, a)
	}
	wantIn(t, s, token, a)
	for _, email := range []string{"nadia@asbl.be", "zoe@asbl.be", "zoe"} {
		got, token, err = s.SignIn(t.Context(), email, "wrong password", office())
		refused(t, err, problem.Invalid, "account.refused")
		if got != (Account{}) || token != "" {
			t.Errorf("SignIn gives away %+v, %q", got, token)
		}
	}
	if len(store.sessions) != 1 {
		t.Errorf("%d sessions, want 1", len(store.sessions))
	}
}

// TestThrottledTellsNothing compares the answers for an account and for none, whatever was tried.
func TestThrottledTellsNothing(t *testing.T) {
	var told [3][]string
	for i, email := range []string{"nadia@asbl.be", "zoe@asbl.be", "no address"} {
		s, _, c := clocked(t)
		_, password := added(t, s, "nadia@asbl.be")
		if err := s.SetPassword(t.Context(), "nadia@asbl.be", "lampe éclair"); err != nil {
			t.Fatal(err)
		}
		for try := range 12 {
			_, _, err := s.SignIn(t.Context(), email, password, office())
			told[i] = append(told[i], fmt.Sprintf("%v %+v", err, problem.All(err)[0].Args))
			c.pass(time.Duration(try) * time.Second)
		}
		if _, _, err := s.SignIn(t.Context(), "NADIA@asbl.be", "lampe éclair", office()); i == 0 && problem.KindOf(err) != problem.TooMany {
			t.Errorf("capitals are another account: %v", err)
		}
	}
	if !reflect.DeepEqual(told[0], told[1]) || !reflect.DeepEqual(told[0], told[2]) {
		t.Errorf("answers differ:\n%v\n%v\n%v", told[0], told[1], told[2])
	}
}

func TestSignInAfterMistakes(t *testing.T) {
	s, _, c := clocked(t)
	_, password := added(t, s, "nadia@asbl.be")
	for round := range 3 {
		for range 4 {
			_, _, err := s.SignIn(t.Context(), "nadia@asbl.be", "wrong password", office())
			refused(t, err, problem.Invalid, "account.refused")
		}
		if _, _, err := s.SignIn(t.Context(), "nadia@asbl.be", password, office()); err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
	}
	for range 5 {
		_, _, err := s.SignIn(t.Context(), "nadia@asbl.be", "wrong password", office())
		refused(t, err, problem.Invalid, "account.refused")
	}
	_, _, err := s.SignIn(t.Context(), "nadia@asbl.be", password, office())
	refused(t, err, problem.TooMany, "account.throttled")
	c.pass(2 * time.Second)
	if _, _, err = s.SignIn(t.Context(), "nadia@asbl.be", password, office()); err != nil {
		t.Errorf("after the wait: %v", err)
	}
}

func TestTroubleIsNoMistake(t *testing.T) {
	s, store, _ := clocked(t)
	a, password := added(t, s, "nadia@asbl.be")
	trouble := problem.New(problem.Unavailable, "store.busy", nil)
	s.Store = broken{store, trouble}
	for range 20 {
		if _, _, err := s.SignIn(t.Context(), "nadia@asbl.be", password, office()); !errors.Is(err, trouble) {
			t.Fatalf("SignIn = %v, want %v", err, trouble)
		}
	}
	s.Store = store
	for range 20 {
		if _, _, err := s.SignIn(t.Context(), "nadia@asbl.be", password, office()); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Disable(t.Context(), a.Email); err != nil {
		t.Fatal(err)
	}
	for range 20 {
		_, _, err := s.SignIn(t.Context(), "nadia@asbl.be", password, office())
		refused(t, err, problem.Forbidden, "account.disabled")
	}
}

// TestGuessesTogether sends many guesses at once, the right one among them.
func TestGuessesTogether(t *testing.T) {
	s, _, _ := clocked(t)
	added(t, s, "nadia@asbl.be")
	var mu sync.Mutex
	count := map[problem.Kind]int{}
	var together sync.WaitGroup
	for range 40 {
		together.Go(func() {
			_, _, err := s.SignIn(context.Background(), "nadia@asbl.be", "wrong password", office())
			mu.Lock()
			defer mu.Unlock()
			count[problem.KindOf(err)]++
		})
	}
	together.Wait()
	if count[problem.Invalid] != 5 || count[problem.TooMany] != 35 {
		t.Errorf("answers by kind %v, want 5 guesses and 35 refusals", count)
	}
}

// TestOfficeSignsIn lets sixty people behind one address sign in at once.
func TestOfficeSignsIn(t *testing.T) {
	s, store, _ := clocked(t)
	var together sync.WaitGroup
	for i := range 60 {
		email := fmt.Sprint("p", i, "@asbl.be")
		_, password := added(t, s, email)
		together.Go(func() {
			if _, _, err := s.SignIn(context.Background(), email, password, office()); err != nil {
				t.Errorf("%s: %v", email, err)
			}
		})
	}
	together.Wait()
	if len(store.sessions) != 60 {
		t.Errorf("%d sessions, want 60", len(store.sessions))
	}
}

func TestGuessesFromOneNetwork(t *testing.T) {
	s, _, c := clocked(t)
	_, password := added(t, s, "nadia@asbl.be")
	for i := range 50 {
		if i%10 == 0 { // success of one account does not excuse the network
			if _, _, err := s.SignIn(t.Context(), "nadia@asbl.be", password, office()); err != nil {
				t.Fatal(err)
			}
		}
		_, _, err := s.SignIn(t.Context(), fmt.Sprint("p", i, "@asbl.be"), "wrong password", office())
		refused(t, err, problem.Invalid, "account.refused")
	}
	_, _, err := s.SignIn(t.Context(), "nadia@asbl.be", password, office())
	refused(t, err, problem.TooMany, "account.throttled.minutes")
	if _, _, err = s.SignIn(t.Context(), "nadia@asbl.be", password, clientAt("198.51.100.1")); err != nil {
		t.Errorf("another network: %v", err)
	}
	c.pass(10 * time.Minute)
	if _, _, err = s.SignIn(t.Context(), "nadia@asbl.be", password, office()); err != nil {
		t.Errorf("after ten minutes: %v", err)
	}
}

// late changes an account between the check of its password and its session, some times.
type late struct {
	*memory
	times  int
	change func(*Account)
}

func (l *late) StartSession(ctx context.Context, s Session, of Account) error {
	if l.times--; l.times >= 0 {
		a := l.accounts[of.Email]
		l.change(&a)
		l.accounts[of.Email] = a
	}
	return l.memory.StartSession(ctx, s, of)
}

func TestSignInWhileTheAccountChanges(t *testing.T) {
	s, store, _ := clocked(t)
	_, password := added(t, s, "nadia@asbl.be")
	hash := func(password string) string {
		made, err := s.Hasher.Hash(t.Context(), password, s.Random)
		if err != nil {
			t.Fatal(err)
		}
		return made
	}
	tests := []struct {
		name   string
		times  int
		change func(*Account)
		kind   problem.Kind
		want   string // "" for a welcome
	}{
		{"another hash of the password", 2, func(a *Account) { a.PasswordHash = hash(password) }, 0, ""},
		{"again and again", 3, func(a *Account) { a.PasswordHash = hash(password) }, problem.Forbidden, "account.ended"},
		{"role", 1, func(a *Account) { a.Role = Reader }, 0, ""},
		{"other password", 1, func(a *Account) { a.PasswordHash = hash("other") }, problem.Invalid, "account.refused"},
		{"disabled", 1, func(a *Account) { a.PasswordHash, a.Disabled = hash(password), true }, problem.Forbidden, "account.disabled"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s.Sessions = &late{store, tt.times, tt.change}
			a, token, err := s.SignIn(t.Context(), "nadia@asbl.be", password, office())
			if tt.want == "" {
				if err != nil {
					t.Fatal(err)
				}
				wantIn(t, s, token, a)
				return
			}
			refused(t, err, tt.kind, tt.want)
			a = store.accounts["nadia@asbl.be"]
			a.PasswordHash, a.Disabled = hash(password), false
			store.accounts[a.Email] = a
		})
	}
}

func TestChangePassword(t *testing.T) {
	s, _, _ := clocked(t)
	a, password := added(t, s, "nadia@asbl.be")
	one, two := signedIn(t, s, a), signedIn(t, s, a)
	for _, tt := range []struct {
		name   string
		change PasswordChange
		key    string
		want   string // field
	}{
		{"wrong old one", PasswordChange{"wrong password", "lampe éclair"}, "account.password.old", "old"},
		{"common new one", PasswordChange{password, "azerty123"}, "account.password.common", "new"},
	} {
		token, err := s.ChangePassword(t.Context(), a, office(), tt.change)
		refused(t, err, problem.Invalid, tt.key)
		if token != "" || problem.All(err)[0].Field != tt.want {
			t.Errorf("%s: token %q, field %q, want field %q", tt.name, token, problem.All(err)[0].Field, tt.want)
		}
	}
	wantIn(t, s, one, a)
	token, err := s.ChangePassword(t.Context(), a, office(), PasswordChange{password, "lampe éclair"})
	if err != nil {
		t.Fatal(err)
	}
	wantOut(t, s, one, two)
	got, err := s.Resolve(t.Context(), token)
	if err != nil || got.ID != a.ID {
		t.Errorf("Resolve = %+v, %v", got, err)
	}
	if _, err = s.Verify(t.Context(), a.Email, "lampe éclair"); err != nil {
		t.Errorf("the new password: %v", err)
	}
	_, err = s.Verify(t.Context(), a.Email, password)
	refused(t, err, problem.Invalid, "account.refused")
}

func TestChangePasswordIsThrottled(t *testing.T) {
	s, _, _ := clocked(t)
	a, password := added(t, s, "nadia@asbl.be")
	for range 5 {
		_, err := s.ChangePassword(t.Context(), a, office(), PasswordChange{"wrong password", "lampe éclair"})
		refused(t, err, problem.Invalid, "account.password.old")
	}
	_, err := s.ChangePassword(t.Context(), a, office(), PasswordChange{password, "lampe éclair"})
	refused(t, err, problem.TooMany, "account.throttled")
	_, _, err = s.SignIn(t.Context(), a.Email, password, office())
	refused(t, err, problem.TooMany, "account.throttled")
}
