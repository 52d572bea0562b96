// Package account keeps coordinators' accounts, the hashes of their passwords, and who is signed in.
//
// An account is an e-mail address, a role and the hash of a password. The first password is drawn at random
// and shown once; nothing here sends mail, and no password is kept or told again. Of sessions and recovery codes
// only SHA-256 are kept: both are drawn with so much randomness that nobody can try them all.
package account

import (
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

// Need returns a problem of kind Forbidden (key account.need) unless the account may do what the role may.
func (a Account) Need(role Role) error {
	if rank(a.Role) < rank(role) {
		return problem.New(problem.Forbidden, "account.need", nil)
	}
	return nil
}

// rank orders the roles by what they may do; what is no role may do nothing.
func rank(role Role) int {
	switch role {
	case Reader:
		return 1
	case Coordinator:
		return 2
	case Admin:
		return 3
	default:
		return 0
	}
}

// Rules says whether the account is one that can keep the accounts: of the enabled ones with this role there must
// be one at any time after the first start.
func (a Account) Rules() bool { return a.Role == Admin && !a.Disabled }

// Taken is the problem of an address that has an account already.
func Taken(email string) *problem.Error {
	return problem.New(problem.Conflict, "account.taken", problem.Args{"email": email})
}

// Unknown is the problem of an address that has no account.
func Unknown(email string) *problem.Error {
	return problem.New(problem.NotFound, "account.unknown", problem.Args{"email": email})
}

// Last is the problem of who would disable or demote the last administrator.
func Last() *problem.Error { return problem.New(problem.Conflict, "account.last", nil) }

// Started is the problem of a first start when there are accounts.
func Started() *problem.Error { return problem.New(problem.Conflict, "account.started", nil) }

// Ended is the problem of a session that is over or never was.
func Ended() *problem.Error { return problem.New(problem.Forbidden, "account.ended", nil) }

// WrongCode is the problem of a recovery code that an account does not have, or of an address without account.
func WrongCode() *problem.Error { return problem.New(problem.Invalid, "account.code", nil).At("code") }
