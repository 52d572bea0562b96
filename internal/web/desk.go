package web

import (
	"errors"
	"net"
	"net/http"
	"net/url"
	"path"
	"strings"

	"github.com/labstack/echo/v4"

	"releve/internal/account"
	"releve/internal/campaign"
	"releve/internal/locale"
	"releve/internal/problem"
	"releve/internal/transfer"
)

// The desk is where coordinators work: every page under /c. Pages that no campaign owns begin with an underscore,
// which no campaign's slug may hold.
const (
	deskRoot    = "/c"
	deskSignIn  = "/c/_signin"
	deskFirst   = "/c/_first"
	paramSlug   = "slug"
	paramNext   = "next"
	languageFor = 365 * 24 * 60 * 60 // seconds a chosen language is remembered
)

// visit is a request of somebody who has signed in.
type visit struct {
	echo.Context

	who      account.Account
	token    string // of the session
	t        *locale.Printer
	campaign *campaign.Campaign // that the address names, nil outside of campaigns
}

// deskHandler answers a visit.
type deskHandler func(*visit) error

// may says whether the visitor's role reaches as far as another one.
func (v *visit) may(least account.Role) bool { return v.who.Need(least) == nil }

// desk makes the handler of a route that only accounts with a role reach. A route with a slug gets its campaign.
func (s *Server) desk(least account.Role, h deskHandler) echo.HandlerFunc {
	return func(c echo.Context) error {
		if err := s.sameSite(c); err != nil {
			return err
		}
		v := s.stranger(c)
		var err error
		if v.who, err = s.Accounts.Resolve(c.Request().Context(), v.token); err != nil {
			return s.signInFirst(c, err)
		}
		if err = v.who.Need(least); err != nil {
			return err
		}
		if slug := c.Param(paramSlug); slug != "" {
			if v.campaign, err = s.Store.Campaign(c.Request().Context(), slug); err != nil {
				return err
			}
		}
		return h(v)
	}
}

// stranger makes a visit of somebody who is not known yet.
func (s *Server) stranger(c echo.Context) *visit {
	return &visit{Context: c, t: s.Catalogue.Printer(s.deskLanguage(c)), token: s.sessionToken(c)}
}

// front makes the handler of a page of the desk that needs no session.
func (s *Server) front(h deskHandler) echo.HandlerFunc {
	return func(c echo.Context) error {
		if err := s.sameSite(c); err != nil {
			return err
		}
		return h(s.stranger(c))
	}
}

// client is what signing in is throttled by besides the account: the network that a request came from.
func (s *Server) client(c echo.Context) account.Client {
	return account.ClientAt(s.remote(c.Request()).AsSlice())
}

// signInFirst sends who has no session to the page that makes one, and back to here afterwards.
func (s *Server) signInFirst(c echo.Context, err error) error {
	if all := problem.All(err); len(all) == 0 || all[0].Key != account.Ended().Key {
		return err
	}
	there, err := s.Accounts.HasAccounts(c.Request().Context())
	if err != nil {
		return err
	}
	if !there {
		return s.redirect(c, deskFirst)
	}
	to := deskSignIn
	if c.Request().Method == http.MethodGet && c.Request().URL.Path != deskRoot {
		to += "?" + url.Values{paramNext: {c.Request().URL.RequestURI()}}.Encode()
	}
	return s.redirect(c, to)
}

// redirect sends the browser to a path of ours with a GET.
func (*Server) redirect(c echo.Context, to string) error { return c.Redirect(http.StatusSeeOther, to) }

// localPath returns where to go after signing in: only pages of the desk.
func localPath(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.IsAbs() || u.Host != "" || strings.ContainsAny(next, "\\\r\n") ||
		path.Clean(u.Path) != u.Path || u.Path != deskRoot && !strings.HasPrefix(u.Path, deskRoot+"/") || strings.HasPrefix(u.Path, deskSignIn) {
		return deskRoot
	}
	return u.RequestURI()
}

// sameSite refuses what another site's page sent, and any sign-in over plain http from another machine. The routes
// of the desk read a cookie, which a browser sends along whoever asked for the request.
func (s *Server) sameSite(c echo.Context) error {
	r := c.Request()
	if err := s.crossOrigin.Check(r); err != nil {
		return problem.Wrap(problem.Forbidden, "desk.crosssite", err)
	}
	if !s.secure(r) && !loopbackHost(r.Host) {
		return problem.New(problem.Forbidden, "desk.plain", nil)
	}
	return posted(c)
}

// Limits of what is posted to the desk, in bytes.
const (
	mostPosted = 1 << 20
	aroundFile = 1 << 20 // what a form with a file holds besides it
)

// posted reads a posted form, within its limit. One with a file is left to its handler.
func posted(c echo.Context) error {
	r := c.Request()
	if r.Method != http.MethodPost {
		return nil
	}
	if strings.HasPrefix(r.Header.Get(echo.HeaderContentType), echo.MIMEMultipartForm) {
		if c.Path() != pathUpload { // whose handler reads files one by one, each within its own limit
			r.Body = http.MaxBytesReader(c.Response(), r.Body, transfer.MostPosted+aroundFile)
		}
		return nil
	}
	r.Body = http.MaxBytesReader(c.Response(), r.Body, mostPosted)
	if err := r.ParseForm(); err != nil {
		return unreadable(err)
	}
	return nil
}

// loopbackHost says whether an address is this machine's own.
func loopbackHost(hostport string) bool {
	host := hostport
	if h, _, err := net.SplitHostPort(hostport); err == nil {
		host = h
	}
	ip := net.ParseIP(strings.Trim(host, "[]"))
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Names of the cookies. The prefix makes browsers keep a cookie to https, this host and all of its paths.
const (
	secureCookie   = "__Host-releve"
	loopbackCookie = "releve"
	languageCookie = "releve-lang"
)

func (s *Server) sessionCookie(c echo.Context) string {
	if s.secure(c.Request()) {
		return secureCookie
	}
	return loopbackCookie
}

// sessionToken returns the token that the browser holds, "" for none.
func (s *Server) sessionToken(c echo.Context) string {
	cookie, err := c.Cookie(s.sessionCookie(c))
	if errors.Is(err, http.ErrNoCookie) || cookie == nil {
		return ""
	}
	return cookie.Value
}

// holdSession gives the browser a session's token; "" takes it away.
func (s *Server) holdSession(c echo.Context, token string) {
	cookie := &http.Cookie{ //nolint:gosec // G124: Secure as the connection is; on plain http only this machine is let in
		Name: s.sessionCookie(c), Value: token, Path: "/", Secure: s.secure(c.Request()), HttpOnly: true,
		SameSite: http.SameSiteLaxMode,
	}
	if token == "" {
		cookie.MaxAge = -1
	}
	c.SetCookie(cookie)
}

// deskLanguage returns the language of the desk: asked for now, chosen before, else the browser's. A choice is
// remembered, but for that of what is printed.
func (s *Server) deskLanguage(c echo.Context) locale.Tag {
	switch asked := tongues(c); {
	case len(asked) > 0 && (strings.HasSuffix(c.Path(), posterPath) || strings.HasSuffix(c.Path(), formPath)):
		return asked[0]
	case len(asked) > 0:
		c.SetCookie(&http.Cookie{ //nolint:gosec // G124: it holds a language
			Name: languageCookie, Value: string(asked[0]), Path: deskRoot, Secure: s.secure(c.Request()), HttpOnly: true,
			SameSite: http.SameSiteLaxMode, MaxAge: languageFor,
		})
		return asked[0]
	}
	if chosen, err := c.Cookie(languageCookie); err == nil && locale.Known(chosen.Value) {
		return locale.Tag(chosen.Value)
	}
	return s.language(c, nil)
}
