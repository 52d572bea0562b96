package web

import (
	"github.com/labstack/echo/v4"

	"releve/internal/account"
	"releve/internal/transfer"
)

// transferRoutes lists the pages of what goes out as files and comes in from files.
func (s *Server) transferRoutes(e *echo.Echo) {
	e.GET("/c/:slug/import", s.desk(account.Coordinator, s.showImport))
	e.POST("/c/:slug/import", s.desk(account.Coordinator, s.importFile))
	e.GET("/c/:slug/export", s.desk(account.Reader, s.showExport))
	for _, format := range transfer.Formats() {
		e.GET("/c/:slug/export."+string(format), s.desk(account.Reader, func(v *visit) error { return s.export(v, format) }))
	}
	e.GET("/c/_backup", s.desk(account.Admin, s.showBackup))
	e.POST("/c/_backup", s.desk(account.Admin, s.sendBackup))
}
