package account

import (
	"context"
	"fmt"
	"io"
	"time"

	"releve/internal/locale"
	"releve/internal/problem"
)

// Service does what is done with accounts. All fields are needed, Sessions only where visitors sign in: there all
// requests share one Service, which counts their failures.
type Service struct {
	Store    Store
	Sessions SessionStore
	Hasher   *Hasher
	Random   io.Reader // of cryptographic quality, may be read by many at once
	Now      func() time.Time

	throttle throttle
}

// Add makes an account and returns it with its first password, which is not kept: it must be shown now or never.
// The error is a problem of kind Invalid for a wrong address or role, Conflict for an address that has an account.
func (s *Service) Add(ctx context.Context, email string, role Role) (Account, string, error) {
	email, err := ParseEmail(email)
	if err != nil {
		return Account{}, "", err
	}
	if role, err = ParseRole(string(role)); err != nil {
		return Account{}, "", err
	}
	id, err := drawID(s.Random)
	if err != nil {
		return Account{}, "", err
	}
	password, hash, err := s.draw(ctx)
	if err != nil {
		return Account{}, "", err
	}
	a := Account{ID: id, Email: email, Role: role, PasswordHash: hash, CreatedAt: s.now()}
	if err = s.Store.Add(ctx, a); err != nil {
		return Account{}, "", err
	}
	return a, password, nil
}

// List returns all accounts by their addresses.
func (s *Service) List(ctx context.Context) ([]Account, error) { return s.Store.List(ctx) }

// Reset gives an account a new password and returns it; it is not kept. Its sessions end. An account that was disabled
// may sign in again. The error is a problem of kind NotFound for an address without account.
func (s *Service) Reset(ctx context.Context, email string) (string, error) {
	password, hash, err := s.draw(ctx)
	if err != nil {
		return "", err
	}
	err = s.update(ctx, email, func(a *Account) {
		a.PasswordHash = hash
		a.Disabled = false
	})
	if err != nil {
		return "", err
	}
	return password, nil
}

// SetPassword gives an account the password that its owner chose, and ends its sessions. The error is a problem of kind Invalid for
// a password that ParsePassword refuses, NotFound for an address without account.
func (s *Service) SetPassword(ctx context.Context, email, password string) error {
	email, err := ParseEmail(email)
	if err != nil {
		return err
	}
	if password, err = ParsePassword(email, password); err != nil {
		return err
	}
	hash, err := s.Hasher.Hash(ctx, password, s.Random)
	if err != nil {
		return err
	}
	return s.update(ctx, email, func(a *Account) { a.PasswordHash = hash })
}

// Disable ends an account's sessions and keeps it from signing in until it is reset. The error is a problem of kind
// NotFound for an address without account, Last, of kind Conflict, for the last administrator.
func (s *Service) Disable(ctx context.Context, email string) error {
	return s.update(ctx, email, func(a *Account) { a.Disabled = true })
}

// SetRole gives an account another role, and ends its sessions. The error is a problem of kind Invalid for what is no
// role, NotFound for an address without account, Last, of kind Conflict, for the last administrator.
func (s *Service) SetRole(ctx context.Context, email string, role Role) error {
	role, err := ParseRole(string(role))
	if err != nil {
		return err
	}
	return s.update(ctx, email, func(a *Account) { a.Role = role })
}

// Verify returns the account of an address if the password is its own. Otherwise the error is a problem of kind
// Invalid (key account.refused), the same and after the same time for a wrong password, an unknown address and what
// is no address. A disabled account is told of, Forbidden, only to who has its password. Unavailable: too many are
// signing in.
func (s *Service) Verify(ctx context.Context, email, password string) (Account, error) {
	a, err := s.lookUp(ctx, email)
	if err != nil {
		return Account{}, err
	}
	known := a.PasswordHash != ""
	if !known {
		a.PasswordHash = s.Hasher.decoy()
	}
	password, _ = locale.Clean(password) // what is unreadable is nobody's password
	right, err := s.Hasher.Verify(ctx, a.PasswordHash, password)
	switch {
	case err != nil:
		return Account{}, err
	case !right || !known:
		return Account{}, problem.New(problem.Invalid, "account.refused", nil)
	case a.Disabled:
		return Account{}, disabled()
	}
	return s.rehashed(ctx, a, password), nil
}

// lookUp returns the account of what a visitor typed for an address, a zero one if there is none.
func (s *Service) lookUp(ctx context.Context, typed string) (Account, error) {
	email, err := ParseEmail(typed)
	if err != nil {
		return Account{}, nil //nolint:nilerr // to a visitor what is no address is an unknown one
	}
	a, err := s.Store.ByEmail(ctx, email)
	if err != nil && problem.KindOf(err) == problem.NotFound {
		return Account{}, nil
	}
	return a, err
}

// rehashed returns the account with a hash of today's cost. If that cannot be made or kept, the old one still is
// good, and the next time tries again: nobody is kept out because a disk is full.
func (s *Service) rehashed(ctx context.Context, a Account, password string) Account {
	if !s.Hasher.NeedsRehash(a.PasswordHash) {
		return a
	}
	hash, err := s.Hasher.Hash(ctx, password, s.Random)
	if err != nil {
		return a
	}
	if err = s.Store.Rehash(ctx, a.ID, a.PasswordHash, hash); err != nil {
		return a
	}
	a.PasswordHash = hash
	return a
}

// draw returns a new password and its hash.
func (s *Service) draw(ctx context.Context) (password, hash string, err error) {
	if password, err = drawPassword(s.Random); err != nil {
		return "", "", err
	}
	hash, err = s.Hasher.Hash(ctx, password, s.Random)
	return password, hash, err
}

// update changes the account of an address as a person typed it.
func (s *Service) update(ctx context.Context, email string, change func(*Account)) error {
	email, err := ParseEmail(email)
	if err != nil {
		return err
	}
	return s.Store.Update(ctx, email, func(a *Account) error {
		change(a)
		return nil
	})
}

// drawID returns a UUID of version 4 (RFC 9562, 5.4).
func drawID(random io.Reader) (string, error) {
	var b [16]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return "", fmt.Errorf("draw an id: %w", err)
	}
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:]), nil
}
