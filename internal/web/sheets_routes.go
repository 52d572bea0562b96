package web

import (
	"releve/internal/account"

	"github.com/labstack/echo/v4"
)

// sheetRoutes lists the pages of figures and of sheets.
func (s *Server) sheetRoutes(e *echo.Echo) {
	e.GET("/c/:slug", s.desk(account.Reader, s.showCampaign))
	e.GET("/c/:slug/sheets", s.desk(account.Reader, s.listSheets))
	e.GET("/c/:slug/sheets/:id", s.desk(account.Reader, s.showKept))
	e.POST("/c/:slug/sheets/:id", s.desk(account.Coordinator, s.changeKept))
	e.GET("/c/:slug/sheets/:id/edit", s.desk(account.Coordinator, s.editKept))
	e.POST("/c/:slug/sheets/:id/edit", s.desk(account.Coordinator, s.correctKept))
}
