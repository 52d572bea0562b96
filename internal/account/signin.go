package account

import (
	"context"

	"releve/internal/problem"
)

// mostRounds is how often a sign-in is begun anew because the account was changed between its check and its session.
const mostRounds = 3

// SignIn returns the account of an address and the token of a new session, if the password is its own. Its errors
// are those of Verify; of kind TooMany (key account.throttled, argument seconds) when too many tries went before,
// whether or not there is such an account. A token that the browser had before must be ended, never kept.
func (s *Service) SignIn(ctx context.Context, email, password string, client Client) (Account, string, error) {
	var a Account
	var token string
	err := s.throttled(email, client, func() (err error) {
		for range mostRounds {
			if a, err = s.Verify(ctx, email, password); err != nil {
				return err
			}
			if token, err = s.Start(ctx, a); !changedMeanwhile(err) {
				return err
			}
		}
		return err
	})
	if err != nil {
		return Account{}, "", err
	}
	return a, token, nil
}

// PasswordChange is what its owner asks for.
type PasswordChange struct {
	Old string
	New string
}

// ChangePassword gives a signed-in account the password that its owner chose, ends all its sessions, also the one
// that asks, and returns the token of a new one. The error is a problem of kind Invalid for a wrong old password
// (field old) or a new one that ParsePassword refuses (field new); TooMany as SignIn, which counts the same tries.
func (s *Service) ChangePassword(ctx context.Context, a Account, client Client, c PasswordChange) (string, error) {
	chosen, err := ParsePassword(a.Email, c.New)
	if err != nil {
		return "", at(err, "new")
	}
	err = s.throttled(a.Email, client, func() (err error) {
		a, err = s.Verify(ctx, a.Email, c.Old)
		return err
	})
	if refusedPassword(err) {
		return "", problem.New(problem.Invalid, "account.password.old", nil).At("old")
	}
	if err != nil {
		return "", err
	}
	hash, err := s.Hasher.Hash(ctx, chosen, s.Random)
	if err != nil {
		return "", err
	}
	old := a.PasswordHash
	err = s.Store.Update(ctx, a.Email, func(kept *Account) error {
		if kept.ID != a.ID || kept.PasswordHash != old {
			return Ended()
		}
		kept.PasswordHash = hash
		a = *kept
		return nil
	})
	if err != nil {
		return "", err
	}
	return s.Start(ctx, a)
}

// throttled runs what checks a secret of an account, unless too many tries failed before. A try that ends for
// another reason than a wrong secret does not count.
func (s *Service) throttled(email string, client Client, check func() error) error {
	if parsed, err := ParseEmail(email); err == nil {
		email = parsed
	}
	try, err := s.throttle.begin(s.Now(), s.Random, email, client)
	if err != nil {
		return err
	}
	end := tryVoid
	defer func() { s.throttle.end(s.Now(), try, end) }()
	switch err = check(); {
	case err == nil:
		end = tryRight
	case problem.KindOf(err) == problem.Invalid:
		end = tryWrong
	}
	return err
}

func refusedPassword(err error) bool {
	all := problem.All(err)
	return len(all) == 1 && all[0].Key == "account.refused"
}

// at returns the problem of an error with the field that it concerns.
func at(err error, field string) error {
	if all := problem.All(err); len(all) == 1 {
		return all[0].At(field)
	}
	return err
}
