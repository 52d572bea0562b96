package account

import (
	"context"

	"releve/internal/problem"
)

// Confirm asks a signed-in account for its password once more. The error is a problem of kind Invalid for a wrong one
// (field old); TooMany as SignIn, which counts the same tries.
func (s *Service) Confirm(ctx context.Context, a Account, password string, client Client) error {
	err := s.throttled(a.Email, client, func() error {
		_, err := s.Verify(ctx, a.Email, password)
		return err
	})
	if refusedPassword(err) {
		return problem.New(problem.Invalid, "account.password.old", nil).At("old")
	}
	return err
}
