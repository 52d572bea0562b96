package web

import (
	"crypto/subtle"
	"time"

	"github.com/labstack/echo/v4"

	"releve/internal/account"
	"releve/internal/problem"
)

// sessionRoutes lists the pages of signing in, and of one's own and other accounts.
func (s *Server) sessionRoutes(e *echo.Echo) {
	e.GET(deskSignIn, s.front(s.showSignIn))
	e.POST(deskSignIn, s.front(s.signIn))
	e.POST("/c/_signout", s.front(s.signOut))
	e.GET("/c/_recover", s.front(s.showRecover))
	e.POST("/c/_recover", s.front(s.recover))
	e.GET(deskFirst, s.front(s.showNoFirst))
	e.GET(deskFirst+"/:secret", s.front(s.showFirst))
	e.POST(deskFirst+"/:secret", s.front(s.startFirst))

	e.GET("/c/_account", s.desk(account.Reader, s.showAccount))
	e.POST("/c/_account/password", s.desk(account.Reader, s.changePassword))
	e.POST("/c/_account/codes", s.desk(account.Reader, s.renewCodes))
	e.POST("/c/_account/sessions", s.desk(account.Reader, s.endSessions))
	e.POST("/c/_account/coordination", s.desk(account.Admin, s.renameCoordination))
	e.GET("/c/_accounts", s.desk(account.Admin, s.listAccounts))
	e.POST("/c/_accounts", s.desk(account.Admin, s.addAccount))
	e.POST("/c/_accounts/role", s.desk(account.Admin, s.changeRole))
	e.POST("/c/_accounts/reset", s.desk(account.Admin, s.resetAccount))
	e.POST("/c/_accounts/disable", s.desk(account.Admin, s.disableAccount))
}

// signInPage asks for address and password, or for a recovery code.
type signInPage struct {
	*deskPage

	Email, Next, Code string
}

func (s *Server) newSignIn(v *visit, title string) *signInPage {
	p := &signInPage{deskPage: s.newBareDesk(v.t, v.Request().URL, title)}
	p.Done = done(v.t, v.Request().URL.Query())
	return p
}

// showSignIn shows the page to sign in, or goes on where somebody has signed in already.
func (s *Server) showSignIn(v *visit) error {
	next := localPath(v.QueryParam(paramNext))
	if _, err := s.Accounts.Resolve(v.Request().Context(), v.token); err == nil {
		return s.redirect(v, next)
	}
	p := s.newSignIn(v, "desk.signin")
	p.Next = next
	return s.answer(v, "signin", p)
}

// signIn starts a session. The one that the browser had before, whoever gave it to it, ends.
func (s *Server) signIn(v *visit) error {
	p := s.newSignIn(v, "desk.signin")
	p.Email, p.Next = v.FormValue("email"), localPath(v.FormValue(paramNext))
	_, token, err := s.Accounts.SignIn(v.Request().Context(), p.Email, v.FormValue("password"), s.client(v))
	if err != nil {
		return s.refuse(v, err, "signin", p)
	}
	return s.enter(v, token, p.Next)
}

// enter gives the browser a new session and goes on.
func (s *Server) enter(v *visit, token, next string) error {
	if v.token != "" {
		if err := s.Accounts.End(v.Request().Context(), v.token); err != nil {
			return err
		}
	}
	s.holdSession(v, token)
	return s.redirect(v, next)
}

// signOut ends the session, on the server too.
func (s *Server) signOut(v *visit) error {
	if v.token != "" {
		if err := s.Accounts.End(v.Request().Context(), v.token); err != nil {
			return err
		}
	}
	s.holdSession(v, "")
	return s.redirect(v, after(deskSignIn, "signedout", 0))
}

// showRecover asks for a recovery code and a new password.
func (s *Server) showRecover(v *visit) error {
	return s.answer(v, "recover", s.newSignIn(v, "desk.recover.title"))
}

// recover gives who holds a recovery code a new password and a session.
func (s *Server) recover(v *visit) error {
	p := s.newSignIn(v, "desk.recover.title")
	p.Email, p.Code = v.FormValue("email"), v.FormValue("code")
	ctx := v.Request().Context()
	told := account.Recovery{Email: p.Email, Code: p.Code, Password: v.FormValue("password")}
	who, left, err := s.Accounts.Recover(ctx, told, s.client(v))
	if err != nil {
		return s.refuse(v, err, "recover", p)
	}
	token, err := s.Accounts.Start(ctx, who)
	if err != nil {
		return err
	}
	return s.enter(v, token, after("/c/_account", "recovered", left))
}

// firstPage asks for the first account.
type firstPage struct {
	*deskPage

	Action, Name, Email string
}

// codesPage shows new recovery codes, once.
type codesPage struct {
	*deskPage

	Codes []string
	Date  string
}

// showNoFirst tells where the first account is made, as long as there is none.
func (s *Server) showNoFirst(v *visit) error {
	there, err := s.Accounts.HasAccounts(v.Request().Context())
	if err != nil {
		return err
	}
	if there {
		return s.redirect(v, deskSignIn)
	}
	return s.answer(v, "closed-door", s.newBareDesk(v.t, v.Request().URL, "desk.first.title"))
}

// showFirst shows the page that makes the first account, as long as there is none.
func (s *Server) showFirst(v *visit) error {
	if err := s.firstKnown(v); err != nil {
		return err
	}
	there, err := s.Accounts.HasAccounts(v.Request().Context())
	switch {
	case err != nil:
		return err
	case there:
		return s.redirect(v, deskSignIn)
	default:
		return s.answer(v, "first", s.newFirst(v))
	}
}

func (s *Server) newFirst(v *visit) *firstPage {
	return &firstPage{deskPage: s.newBareDesk(v.t, v.Request().URL, "desk.first.title"), Action: v.Request().URL.Path}
}

// firstKnown asks that the address holds the secret that the program told its operator.
func (s *Server) firstKnown(v *visit) error {
	if s.First == "" || subtle.ConstantTimeCompare([]byte(v.Param("secret")), []byte(s.First)) != 1 {
		return problem.New(problem.NotFound, "problem.notfound", nil)
	}
	return nil
}

// startFirst makes the first account and shows its recovery codes.
func (s *Server) startFirst(v *visit) error {
	if err := s.firstKnown(v); err != nil {
		return err
	}
	p := s.newFirst(v)
	p.Name, p.Email = v.FormValue("coordination"), v.FormValue("email")
	ctx := v.Request().Context()
	told := account.FirstStart{Coordination: p.Name, Email: p.Email, Password: v.FormValue("password")}
	who, codes, err := s.Accounts.First(ctx, told)
	if all := problem.All(err); len(all) > 0 && all[0].Key == account.Started().Key {
		who, codes, err = s.firstAgain(v, told, err)
	}
	if err != nil {
		return s.refuse(v, err, "first", p)
	}
	token, err := s.Accounts.Start(ctx, who)
	if err != nil {
		return err
	}
	s.holdSession(v, token)
	v.who = who
	return s.showCodes(v, codes)
}

// firstAgain lets in who made the account with the same page a moment ago: a second click, or asking for the page with
// the codes anew, which nobody has read yet. They are new ones then. Anybody else is told why not.
func (s *Server) firstAgain(v *visit, told account.FirstStart, why error) (account.Account, []string, error) {
	ctx := v.Request().Context()
	who, token, err := s.Accounts.SignIn(ctx, told.Email, told.Password, s.client(v))
	if err != nil {
		return who, nil, why
	}
	if err = s.Accounts.End(ctx, token); err != nil {
		return who, nil, err
	}
	codes, err := s.Accounts.NewCodes(ctx, who.Email)
	return who, codes, err
}

// showCodes shows recovery codes. They are not kept, so that they stand in the answer to the request that made them.
func (s *Server) showCodes(v *visit, codes []string) error {
	p := &codesPage{deskPage: s.newDeskPage(v, "desk.codes.title"), Codes: codes}
	p.Date = v.t.Date(s.Now().Format(time.DateOnly))
	return s.answer(v, "codes", p)
}
