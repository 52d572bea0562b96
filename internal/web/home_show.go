package web

import (
	"net"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"releve/internal/campaign"
	"releve/internal/problem"
)

// findSheet answers the field of the home page in which a link code is typed.
func (s *Server) findSheet(c echo.Context) error {
	code, ok := campaign.ReadLink(c.QueryParam("code"))
	if !ok {
		return problem.New(problem.NotFound, "link.malformed", nil)
	}
	return c.Redirect(http.StatusSeeOther, "/s/"+code)
}

// homePage tells what runs here.
type homePage struct {
	page

	Warning string // that phones cannot reach this address
}

// showHome answers the bare address.
func (s *Server) showHome(c echo.Context) error {
	t := s.Catalogue.Printer(s.language(c, nil))
	p := &homePage{page: s.newPage(t, "")}
	p.Title = t.Text("page.home.title", nil)
	if !reachable(s.PublicURL) {
		p.Warning = t.Text("page.home.unreachable", problem.Args{"address": s.PublicURL})
	}
	return s.render(c, http.StatusOK, "home", p)
}

// reachable says whether people outside this machine and network can open an address, and with https, which
// browsers ask for before a page may work without a network.
func reachable(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" || u.Hostname() == "" || u.Hostname() == "localhost" {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return ip == nil || !ip.IsLoopback() && !ip.IsPrivate() && !ip.IsLinkLocalUnicast() && !ip.IsUnspecified()
}
