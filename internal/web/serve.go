package web

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"time"

	"golang.org/x/crypto/acme/autocert"
	"golang.org/x/sync/errgroup"
)

// Listen says where a server listens.
type Listen struct {
	Address      string // host:port of plain http; not used with Domain
	Metrics      string // host:port of the operators' figures, "" for none
	Domain       string // name for which a certificate is fetched and kept; then ports 443 and 80 are served
	Certificates string // folder in which certificates are kept
	Ready        func(address string)
}

// How long a visitor may take, and how long requests under way may take once the server is told to stop.
const (
	headerTime = 10 * time.Second
	readTime   = time.Minute
	writeTime  = 2 * time.Minute
	idleTime   = 2 * time.Minute
	drainTime  = 20 * time.Second
	maxHeader  = 32 << 10
)

// A request allocates a few kB and leaves nothing behind, beside some 15 MB that stay. Collecting when the heap is four
// times what stays, not twice, saves a tenth of the CPU time of a submission; near the limit it is collected as usual.
const (
	collectAt   = 300       // per cent of what stays
	memoryLimit = 768 << 20 // bytes
)

// Serve answers requests until ctx ends, then lets those under way finish. It tunes the memory of the whole program.
func (s *Server) Serve(ctx context.Context, l Listen) error {
	debug.SetGCPercent(collectAt)
	debug.SetMemoryLimit(memoryLimit)
	group, ctx := errgroup.WithContext(ctx)
	if l.Metrics != "" {
		if err := s.run(ctx, group, l.Metrics, s.MetricsHandler(), nil); err != nil {
			return err
		}
	}
	if l.Domain == "" {
		if err := s.run(ctx, group, l.Address, s.Handler(), s.reachedAt(l.Ready)); err != nil {
			return err
		}
		return group.Wait() //nolint:wrapcheck // run wraps
	}
	if err := s.serveDomain(ctx, group, l); err != nil {
		return err
	}
	return group.Wait() //nolint:wrapcheck // run wraps
}

// run listens and serves in the group; it returns once the address is taken.
func (s *Server) run(
	ctx context.Context, group *errgroup.Group, address string, h http.Handler, ready func(string),
) error {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", address, err)
	}
	if ready != nil {
		ready(listener.Addr().String())
	}
	server := newHTTPServer(h)
	group.Go(func() error { return ended(server.Serve(listener)) })
	group.Go(func() error { return drain(ctx, server) })
	return nil
}

// reachedAt takes the address that the server turns out to listen on as its public one, where nobody named another,
// before the first request is answered.
func (s *Server) reachedAt(ready func(string)) func(string) {
	return func(at string) {
		s.PublicURL = cmp.Or(s.PublicURL, "http://"+at)
		if ready != nil {
			ready(at)
		}
	}
}

// serveDomain serves https with its own certificate on 443, and on 80 what fetching one needs and redirects.
func (s *Server) serveDomain(ctx context.Context, group *errgroup.Group, l Listen) error {
	manager := &autocert.Manager{
		Prompt:     autocert.AcceptTOS,
		HostPolicy: autocert.HostWhitelist(l.Domain),
		Cache:      autocert.DirCache(l.Certificates),
	}
	if err := s.run(ctx, group, ":80", manager.HTTPHandler(nil), nil); err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", ":443")
	if err != nil {
		return fmt.Errorf("listen on :443: %w", err)
	}
	server := newHTTPServer(s.Handler())
	server.TLSConfig = manager.TLSConfig()
	group.Go(func() error { return ended(server.ServeTLS(listener, "", "")) })
	group.Go(func() error { return drain(ctx, server) })
	if l.Ready != nil {
		l.Ready(listener.Addr().String())
	}
	return nil
}

// newHTTPServer makes a server whose own log goes nowhere: it would name addresses.
func newHTTPServer(h http.Handler) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: headerTime,
		ReadTimeout:       readTime,
		WriteTimeout:      writeTime,
		IdleTimeout:       idleTime,
		MaxHeaderBytes:    maxHeader,
		ErrorLog:          slog.NewLogLogger(slog.DiscardHandler, slog.LevelError),
	}
}

// ended tells an orderly end from a failure.
func ended(err error) error {
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return fmt.Errorf("serve: %w", err)
}

// drain waits for the end of ctx and lets the requests under way finish.
func drain(ctx context.Context, server *http.Server) error {
	<-ctx.Done()
	late, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTime)
	defer cancel()
	if err := server.Shutdown(late); err != nil {
		return fmt.Errorf("stop server: %w", err)
	}
	return nil
}
