package account

import (
	"context"
	"crypto/sha256"
	"time"
)

// Store keeps accounts. Every change is durable before the call returns. Addresses are given as ParseEmail
// returns them.
type Store interface {
	// Add keeps a new account. The error is Taken when its address has one already.
	Add(ctx context.Context, a Account) error
	// First keeps the first account of all with its recovery codes and the name of the coordination, all in one
	// transaction. The error is Started when there is any account.
	First(ctx context.Context, f First) error
	// Any says whether there is any account.
	Any(ctx context.Context) (bool, error)
	// ByEmail returns the account of an address. The error is Unknown when there is none.
	ByEmail(ctx context.Context, email string) (Account, error)
	// List returns all accounts by their addresses, in alphabetical order.
	List(ctx context.Context) ([]Account, error)
	// Update reads the account of an address, lets change alter it and keeps the result, all in one transaction,
	// in which the account's sessions end too when its password, its role or whether it is disabled has changed.
	// The id stays as it is. The error is Unknown when there is no such account, Last when the only account that
	// Rules would do so no more, else that of change; after any nothing is kept.
	Update(ctx context.Context, email string, change func(*Account) error) error
	// Rehash replaces a hash of an account by another one of the same password, and leaves all else: sessions too.
	// It does nothing when the account, named by its id, has another hash than the old one by now.
	Rehash(ctx context.Context, id, old, hash string) error
	// KeepCodes replaces all recovery codes of an account. The error is Unknown when the address has none.
	KeepCodes(ctx context.Context, email string, codes []Hash) error
	// CodesLeft returns how many recovery codes an account has, by its id.
	CodesLeft(ctx context.Context, id string) (int, error)
	// Recover is Update, and spends a recovery code in the same transaction; it returns the account as it stands
	// then and how many codes are left. The error is WrongCode when the account does not have the code, or
	// there is no account.
	Recover(ctx context.Context, email string, code Hash, change func(*Account) error) (Account, int, error)
	// Coordination returns the name of the coordination, "" when it was never told.
	Coordination(ctx context.Context) (string, error)
	// SetCoordination keeps the name of the coordination.
	SetCoordination(ctx context.Context, name string) error
}

// SessionStore keeps who is signed in. Every change is durable before the call returns.
type SessionStore interface {
	// StartSession keeps a new session of an account. The error is Ended when the account does not exist any more
	// with this password and role, or is disabled: what was verified a moment ago no longer holds.
	StartSession(ctx context.Context, s Session, of Account) error
	// Session returns a session and its account as it stands now. The error is Ended when there is none.
	Session(ctx context.Context, hash Hash) (Session, Account, error)
	// Seen keeps that a session was used at a time, when there is such a session and it was not seen later.
	Seen(ctx context.Context, hash Hash, at time.Time) error
	// EndSession removes a session, if there is one.
	EndSession(ctx context.Context, hash Hash) error
	// EndSessions removes all sessions of an account, by its id, but the one given; the zero Hash spares none.
	EndSessions(ctx context.Context, id string, but Hash) error
	// Prune removes the sessions that were created or last seen before these times.
	Prune(ctx context.Context, created, seen time.Time) error
}

// Hash is the SHA-256 of a secret.
type Hash [sha256.Size]byte

// Session is one browser that is signed in.
type Session struct {
	Hash    Hash      // of its token
	Account string    // id
	Created time.Time // to the second, as Seen
	Seen    time.Time // up to seenEvery older than the last use
}

// First is what a first start keeps.
type First struct {
	Account      Account
	Coordination string // name
	Codes        []Hash
}
