package storetest

import (
	"errors"
	"reflect"
	"time"

	"releve/internal/account"
	"releve/internal/problem"
)

func accountTests() map[string]func(*suite) {
	return map[string]func(*suite){
		"accounts": (*suite).accounts,
	}
}

func (s *suite) accounts() {
	b := account.Account{ID: "2", Email: "b@example.org", Role: account.Reader, PasswordHash: "$x$", CreatedAt: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}
	a := account.Account{ID: "1", Email: "a@example.org", Role: account.Admin, PasswordHash: "$y$", Disabled: true, CreatedAt: b.CreatedAt}
	s.must(s.Accounts.Add(s.ctx, b))
	s.must(s.Accounts.Add(s.ctx, a))
	again := a
	again.ID = "3"
	s.wantProblem(s.Accounts.Add(s.ctx, again), problem.Conflict, "account.taken")
	_, err := s.Accounts.ByEmail(s.ctx, "c@example.org")
	s.wantProblem(err, problem.NotFound, "account.unknown")
	s.wantAccounts(a, b)

	s.must(s.Accounts.Update(s.ctx, b.Email, func(x *account.Account) error {
		x.ID, x.Email, x.Role, x.PasswordHash, x.Disabled = "9", "0@example.org", account.Coordinator, "$z$", true
		return nil
	}))
	b.Email, b.Role, b.PasswordHash, b.Disabled = "0@example.org", account.Coordinator, "$z$", true
	s.wantAccounts(b, a)
	refusal := errors.New("no")
	err = s.Accounts.Update(s.ctx, a.Email, func(x *account.Account) error {
		x.Disabled = false
		return refusal
	})
	if !errors.Is(err, refusal) {
		s.Errorf("error %v, want the one of the change", err)
	}
	err = s.Accounts.Update(s.ctx, a.Email, func(x *account.Account) error {
		x.Email = b.Email
		return nil
	})
	s.wantProblem(err, problem.Conflict, "account.taken")
	err = s.Accounts.Update(s.ctx, "b@example.org", func(*account.Account) error { return nil })
	s.wantProblem(err, problem.NotFound, "account.unknown")
	s.wantAccounts(b, a)
}

// wantAccounts checks the list, and each account by its address, also in another process.
func (s *suite) wantAccounts(want ...account.Account) {
	s.Helper()
	got, err := s.again().Accounts.List(s.ctx)
	s.must(err)
	if !reflect.DeepEqual(got, want) {
		s.Errorf("accounts\n got %+v\nwant %+v", got, want)
	}
	for _, w := range want {
		if a, err := s.Accounts.ByEmail(s.ctx, w.Email); err != nil || a != w {
			s.Errorf("by email %s: %+v (%v), want %+v", w.Email, a, err, w)
		}
	}
}
