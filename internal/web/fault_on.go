//go:build releve_fault

package web

import "github.com/labstack/echo/v4"

// faultRoutes adds a route that panics with what the visitor sent, so that a test can see that nothing of it
// gets out.
func (s *Server) faultRoutes() {
	s.echo.Any("/fault/panic", func(c echo.Context) error {
		panic(c.Request().Header.Get("X-Canary") + c.Request().RemoteAddr)
	})
}
