package web

import (
	"releve/internal/account"
	"releve/internal/problem"
)

// accountPage is what somebody who has signed in does with the own account.
type accountPage struct {
	*deskPage

	Role string
	Left string // how many recovery codes are left
	Name string // of the coordination
}

func (s *Server) newAccountPage(v *visit) (*accountPage, error) {
	left, err := s.Accounts.CodesLeft(v.Request().Context(), v.who)
	if err != nil {
		return nil, err
	}
	p := &accountPage{deskPage: s.newDeskPage(v, "desk.account.title"), Role: v.t.Text(roleKey(v.who.Role), nil)}
	p.Left = v.t.Text("desk.account.codes.left", problem.Args{"n": left})
	p.Name = p.Coordination
	return p, nil
}

// showAccount shows the own account.
func (s *Server) showAccount(v *visit) error {
	p, err := s.newAccountPage(v)
	if err != nil {
		return err
	}
	return s.answer(v, "account", p)
}

// refuseAccount shows the own account again with what is wrong.
func (s *Server) refuseAccount(v *visit, wrong error) error {
	p, err := s.newAccountPage(v)
	if err != nil {
		return err
	}
	return s.refuse(v, wrong, "account", p)
}

// changePassword gives the account the password that its owner chose, and the browser a new session.
func (s *Server) changePassword(v *visit) error {
	change := account.PasswordChange{Old: v.FormValue("old"), New: v.FormValue("password")}
	token, err := s.Accounts.ChangePassword(v.Request().Context(), v.who, s.client(v), change)
	if err != nil {
		return s.refuseAccount(v, renamed(err, "new", "password"))
	}
	s.holdSession(v, token)
	return s.redirect(v, after("/c/_account", "password", 0))
}

// renewCodes makes new recovery codes for who gives the password once more.
func (s *Server) renewCodes(v *visit) error {
	ctx := v.Request().Context()
	if err := s.Accounts.Confirm(ctx, v.who, v.FormValue("current"), s.client(v)); err != nil {
		return s.refuseAccount(v, renamed(err, "old", "current"))
	}
	codes, err := s.Accounts.NewCodes(ctx, v.who.Email)
	if err != nil {
		return err
	}
	return s.showCodes(v, codes)
}

// renamed returns the problems of an error with another name for a field.
func renamed(err error, from, to string) error {
	all := problem.All(err)
	if len(all) == 0 {
		return err
	}
	var named problem.List
	for _, p := range all {
		if p.Field == from {
			p = p.At(to)
		}
		named = append(named, p)
	}
	return named
}

// endSessions signs all other devices out.
func (s *Server) endSessions(v *visit) error {
	if err := s.Accounts.EndAll(v.Request().Context(), v.who, v.token); err != nil {
		return err
	}
	return s.redirect(v, after("/c/_account", "sessions", 0))
}

// renameCoordination changes the name above all pages.
func (s *Server) renameCoordination(v *visit) error {
	if err := s.Accounts.SetCoordination(v.Request().Context(), v.who, v.FormValue("coordination")); err != nil {
		return s.refuseAccount(v, err)
	}
	return s.redirect(v, after("/c/_account", "saved", 0))
}

// roleKey returns the message that names a role.
func roleKey(r account.Role) string {
	switch r {
	case account.Admin:
		return "desk.role.admin"
	case account.Coordinator:
		return "desk.role.coordinator"
	case account.Reader:
		return "desk.role.reader"
	default:
		return string(r)
	}
}

// roleTextKey returns the message that says what a role may do.
func roleTextKey(r account.Role) string {
	switch r {
	case account.Admin:
		return "desk.role.admin.text"
	case account.Coordinator:
		return "desk.role.coordinator.text"
	case account.Reader:
		return "desk.role.reader.text"
	default:
		return string(r)
	}
}
