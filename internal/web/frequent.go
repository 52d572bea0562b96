package web

import "github.com/labstack/echo/v4"

// frequent returns the institutions that the service of a link noted most.
func (*Server) frequent(echo.Context, *place) []string { return nil }
