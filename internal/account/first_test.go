package account

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"

	"releve/internal/problem"
)

func firstTold() FirstStart {
	//nolint:gosec // G101: made up
	return FirstStart{Coordination: " Réseau « social » 1030 ", Email: "Nadia@asbl.be ", Password: "lampe e\u0301clair"}
}

func wantStarted(t *testing.T, s *Service, want bool) {
	t.Helper()
	if got, err := s.HasAccounts(t.Context()); err != nil || got != want {
		t.Errorf("HasAccounts = %v, %v, want %v", got, err, want)
	}
}

func wantName(t *testing.T, s *Service, want string) {
	t.Helper()
	if got, err := s.Coordination(t.Context()); err != nil || got != want {
		t.Errorf("Coordination = %q, %v, want %q", got, err, want)
	}
}

func TestFirst(t *testing.T) {
	s, store, _ := clocked(t)
	wantStarted(t, s, false)
	a, codes, err := s.First(t.Context(), firstTold())
	if err != nil {
		t.Fatal(err)
	}
	want := Account{ID: a.ID, Email: "nadia@asbl.be", Role: Admin, PasswordHash: a.PasswordHash, CreatedAt: s.now()}
	if a != want || store.accounts[a.Email] != want || len(a.ID) != 36 {
		t.Errorf("account %+v, kept %+v, want %+v", a, store.accounts, want)
	}
	wantName(t, s, "Réseau « social » 1030")
	wantStarted(t, s, true)
	got, token, err := s.SignIn(t.Context(), a.Email, "lampe éclair", office())
	if err != nil || got != a || token == "" {
		t.Errorf("SignIn = %+v, %v", got, err)
	}
	wantIn(t, s, signedIn(t, s, a), a)
	if len(codes) != 10 {
		t.Fatalf("%d codes, want 10", len(codes))
	}
	_, left, err := s.Recover(t.Context(), Recovery{a.Email, codes[9], "trois lampes"}, office())
	if err != nil || left != 9 {
		t.Errorf("Recover = %d, %v, want 9 codes left", left, err)
	}
	_, codes, err = s.First(t.Context(), FirstStart{"Autre", "karim@asbl.be", "trois lampes"})
	refused(t, err, problem.Conflict, "account.started")
	if codes != nil || len(store.accounts) != 1 {
		t.Errorf("a second first start left %v, %+v", codes, store.accounts)
	}
}

func TestFirstAtOnce(t *testing.T) {
	s, store, _ := clocked(t)
	var mu sync.Mutex
	won := 0
	var together sync.WaitGroup
	for i := range 8 {
		told := firstTold()
		told.Email = string(rune('a'+i)) + "@asbl.be"
		together.Go(func() {
			_, _, err := s.First(context.Background(), told)
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				won++
			} else if problem.KindOf(err) != problem.Conflict {
				t.Errorf("First: %v", err)
			}
		})
	}
	together.Wait()
	if won != 1 || len(store.accounts) != 1 {
		t.Errorf("%d first starts, %d accounts, want one", won, len(store.accounts))
	}
}

func TestFirstRefuses(t *testing.T) {
	tests := []struct {
		name   string
		change func(*FirstStart)
		want   []string // fields and keys
	}{
		{"nothing told", func(f *FirstStart) { *f = FirstStart{} }, []string{"coordination account.coordination", "email account.email", "password account.password.short"}},
		{"name on two lines", func(f *FirstStart) { f.Coordination = "a\nb" }, []string{"coordination account.coordination"}},
		{"name too long", func(f *FirstStart) { f.Coordination = strings.Repeat("é", 121) }, []string{"coordination account.coordination"}},
		{"longest name", func(f *FirstStart) { f.Coordination = strings.Repeat("é", 120) }, nil},
		{"unreadable name", func(f *FirstStart) { f.Coordination = "a\x00" }, []string{"coordination account.coordination"}},
		{"no address", func(f *FirstStart) { f.Email = "nadia" }, []string{"email account.email"}},
		{"address in the password", func(f *FirstStart) { f.Password = "nadia1030" }, []string{"password account.password.own"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, store, _ := clocked(t)
			told := firstTold()
			tt.change(&told)
			_, codes, err := s.First(t.Context(), told)
			var got []string
			for _, p := range problem.All(err) {
				got = append(got, p.Field+" "+p.Key)
			}
			if !slices.Equal(got, tt.want) || (err == nil) != (tt.want == nil) {
				t.Errorf("problems %v (%v), want %v", got, err, tt.want)
			}
			if kept := len(store.accounts); err != nil && (kept != 0 || codes != nil) {
				t.Errorf("%d accounts kept, codes %v", kept, codes)
			}
		})
	}
}

func TestSetCoordination(t *testing.T) {
	s, _, _ := clocked(t)
	for _, role := range []Role{Coordinator, Reader, ""} {
		refused(t, s.SetCoordination(t.Context(), Account{Role: role}, "Réseau"), problem.Forbidden, "account.need")
	}
	err := s.SetCoordination(t.Context(), Account{Role: Admin}, " ")
	refused(t, err, problem.Invalid, "account.coordination")
	if all := problem.All(err); len(all) != 1 || all[0].Field != "coordination" {
		t.Errorf("problems %+v, want the field coordination", all)
	}
	if err := s.SetCoordination(t.Context(), Account{Role: Admin}, "Réseau "); err != nil {
		t.Fatal(err)
	}
	wantName(t, s, "Réseau")
}
