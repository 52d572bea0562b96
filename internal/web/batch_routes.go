package web

import (
	"github.com/labstack/echo/v4"

	"releve/internal/account"
)

// Names of path parameters.
const (
	paramBatch = "batch"
	paramImage = "n"
)

// batchRoutes lists the pages of scanned batches. Who may only read sees what a batch comes to, and no picture.
func (s *Server) batchRoutes(e *echo.Echo) {
	e.GET("/c/:slug/batches", s.desk(account.Reader, s.listBatches))
	e.GET("/c/:slug/batches/_new", s.desk(account.Coordinator, s.newBatch))
	e.POST("/c/:slug/batches/_new", s.desk(account.Coordinator, s.once(s.createBatch)))
	e.GET("/c/:slug/batches/:batch", s.desk(account.Reader, s.showBatch))
	e.POST(pathUpload, s.desk(account.Coordinator, s.uploadFiles))
	e.GET("/c/:slug/batches/:batch/delete", s.desk(account.Coordinator, s.askDropBatch))
	e.POST("/c/:slug/batches/:batch/delete", s.desk(account.Coordinator, s.dropBatch))
	e.GET("/c/:slug/batches/:batch/review", s.desk(account.Coordinator, s.showReview))
	e.POST("/c/:slug/batches/:batch/review", s.desk(account.Coordinator, s.decideField))
	e.GET("/c/:slug/batches/:batch/sample", s.desk(account.Coordinator, s.showReview))
	e.POST("/c/:slug/batches/:batch/sample", s.desk(account.Coordinator, s.decideField))
	e.GET("/c/:slug/batches/:batch/close", s.desk(account.Coordinator, s.askCloseBatch))
	e.POST("/c/:slug/batches/:batch/close", s.desk(account.Coordinator, s.closeBatch))
	e.GET("/c/:slug/batches/:batch/reopen", s.desk(account.Coordinator, s.askReopenBatch))
	e.POST("/c/:slug/batches/:batch/reopen", s.desk(account.Coordinator, s.reopenBatch))
	e.GET("/c/:slug/batches/:batch/pages/:n", s.desk(account.Coordinator, s.showImage))
	e.POST("/c/:slug/batches/:batch/pages/:n", s.desk(account.Coordinator, s.setImage))
	e.GET("/c/:slug/batches/:batch/pages/:n/picture", s.desk(account.Coordinator, s.sendPicture))
	e.GET("/c/:slug/batches/:batch/pages/:n/crop", s.desk(account.Coordinator, s.sendCrop))
}

// pathUpload is where files of scanned pages are posted.
const pathUpload = "/c/:slug/batches/:batch/files"
