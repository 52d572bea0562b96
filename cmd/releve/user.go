package main

import (
	"context"
	"runtime"

	"releve/internal/account"
	"releve/internal/config"
	"releve/internal/problem"
)

// users returns what is done with accounts.
func (c *call) users(s *store) *account.Service {
	return &account.Service{
		Store: s.accounts, Sessions: s.sessions, Random: c.random, Now: c.now,
		Hasher: account.NewHasher(account.StandardCost(), runtime.GOMAXPROCS(0)),
	}
}

// userAdd makes an account and prints its password, once.
func userAdd(f *config.Flags) action {
	var email string
	role := string(account.Coordinator)
	f.Need(&email, "email", "E")
	f.Choice(&role, "role", string(account.Admin), string(account.Coordinator), string(account.Reader))
	return func(ctx context.Context, c *call) error {
		return c.makeStore(ctx, func(s *store) error {
			a, password, err := c.users(s).Add(ctx, email, account.Role(role))
			if err != nil {
				return err
			}
			c.tellPassword(a.Email, password)
			return nil
		})
	}
}

// tellPassword prints a password where a program can read it, and says that it is not kept.
func (c *call) tellPassword(email, password string) {
	c.pair("email", email)
	c.pair("password", password)
	c.note("cli.user.password", nil)
}

// userItem is an account in a listing.
type userItem struct {
	Email    string `json:"email"`
	Role     string `json:"role"`
	Disabled bool   `json:"disabled"`
	Created  string `json:"created"`
}

// userList lists accounts.
func userList(f *config.Flags) action {
	var asJSON bool
	f.Switch(&asJSON, "json")
	return func(ctx context.Context, c *call) error {
		items, rows := []userItem{}, [][]string{}
		err := c.ifStore(ctx, func(s *store) error {
			all, err := c.users(s).List(ctx)
			for _, a := range all {
				item := userItem{a.Email, string(a.Role), a.Disabled, a.CreatedAt.Format("2006-01-02")}
				items = append(items, item)
				rows = append(rows, []string{item.Email, item.Role, c.Text(accountState(a), nil), item.Created})
			}
			return err
		})
		if err != nil {
			return err
		}
		if asJSON {
			return c.printJSON(items)
		}
		if len(rows) == 0 {
			c.note("cli.user.none", nil)
		}
		return c.printRows([]string{"cli.head.email", "cli.head.role", "cli.head.state", "cli.head.created"}, rows)
	}
}

func accountState(a account.Account) string {
	if a.Disabled {
		return "cli.user.disabled"
	}
	return "cli.user.active"
}

// userReset gives an account a new password and prints it, once.
func userReset(f *config.Flags) action {
	var email string
	f.Need(&email, "email", "E")
	return func(ctx context.Context, c *call) error {
		return c.withStore(ctx, func(s *store) error {
			password, err := c.users(s).Reset(ctx, email)
			if err != nil {
				return err
			}
			c.tellPassword(email, password)
			return nil
		})
	}
}

// userDisable keeps an account from signing in.
func userDisable(f *config.Flags) action {
	var email string
	f.Need(&email, "email", "E")
	return func(ctx context.Context, c *call) error {
		return c.withStore(ctx, func(s *store) error {
			if err := c.users(s).Disable(ctx, email); err != nil {
				return err
			}
			c.note("cli.user.off", problem.Args{"email": email})
			return nil
		})
	}
}
