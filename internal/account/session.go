package account

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"time"

	"releve/internal/problem"
)

// How long a session lasts: unused, and in all. How often its use is written down, so that reading pages costs no
// writing; a session may end that much early.
const (
	maxIdle   = 12 * time.Hour
	maxAge    = 7 * 24 * time.Hour
	seenEvery = 5 * time.Minute
)

// tokenSize is the number of random bytes of a session's token.
const tokenSize = 32

// Start starts a session of an account, as SignIn, Recover or First returned it, and returns the session's token,
// the only thing to hand to the browser: 43 signs in base64url. Sessions that are over are removed. The error is
// Ended when the account was changed meanwhile.
func (s *Service) Start(ctx context.Context, a Account) (string, error) {
	var drawn [tokenSize]byte
	if _, err := io.ReadFull(s.Random, drawn[:]); err != nil {
		return "", fmt.Errorf("draw a token: %w", err)
	}
	now := s.now()
	if err := s.Sessions.Prune(ctx, now.Add(-maxAge), now.Add(-maxIdle)); err != nil {
		return "", err
	}
	begun := Session{Hash: sha256.Sum256(drawn[:]), Account: a.ID, Created: now, Seen: now}
	if err := s.Sessions.StartSession(ctx, begun, a); err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(drawn[:]), nil
}

// Resolve returns the account of a session's token. The error is Ended when there is no such session, it is over,
// or its account is disabled; any other error is trouble of the store.
func (s *Service) Resolve(ctx context.Context, token string) (Account, error) {
	hash, err := hashToken(token)
	if err != nil {
		return Account{}, err
	}
	found, a, err := s.Sessions.Session(ctx, hash)
	if err != nil {
		return Account{}, err
	}
	now := s.now()
	if a.Disabled || now.Sub(found.Created) >= maxAge || now.Sub(found.Seen) >= maxIdle {
		return Account{}, errors.Join(Ended(), s.Sessions.EndSession(ctx, hash))
	}
	if now.Sub(found.Seen) >= seenEvery {
		_ = s.Sessions.Seen(ctx, hash, now) // who reads is not kept out because a disk is full; the next use tries again
	}
	return a, nil
}

// End ends the session of a token. A token that has none is no error.
func (s *Service) End(ctx context.Context, token string) error {
	hash, err := hashToken(token)
	if err != nil {
		return nil //nolint:nilerr // what is no token has no session
	}
	return s.Sessions.EndSession(ctx, hash)
}

// EndAll ends all sessions of an account but that of a token; "" spares none.
func (s *Service) EndAll(ctx context.Context, a Account, except string) error {
	hash, err := hashToken(except)
	if err != nil {
		hash = Hash{}
	}
	return s.Sessions.EndSessions(ctx, a.ID, hash)
}

// hashToken returns the hash of a token's bytes. Only the one way to write them is accepted.
func hashToken(token string) (Hash, error) {
	drawn, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil || len(drawn) != tokenSize || base64.RawURLEncoding.EncodeToString(drawn) != token {
		return Hash{}, Ended()
	}
	return sha256.Sum256(drawn), nil
}

// changedMeanwhile says whether a session was not started because the account is not any more what it was.
func changedMeanwhile(err error) bool {
	return err != nil && problem.KindOf(err) == problem.Forbidden
}

// now returns the time as it is kept: to the second.
func (s *Service) now() time.Time { return s.Now().UTC().Truncate(time.Second) }
