package web

import (
	"crypto/sha256"
	"encoding/base64"
	"net"
	"net/http"
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
	if r.TLS != nil {
		return true
	}
	if !s.BehindProxy {
		return false
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	ip := net.ParseIP(host)
	return err == nil && ip != nil && ip.IsLoopback() && r.Header.Get(echo.HeaderXForwardedProto) == "https"
}

// policy returns the content policy of a page whose only style is the inline one.
func policy(style string) string {
	sum := sha256.Sum256([]byte(style))
	return strings.Join([]string{
		"default-src 'none'",
		"style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'",
		"img-src data:",
		"form-action 'self'",
		"base-uri 'none'",
		"frame-ancestors 'none'",
	}, "; ")
}
