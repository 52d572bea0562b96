package web

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/netip"
	"strings"

	"github.com/labstack/echo/v4"
)

// Headers that echo has no name for.
const (
	headerNoReferrer = "Referrer-Policy"
	headerPermission = "Permissions-Policy"
	headerOpener     = "Cross-Origin-Opener-Policy"
	headerRetry      = "Retry-After"
)

// nothing is the content policy of answers that are no page.
const nothing = "default-src 'none'; frame-ancestors 'none'"

// headers sets what every answer carries. Pages set their own content policy over it.
func (s *Server) headers(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		h := c.Response().Header()
		h.Set(echo.HeaderXContentTypeOptions, "nosniff")
		h.Set(echo.HeaderContentSecurityPolicy, nothing)
		h.Set(headerNoReferrer, "no-referrer")
		h.Set(headerPermission, "camera=(), geolocation=(), microphone=()")
		h.Set(headerOpener, "same-origin")
		h.Set(echo.HeaderCacheControl, "no-store")
		if s.secure(c.Request()) {
			h.Set(echo.HeaderStrictTransportSecurity, "max-age=31536000")
		}
		return next(c)
	}
}

// secure says whether the visitor came by https. A proxy's word is taken only from this machine, and only when
// the operator said that there is one.
func (s *Server) secure(r *http.Request) bool {
	return r.TLS != nil || s.proxied(r) && r.Header.Get(echo.HeaderXForwardedProto) == "https"
}

// proxied says whether a request came through the proxy on this machine.
func (s *Server) proxied(r *http.Request) bool { return s.BehindProxy && sender(r).IsLoopback() }

// remote returns the address that a request came from, to throttle by and for nothing else: it is never kept.
func (s *Server) remote(r *http.Request) netip.Addr {
	if s.proxied(r) {
		all := strings.Split(r.Header.Get(echo.HeaderXForwardedFor), ",")
		if address, err := netip.ParseAddr(strings.TrimSpace(all[len(all)-1])); err == nil {
			return address // the last one is the proxy's own word
		}
	}
	return sender(r)
}

// sender returns the address at the other end of the connection, the zero one where it cannot be read.
func sender(r *http.Request) netip.Addr {
	at, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	return at.Addr().Unmap()
}

// formPolicy is the content policy of a form page: its own scripts, the style that they add, manifest, worker, and
// requests to this server.
func formPolicy(style string) string {
	return strings.Join([]string{
		"default-src 'none'",
		ownScripts,
		"style-src 'self' 'sha256-" + styleHash(style) + "'",
		"img-src 'self' data:",
		"connect-src 'self'",
		"manifest-src 'self'",
		"worker-src 'self'",
		"form-action 'self'",
		"base-uri 'none'",
		"frame-ancestors 'none'",
	}, "; ")
}

// styleHash is the hash by which a content policy names an inline style.
func styleHash(style string) string {
	sum := sha256.Sum256([]byte(style))
	return base64.StdEncoding.EncodeToString(sum[:])
}

// ownScripts is the part of a content policy that lets a page load our script files.
const ownScripts = "script-src 'self'"

// policy returns the content policy of a page whose only style is the inline one, and what else it needs.
func policy(style string, more ...string) string {
	return strings.Join(append(more, []string{
		"default-src 'none'",
		"style-src 'sha256-" + styleHash(style) + "'",
		"img-src data:",
		"form-action 'self'",
		"base-uri 'none'",
		"frame-ancestors 'none'",
	}...), "; ")
}
