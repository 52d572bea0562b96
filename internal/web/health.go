package web

import (
	"net/http"
	"path"

	"github.com/labstack/echo/v4"
)

// showHealth answers as long as the program runs.
func (*Server) showHealth(c echo.Context) error { return c.String(http.StatusOK, "ok\n") }

// showReady answers only when the store can write now.
func (s *Server) showReady(c echo.Context) error {
	if err := s.Store.Ready(c.Request().Context()); err != nil {
		return err
	}
	return c.String(http.StatusOK, "ready\n")
}

// showStatic serves a public file.
func (s *Server) showStatic(c echo.Context) error {
	name := path.Base(c.Param("file"))
	if a, ok := s.kit.Asset(name); ok {
		return s.showAsset(c, a)
	}
	c.Response().Header().Set(echo.HeaderCacheControl, "public, max-age=86400")
	http.ServeFileFS(c.Response(), c.Request(), s.Static, name)
	return nil
}
