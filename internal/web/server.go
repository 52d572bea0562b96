// Package web serves questionnaires, the coordinators' pages, and the state of the program to its operators.
//
// Nothing that tells who a visitor is gets into a page, a log, a metric or the store: no address, no user
// agent, no path that holds a link. Whoever adds a line of log adds it under that rule.
package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"github.com/labstack/echo/v4"

	"releve/internal/account"
	"releve/internal/campaign"
	"releve/internal/device"
	"releve/internal/form"
	"releve/internal/locale"
	"releve/internal/paper"
	"releve/internal/scan"
)

// Options are what a server works with. Every field but Demo, BehindProxy, PublicURL, First and Kit is needed.
type Options struct {
	Store       campaign.Store
	Sheets      campaign.Sheets
	Paper       paper.Store
	Scans       scan.Store
	Images      scan.Images
	Accounts    *account.Service
	Forms       []*form.Form                                                   // that ship with the program
	Reports     fs.FS                                                          // report definitions
	Backup      func(ctx context.Context, dir string) (path string, err error) // writes a checked copy of everything
	Catalogue   *locale.Catalogue
	Static      fs.FS // files served as they are
	Now         func() time.Time
	Random      io.Reader // safe for concurrent use
	Log         *slog.Logger
	PublicURL   string      // address under which people reach the server, without a slash at the end; "": where it listens
	BehindProxy bool        // believe forwarded headers that come from loopback
	Demo        bool        // says on every page that the data are made up
	First       string      // the secret of the address where the first account is made, "" once there is one
	Kit         *device.Kit // what devices load; nil: it is built
}

// Server answers requests for questionnaires. It is safe for concurrent use.
type Server struct {
	Options

	echo    *echo.Echo
	pages   *pages
	kit     *device.Kit
	packed  packed
	live    *live
	metrics *metrics
	figures *figures
	repeats repeats
	stacks  stacks

	crossOrigin *http.CrossOriginProtection
}

// errNeeded says that a server was made without something it works with.
var errNeeded = errors.New("web server without all that it works with")

// New makes a server.
func New(o Options) (*Server, error) {
	if !o.kept() || o.Catalogue == nil || o.Static == nil || o.Reports == nil || o.Now == nil || o.Random == nil || o.Log == nil {
		return nil, errNeeded
	}
	p, err := newPages()
	if err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	kit := o.Kit
	if kit == nil {
		if kit, err = device.Build(); err != nil {
			return nil, fmt.Errorf("web: %w", err)
		}
	}
	s := &Server{Options: o, pages: p, kit: kit, live: newLive(o), metrics: newMetrics(), figures: newFigures(o.Sheets)}
	if err = s.trustOrigins(); err != nil {
		return nil, err
	}
	s.echo = echo.New()
	s.echo.HideBanner, s.echo.HidePort = true, true
	s.echo.HTTPErrorHandler = s.fail
	s.echo.Logger.SetOutput(io.Discard) // echo's own words would name addresses
	s.routes()
	return s, nil
}

// kept says whether there is a place for all that is kept.
func (o *Options) kept() bool {
	return o.Store != nil && o.Sheets != nil && o.Paper != nil && o.Scans != nil && o.Images != nil && o.Accounts != nil && o.Backup != nil
}

// trustOrigins sets whose pages may send requests to the desk: the server's own, also when a proxy in front of it
// changes the name that it is asked under.
func (s *Server) trustOrigins() error {
	s.crossOrigin = http.NewCrossOriginProtection()
	u, err := url.Parse(s.PublicURL)
	if err != nil || u.Host == "" {
		return nil //nolint:nilerr // without a public address there is nothing to add
	}
	if err = s.crossOrigin.AddTrustedOrigin(u.Scheme + "://" + u.Host); err != nil {
		return fmt.Errorf("web: %w", err)
	}
	return nil
}

// Routes returns every route of the program.
func (s *Server) Routes() []*echo.Route { return s.echo.Routes() }

// Handler returns the handler of all public routes.
func (s *Server) Handler() http.Handler { return s.echo }

// MetricsHandler returns the handler of the operators' figures, served on an address of its own.
func (s *Server) MetricsHandler() http.Handler { return s.metrics.handler() }
