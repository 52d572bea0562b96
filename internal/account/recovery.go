package account

import (
	"context"
	"crypto/sha256"
	"io"
	"strings"

	"releve/internal/problem"
)

// codeCount is how many recovery codes an account has at most.
const codeCount = 10

// Recovery is what the owner of an account types who has lost its password.
type Recovery struct {
	Email    string
	Code     string // as printed, or with small letters, without hyphens, with O for 0 and I or L for 1
	Password string // the new one
}

// NewCodes gives an account ten new recovery codes, such as 7Q4K-M0XA-93TD-HJ5W, and returns them; they are not kept.
// The old ones are worth nothing any more. The error is a problem of kind NotFound for an address without account.
func (s *Service) NewCodes(ctx context.Context, email string) ([]string, error) {
	email, err := ParseEmail(email)
	if err != nil {
		return nil, err
	}
	codes, hashes, err := drawCodes(s.Random)
	if err != nil {
		return nil, err
	}
	if err = s.Store.KeepCodes(ctx, email, hashes); err != nil {
		return nil, err
	}
	return codes, nil
}

// CodesLeft returns how many recovery codes an account has that were not spent yet.
func (s *Service) CodesLeft(ctx context.Context, a Account) (int, error) {
	return s.Store.CodesLeft(ctx, a.ID)
}

// Recover spends a recovery code: it gives the account a new password, ends its sessions and returns the account,
// to Start a session of, with the number of codes that are left. The error is a problem of kind Invalid, with the
// field password for one that ParsePassword refuses, which costs no code; else WrongCode (field code), the same for
// a wrong or spent code, an unknown address and what is no address. A disabled account is told of, Forbidden, only to
// who has a code of it, which stays good. TooMany as SignIn, which counts the same tries.
func (s *Service) Recover(ctx context.Context, told Recovery, client Client) (Account, int, error) {
	email, noAddress := ParseEmail(told.Email)
	password, err := ParsePassword(email, told.Password)
	if err != nil {
		return Account{}, 0, at(err, "password")
	}
	var a Account
	left := 0
	err = s.throttled(told.Email, client, func() error {
		hash, failed := s.Hasher.Hash(ctx, password, s.Random)
		if failed != nil {
			return failed
		}
		code, ok := parseCode(told.Code)
		if noAddress != nil || !ok {
			return WrongCode()
		}
		a, left, failed = s.Store.Recover(ctx, email, code, func(kept *Account) error {
			if kept.Disabled {
				return disabled()
			}
			kept.PasswordHash = hash
			return nil
		})
		return failed
	})
	if err != nil {
		return Account{}, 0, err
	}
	return a, left, nil
}

// disabled is the problem of an account that may not sign in.
func disabled() *problem.Error { return problem.New(problem.Forbidden, "account.disabled", nil) }

// drawCodes returns recovery codes and their hashes. Each has 80 random bits, so a plain hash gives none away.
func drawCodes(random io.Reader) (codes []string, hashes []Hash, err error) {
	for range codeCount {
		code, err := drawPassword(random)
		if err != nil {
			return nil, nil, err
		}
		hash, _ := parseCode(code)
		codes, hashes = append(codes, code), append(hashes, hash)
	}
	return codes, hashes, nil
}

// codeSigns is the number of signs of a code without its hyphens.
const codeSigns = 16

// parseCode returns the hash of a code as a person types it: small letters, spaces and hyphens do not matter, and
// signs that Crockford leaves out because they look like others are taken for those.
func parseCode(text string) (Hash, bool) {
	signs := strings.NewReplacer("-", "", " ", "", "\u00a0", "", "\t", "", "I", "1", "L", "1", "O", "0").Replace(strings.ToUpper(strings.TrimSpace(text)))
	if len(signs) != codeSigns || strings.Trim(signs, crockford) != "" {
		return Hash{}, false
	}
	return sha256.Sum256([]byte(signs)), true
}
