package web

// Names of path parameters.
const paramLink = "link"

// routes lists every route of the program. Routes under /s/ and /api/ hold no ambient authority: they read no
// cookie, so that a foreign page can do nothing there that its author could not do alone. Those under /c read one,
// and refuse what another site's page sends (see desk).
func (s *Server) routes() {
	e := s.echo
	e.Use(s.recoverer, s.headers)

	e.GET("/", s.showHome)
	e.GET("/s", s.findSheet)
	e.GET("/s/sw.js", s.showWorker)
	e.GET("/s/:link", s.showSheet)
	e.POST("/s/:link", s.postSheet)
	e.GET("/s/:link/saved", s.showSaved)
	e.GET("/s/:link/proof", s.showProof)
	e.GET("/s/:link/mandate", s.showMandate)
	e.GET("/s/:link/privacy", s.showPrivacy)
	e.GET("/s/:link/app.webmanifest", s.showManifest)
	e.GET("/api/v1/links/:link", s.showLink)
	e.POST("/api/v1/links/:link/sheets", s.postBatch)
	e.GET("/api/v1/links/:link/sheets/:id", s.showOwn)
	e.PUT("/api/v1/links/:link/sheets/:id", s.correctOwn)
	e.DELETE("/api/v1/links/:link/sheets/:id", s.withdrawOwn)

	s.sessionRoutes(e)
	s.campaignRoutes(e)
	s.sheetRoutes(e)
	s.transferRoutes(e)
	s.paperRoutes(e)
	s.entryRoutes(e)
	s.batchRoutes(e)

	e.GET("/static/:file", s.showStatic)
	e.GET("/healthz", s.showHealth)
	e.GET("/readyz", s.showReady)
	s.faultRoutes()
}
