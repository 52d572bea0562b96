package web

import (
	"github.com/labstack/echo/v4"

	"releve/internal/account"
)

// Paths below that of a campaign's keyed entry.
const (
	entryPath   = "/entry"
	entryWorker = entryPath + "/sw.js"
	entryDiff   = entryPath + "/diff"
)

// entryRoutes lists the pages on which paper is keyed. The worker is one for everybody: it holds nothing, and browsers ask
// for it also when nobody is signed in.
func (s *Server) entryRoutes(e *echo.Echo) {
	const root = "/c/:" + paramSlug
	e.GET(root+entryPath, s.desk(account.Coordinator, s.showEntry))
	e.GET(root+entryWorker, s.showEntryWorker)
	e.GET(root+entryPath+"/state", s.desk(account.Coordinator, s.told(s.tellEntry)))
	e.POST(root+entryPath+"/sheets", s.desk(account.Coordinator, s.told(s.postKeyed)))
	e.POST(root+entryPath+"/again", s.desk(account.Coordinator, s.told(s.postAgain)))
	e.POST(root+entryPath+"/undo", s.desk(account.Coordinator, s.told(s.undoKeyed)))
	e.POST(root+entryPath+"/pile", s.desk(account.Coordinator, s.told(s.keepPile)))
	e.GET(root+entryDiff, s.desk(account.Coordinator, s.showEntryDiff))
	e.POST(root+entryDiff, s.desk(account.Coordinator, s.settleEntryDiff))
}
