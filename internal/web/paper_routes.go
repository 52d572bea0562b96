package web

import (
	"github.com/labstack/echo/v4"

	"releve/internal/account"
)

// paramLayout names a layout in the path of its files.
const paramLayout = "layout"

// Ends of addresses of what is printed.
const (
	paperPath  = "/paper"
	formPath   = paperPath + "/form"
	sheetsFile = "/sheets.pdf"
	layoutFile = "/layout.json"
	posterFile = paperPath + "/poster.pdf"
)

// paperRoutes lists the pages of what is printed. Sheets carry the address of a link, so only those who may change a
// campaign see them. Whatever takes numbers or keeps a layout is posted; a file can be fetched again and again.
func (s *Server) paperRoutes(e *echo.Echo) {
	e.GET("/c/:slug"+paperPath, s.desk(account.Coordinator, s.showPaper))
	e.POST("/c/:slug"+paperPath, s.desk(account.Coordinator, s.once(s.printPaper)))
	e.GET("/c/:slug"+formPath, s.desk(account.Coordinator, s.showPaperForm))
	e.GET("/c/:slug"+posterFile, s.desk(account.Coordinator, s.downloadPoster))
	e.GET("/c/:slug"+paperPath+"/:layout"+sheetsFile, s.desk(account.Coordinator, s.downloadSheets))
	e.GET("/c/:slug"+paperPath+"/:layout"+layoutFile, s.desk(account.Coordinator, s.downloadLayout))
}
