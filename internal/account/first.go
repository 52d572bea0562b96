package account

import (
	"context"
	"strings"
	"unicode/utf8"

	"releve/internal/locale"
	"releve/internal/problem"
)

// maxCoordination is the most signs (runes) that the name of a coordination may have.
const maxCoordination = 120

// FirstStart is what the person who starts the program for the first time tells.
type FirstStart struct {
	Coordination string // name of who coordinates the campaigns
	Email        string
	Password     string
}

// HasAccounts says whether there is any account: whether the program was started before.
func (s *Service) HasAccounts(ctx context.Context) (bool, error) { return s.Store.Any(ctx) }

// First makes the first account, an administrator, and returns it with its recovery codes, which are not kept. The
// error is a problem.List of kind Invalid with the fields coordination, email and password, all at once; Started,
// of kind Conflict, when there is any account.
func (s *Service) First(ctx context.Context, told FirstStart) (Account, []string, error) {
	if started, err := s.Store.Any(ctx); err != nil {
		return Account{}, nil, err
	} else if started {
		return Account{}, nil, Started()
	}
	told, err := told.parse()
	if err != nil {
		return Account{}, nil, err
	}
	id, err := drawID(s.Random)
	if err != nil {
		return Account{}, nil, err
	}
	codes, hashes, err := drawCodes(s.Random)
	if err != nil {
		return Account{}, nil, err
	}
	hash, err := s.Hasher.Hash(ctx, told.Password, s.Random)
	if err != nil {
		return Account{}, nil, err
	}
	a := Account{ID: id, Email: told.Email, Role: Admin, PasswordHash: hash, CreatedAt: s.now()}
	if err = s.Store.First(ctx, First{Account: a, Coordination: told.Coordination, Codes: hashes}); err != nil {
		return Account{}, nil, err
	}
	return a, codes, nil
}

// parse returns what was told in the form in which it is kept, or all its problems.
func (f FirstStart) parse() (FirstStart, error) {
	var wrong problem.List
	note := func(field string, err error) {
		for _, p := range problem.All(err) {
			wrong = append(wrong, p.At(field))
		}
	}
	var err error
	f.Coordination, err = parseCoordination(f.Coordination)
	note("coordination", err)
	f.Email, err = ParseEmail(f.Email)
	note("email", err)
	f.Password, err = ParsePassword(f.Email, f.Password)
	note("password", err)
	return f, wrong.OrNil()
}

// Coordination returns the name of who coordinates the campaigns, "" when it was never told.
func (s *Service) Coordination(ctx context.Context) (string, error) { return s.Store.Coordination(ctx) }

// SetCoordination keeps another name of the coordination. The error is a problem of kind Forbidden unless an
// administrator asks, Invalid (field coordination) for an empty or too long name.
func (s *Service) SetCoordination(ctx context.Context, by Account, name string) error {
	if err := by.Need(Admin); err != nil {
		return err
	}
	name, err := parseCoordination(name)
	if err != nil {
		return at(err, "coordination")
	}
	return s.Store.SetCoordination(ctx, name)
}

// parseCoordination brings a name to the form in which it is kept: one line.
func parseCoordination(text string) (string, error) {
	name, ok := locale.Clean(text)
	if n := utf8.RuneCountInString(name); !ok || n == 0 || n > maxCoordination || strings.ContainsAny(name, "\n\t") {
		return "", problem.New(problem.Invalid, "account.coordination", problem.Args{"n": maxCoordination})
	}
	return name, nil
}
