package account

import (
	"context"
	"slices"
	"strings"
	"sync"
)

// memory is a Store that keeps accounts for one test.
type memory struct {
	mu       sync.Mutex
	accounts map[string]Account
	fail     error // what Update answers instead of working
}

func (m *memory) Add(_ context.Context, a Account) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, ok := m.accounts[a.Email]; ok {
		return Taken(a.Email)
	}
	if m.accounts == nil {
		m.accounts = map[string]Account{}
	}
	m.accounts[a.Email] = a
	return nil
}

func (m *memory) ByEmail(_ context.Context, email string) (Account, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	a, ok := m.accounts[email]
	if !ok {
		return Account{}, Unknown(email)
	}
	return a, nil
}

func (m *memory) List(context.Context) ([]Account, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var all []Account
	for _, a := range m.accounts {
		all = append(all, a)
	}
	slices.SortFunc(all, func(a, b Account) int { return strings.Compare(a.Email, b.Email) })
	return all, nil
}

func (m *memory) Update(_ context.Context, email string, change func(*Account) error) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	a, ok := m.accounts[email]
	if !ok {
		return Unknown(email)
	}
	if m.fail != nil {
		return m.fail
	}
	if err := change(&a); err != nil {
		return err
	}
	m.accounts[email] = a
	return nil
}
