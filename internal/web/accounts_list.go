package web

import (
	"context"

	"releve/internal/account"
	"releve/internal/problem"
)

// accountsPage lists the accounts. A new password stands on it once.
type accountsPage struct {
	*deskPage

	Accounts      []accountLine
	Roles         []option
	Email         string // of the account that is being added
	Password, For string // a new password, and whose it is
}

// accountLine is one account.
type accountLine struct {
	ID, Email, State                    string
	RoleLabel, ResetLabel, DisableLabel string // for who hears the page instead of seeing the line
	Disabled                            bool
	Roles                               []option
}

// option is a choice of a list.
type option struct {
	Value, Label, Text string
	Chosen             bool
}

// pathAccounts is the list of accounts.
const pathAccounts = "/c/_accounts"

func (s *Server) newAccounts(v *visit, chosen account.Role) (*accountsPage, error) {
	all, err := s.Accounts.List(v.Request().Context())
	if err != nil {
		return nil, err
	}
	p := &accountsPage{deskPage: s.newDeskPage(v, "desk.accounts.title"), Roles: roleOptions(v, chosen)}
	for _, a := range all {
		args := problem.Args{"email": a.Email}
		line := accountLine{
			ID: a.ID, Email: a.Email, Disabled: a.Disabled, State: v.t.Text("desk.accounts.active", nil),
			RoleLabel: v.t.Text("desk.accounts.role", args), ResetLabel: v.t.Text("desk.accounts.reset.of", args),
			DisableLabel: v.t.Text("desk.accounts.disable.of", args), Roles: roleOptions(v, a.Role),
		}
		if a.Disabled {
			line.State = v.t.Text("desk.accounts.disabled", nil)
		}
		p.Accounts = append(p.Accounts, line)
	}
	return p, nil
}

func roleOptions(v *visit, chosen account.Role) []option {
	var all []option
	for _, r := range []account.Role{account.Reader, account.Coordinator, account.Admin} {
		all = append(all, option{
			Value: string(r), Label: v.t.Text(roleKey(r), nil), Text: v.t.Text(roleTextKey(r), nil), Chosen: r == chosen,
		})
	}
	return all
}

// listAccounts shows the accounts.
func (s *Server) listAccounts(v *visit) error {
	p, err := s.newAccounts(v, account.Coordinator)
	if err != nil {
		return err
	}
	return s.answer(v, "accounts", p)
}

// addAccount makes an account and shows its first password.
func (s *Server) addAccount(v *visit) error {
	chosen, err := account.ParseRole(v.FormValue("role"))
	if err != nil {
		return s.refuseAccounts(v, err)
	}
	made, password, err := s.Accounts.Add(v.Request().Context(), v.FormValue("email"), chosen)
	if err != nil {
		return s.refuseAccounts(v, err)
	}
	return s.showPassword(v, made.Email, password)
}

// showPassword shows the accounts with a new password. It is not kept, so that it stands in the answer to the request
// that made it.
func (s *Server) showPassword(v *visit, email, password string) error {
	p, err := s.newAccounts(v, account.Coordinator)
	if err != nil {
		return err
	}
	p.Password, p.For = password, v.t.Text("desk.accounts.password.for", problem.Args{"email": email})
	return s.answer(v, "accounts", p)
}

// refuseAccounts shows the accounts again with what is wrong.
func (s *Server) refuseAccounts(v *visit, wrong error) error {
	p, err := s.newAccounts(v, account.Role(v.FormValue("role")))
	if err != nil {
		return err
	}
	p.Email = v.FormValue("email")
	return s.refuse(v, wrong, "accounts", p)
}

// changeRole gives an account another role.
func (s *Server) changeRole(v *visit) error {
	chosen, err := account.ParseRole(v.FormValue("role"))
	if err != nil {
		return s.refuseAccounts(v, err)
	}
	return s.changeAccount(v, "saved", func(ctx context.Context, email string) error {
		return s.Accounts.SetRole(ctx, email, chosen)
	})
}

// disableAccount keeps an account from signing in.
func (s *Server) disableAccount(v *visit) error {
	return s.changeAccount(v, "disabled", s.Accounts.Disable)
}

// changeAccount does something with the account that the form names.
func (s *Server) changeAccount(v *visit, did string, change func(ctx context.Context, email string) error) error {
	if err := change(v.Request().Context(), v.FormValue("email")); err != nil {
		return s.refuseAccounts(v, err)
	}
	return s.redirect(v, after(pathAccounts, did, 0))
}

// resetAccount gives an account a new password and shows it.
func (s *Server) resetAccount(v *visit) error {
	email := v.FormValue("email")
	password, err := s.Accounts.Reset(v.Request().Context(), email)
	if err != nil {
		return s.refuseAccounts(v, err)
	}
	return s.showPassword(v, email, password)
}
