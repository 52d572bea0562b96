package main

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"releve/internal/config"
	"releve/internal/problem"
	"releve/internal/sqlite"
	"releve/internal/web"
	"releve/reports"
	"releve/static"
)

// certificates is the folder beside the database where certificates are kept.
const certificates = "certificates"

// serve answers requests until it is interrupted, then lets those under way finish.
func serve(*config.Flags) action {
	return func(ctx context.Context, c *call) (err error) {
		ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
		defer stop()
		s := site{demo: c.settings.Demo}
		if s.public, err = c.servedAddress(); err != nil {
			return err
		}
		if s.dir, err = c.dataDir(); err != nil && !s.demo {
			return err
		}
		if s.demo {
			var clean func() error
			if s.dir, clean, err = c.demoFolder(); err != nil {
				return err
			}
			defer func() { err = errors.Join(err, clean()) }()
		}
		return c.serveFrom(ctx, s)
	}
}

// site is what a server shows to its visitors and says to its operator.
type site struct {
	dir    string    // of the database
	public publicURL // zero: the address that the server turns out to listen on
	demo   bool
	link   string // code of the link to try first, "" for none

	coordinator, password string // an account to try, "" for none
	first                 string // secret of the address where the first account is made, "" where there is one
}

// serveFrom serves the database of a folder, whose lock it holds for as long.
func (c *call) serveFrom(ctx context.Context, s site) error {
	unlock, err := sqlite.Lock(s.dir)
	if err != nil {
		return err
	}
	defer unlock() //nolint:errcheck // the system lets go of it too
	return c.openStore(ctx, sqlite.Options{Dir: s.dir, Locked: true}, func(kept *store) (err error) {
		if s.demo {
			if err = c.fillDemo(ctx, kept, &s); err != nil {
				return err
			}
		}
		if s.first, err = c.firstSecret(ctx, kept); err != nil {
			return err
		}
		return c.listen(ctx, kept, s)
	})
}

// firstSecret draws the secret of the address where the first account is made, as long as there is none. Only who
// reads what the program prints knows it, so that nobody else can be faster.
func (c *call) firstSecret(ctx context.Context, kept *store) (string, error) {
	there, err := c.users(kept).HasAccounts(ctx)
	if err != nil || there {
		return "", err
	}
	var secret [16]byte
	if _, err = io.ReadFull(c.random, secret[:]); err != nil {
		return "", fmt.Errorf("draw secret: %w", err)
	}
	return hex.EncodeToString(secret[:]), nil
}

// listen serves a database until ctx ends.
func (c *call) listen(ctx context.Context, kept *store, s site) error {
	public := ""
	if s.public.url != nil {
		public = s.public.String()
	}
	lib, err := library()
	if err != nil {
		return err
	}
	server, err := web.New(web.Options{ //nolint:contextcheck // every request brings its own
		Store:    kept.Store,
		Sheets:   kept.Sheets,
		Paper:    kept.db,
		Scans:    kept.db.Scans(),
		Images:   kept.db.Scans(),
		Accounts: c.users(kept),
		Forms:    lib.Forms(),
		Reports:  reports.FS,
		Backup: func(ctx context.Context, dir string) (string, error) {
			path, _, failed := kept.db.BackupTo(ctx, dir)
			return path, failed
		},
		First:       s.first,
		Catalogue:   c.catalogue,
		Static:      static.FS,
		Now:         c.now,
		Random:      c.random,
		Log:         slog.New(slog.NewTextHandler(c.err, nil)),
		PublicURL:   public,
		BehindProxy: c.settings.BehindProxy,
		Demo:        s.demo,
	})
	if err != nil {
		return fmt.Errorf("serve: %w", err)
	}
	defer c.readUploads(ctx, kept)()
	ready := make(chan error, 1)
	err = server.Serve(ctx, web.Listen{
		Address:      c.settings.Listen,
		Metrics:      c.settings.Metrics,
		Domain:       c.settings.Domain,
		Certificates: filepath.Join(s.dir, certificates),
		Ready:        func(at string) { ready <- c.ready(at, s) },
	})
	select {
	case told := <-ready:
		return errors.Join(listenProblem(err), told)
	default:
		return listenProblem(err)
	}
}

// ready tells the operator where the server is, one "key: value" on a line.
func (c *call) ready(at string, s site) error {
	if s.public.url == nil {
		public, err := parseAddress("http://" + at)
		if err != nil {
			return err
		}
		s.public = public
	}
	c.pair("server", s.public.String())
	if s.link != "" {
		c.pair("link", s.public.link(s.link))
	}
	if s.password != "" {
		c.pair("coordinator", s.coordinator)
		c.pair("password", s.password)
	}
	if s.first != "" {
		c.pair("first", s.public.String()+"/c/_first/"+s.first)
		c.note("cli.serve.first", nil)
	}
	c.pair("data", s.dir)
	c.warn(s.public)
	return nil
}

// servedAddress returns the public address of a server: as it was set, of its domain, of where it listens; zero where
// that is known only later.
func (c *call) servedAddress() (publicURL, error) {
	s := c.settings
	if s.PublicURL != "" {
		return parseAddress(s.PublicURL)
	}
	if s.Domain != "" {
		return parseAddress("https://" + s.Domain)
	}
	host, port, err := net.SplitHostPort(s.Listen)
	if err != nil {
		return publicURL{}, problem.New(problem.Usage, "usage.listen", problem.Args{"value": s.Listen})
	}
	if port == "0" {
		return publicURL{}, nil
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return parseAddress("http://" + net.JoinHostPort(host, port))
}

// listenProblem says what to do when an address cannot be listened on.
func listenProblem(err error) error {
	var key string
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		key = "cli.serve.busy"
	case errors.Is(err, syscall.EACCES):
		key = "cli.serve.forbidden"
	default:
		return err
	}
	where := ""
	if op, ok := errors.AsType[*net.OpError](err); ok && op.Addr != nil {
		where = op.Addr.String()
	}
	return &problem.Error{Kind: problem.Unavailable, Key: key, Args: problem.Args{"address": where}, Err: err}
}
