package account

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"
)

// memory is a Store and a SessionStore that keeps accounts for one test.
type memory struct {
	mu           sync.Mutex
	accounts     map[string]Account
	sessions     map[Hash]Session
	codes        map[string][]Hash // by id
	coordination string
	seen         int   // how often Seen was called
	fail         error // what changes answer instead of working
}

func (m *memory) Add(_ context.Context, a Account) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, ok := m.accounts[a.Email]; ok {
		return Taken(a.Email)
	}
	m.add(a)
	return nil
}

func (m *memory) add(a Account) {
	if m.accounts == nil {
		m.accounts = map[string]Account{}
	}
	m.accounts[a.Email] = a
}

func (m *memory) First(ctx context.Context, f First) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.accounts) > 0 {
		return Started()
	}
	m.add(f.Account)
	m.coordination = f.Coordination
	m.codes = map[string][]Hash{f.Account.ID: f.Codes}
	return ctx.Err()
}

func (m *memory) Any(context.Context) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.accounts) > 0, nil
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
	return m.alter(a, change)
}

func (m *memory) alter(a Account, change func(*Account) error) error {
	if m.fail != nil {
		return m.fail
	}
	old := a
	if err := change(&a); err != nil {
		return err
	}
	rulers := 0
	for _, other := range m.accounts {
		if other.Rules() && other.ID != a.ID {
			rulers++
		}
	}
	if old.Rules() && !a.Rules() && rulers == 0 {
		return Last()
	}
	m.accounts[a.Email] = a
	if a.PasswordHash != old.PasswordHash || a.Role != old.Role || a.Disabled != old.Disabled {
		m.endSessions(a.ID, Hash{})
	}
	return nil
}

func (m *memory) Rehash(_ context.Context, id, old, hash string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for email, a := range m.accounts {
		if a.ID == id && a.PasswordHash == old && m.fail == nil {
			a.PasswordHash = hash
			m.accounts[email] = a
		}
	}
	return m.fail
}

func (m *memory) CodesLeft(_ context.Context, id string) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.codes[id]), m.fail
}

func (m *memory) KeepCodes(_ context.Context, email string, codes []Hash) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	a, ok := m.accounts[email]
	if !ok {
		return Unknown(email)
	}
	if m.codes == nil {
		m.codes = map[string][]Hash{}
	}
	m.codes[a.ID] = codes
	return m.fail
}

func (m *memory) Recover(_ context.Context, email string, code Hash, change func(*Account) error) (Account, int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	a := m.accounts[email]
	i := slices.Index(m.codes[a.ID], code)
	if i < 0 {
		return Account{}, 0, WrongCode()
	}
	if err := m.alter(a, change); err != nil {
		return Account{}, 0, err
	}
	m.codes[a.ID] = slices.Delete(slices.Clone(m.codes[a.ID]), i, i+1)
	return m.accounts[email], len(m.codes[a.ID]), nil
}

func (m *memory) Coordination(context.Context) (string, error) { return m.coordination, nil }

func (m *memory) SetCoordination(_ context.Context, name string) error {
	m.coordination = name
	return m.fail
}

func (m *memory) StartSession(_ context.Context, s Session, of Account) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	a := m.accounts[of.Email]
	if a.ID != of.ID || a.PasswordHash != of.PasswordHash || a.Role != of.Role || a.Disabled {
		return Ended()
	}
	if m.sessions == nil {
		m.sessions = map[Hash]Session{}
	}
	m.sessions[s.Hash] = s
	return m.fail
}

func (m *memory) Session(_ context.Context, hash Hash) (Session, Account, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	found, ok := m.sessions[hash]
	for _, a := range m.accounts {
		if ok && a.ID == found.Account {
			return found, a, nil
		}
	}
	return Session{}, Account{}, Ended()
}

func (m *memory) Seen(_ context.Context, hash Hash, at time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.seen++
	if m.fail != nil {
		return m.fail
	}
	found := m.sessions[hash]
	found.Seen = at
	m.sessions[hash] = found
	return nil
}

func (m *memory) EndSession(_ context.Context, hash Hash) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.sessions, hash)
	return nil
}

func (m *memory) EndSessions(_ context.Context, id string, but Hash) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.endSessions(id, but)
	return nil
}

func (m *memory) endSessions(id string, but Hash) {
	for hash, s := range m.sessions {
		if s.Account == id && hash != but {
			delete(m.sessions, hash)
		}
	}
}

func (m *memory) Prune(_ context.Context, created, seen time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for hash, s := range m.sessions {
		if s.Created.Before(created) || s.Seen.Before(seen) {
			delete(m.sessions, hash)
		}
	}
	return nil
}
