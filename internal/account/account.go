// Package account keeps coordinators' accounts and the hashes of their passwords.
//
// An account is an e-mail address, a role and the hash of a password. The first password is drawn at random
// and shown once; nothing here sends mail, and no password is kept or told again.
package account

import (
	"context"
	"time"

	"releve/internal/problem"
)

// Role says what an account may do.
type Role string

// The roles. An administrator also keeps the accounts; a reader changes nothing.
const (
	Admin       Role = "admin"
	Coordinator Role = "coordinator"
	Reader      Role = "reader"
)

// ParseRole returns the role of a name, or a problem of kind Invalid (key account.role).
func ParseRole(name string) (Role, error) {
	switch role := Role(name); role {
	case Admin, Coordinator, Reader:
		return role, nil
	default:
		known := []string{string(Admin), string(Coordinator), string(Reader)}
		return "", problem.New(problem.Invalid, "account.role", problem.Args{"value": name, "known": known})
	}
}

// Account is what is known of one person who signs in.
type Account struct {
	ID           string // random UUIDv4, lower case; stays when the address changes
	Email        string // as ParseEmail returns it; no two accounts share one
	Role         Role
	PasswordHash string // PHC string of argon2id, see Hasher
	Disabled     bool   // kept, and may not sign in
	CreatedAt    time.Time
}

// Store keeps accounts. Every change is durable before the call returns. Addresses are given as ParseEmail
// returns them.
type Store interface {
	// Add keeps a new account. The error is Taken when its address has one already.
	Add(ctx context.Context, a Account) error
	// ByEmail returns the account of an address. The error is Unknown when there is none.
	ByEmail(ctx context.Context, email string) (Account, error)
	// List returns all accounts by their addresses, in alphabetical order.
	List(ctx context.Context) ([]Account, error)
	// Update reads the account of an address, lets change alter it and keeps the result, all in one transaction.
	// The id stays as it is. The error is Unknown when there is no such account, else that of change, after which
	// nothing is kept.
	Update(ctx context.Context, email string, change func(*Account) error) error
}

// Taken is the problem of an address that has an account already.
func Taken(email string) *problem.Error {
	return problem.New(problem.Conflict, "account.taken", problem.Args{"email": email})
}

// Unknown is the problem of an address that has no account.
func Unknown(email string) *problem.Error {
	return problem.New(problem.NotFound, "account.unknown", problem.Args{"email": email})
}
