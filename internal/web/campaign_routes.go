package web

import (
	"github.com/labstack/echo/v4"

	"releve/internal/account"
)

// paramService names a service in the path of a page; the campaign's own link stands under ownLink there.
const paramService = "service"

// ownLink stands where the code of a service would, which no underscore may hold.
const ownLink = "_campaign"

// campaignRoutes lists the pages on which campaigns and their services are set up. Links let anybody note sheets, so
// only those who may change a campaign see them.
func (s *Server) campaignRoutes(e *echo.Echo) {
	e.GET("/c", s.desk(account.Reader, s.listCampaigns))
	e.GET("/c/_new", s.desk(account.Coordinator, s.showCreate))
	e.POST("/c/_new", s.desk(account.Coordinator, s.once(s.createCampaign)))
	e.GET("/c/:slug/clone", s.desk(account.Coordinator, s.showClone))
	e.POST("/c/:slug/clone", s.desk(account.Coordinator, s.once(s.cloneCampaign)))
	e.GET("/c/:slug/state", s.desk(account.Coordinator, s.showState))
	e.POST("/c/:slug/state", s.desk(account.Coordinator, s.moveCampaign))
	e.GET("/c/:slug/settings", s.desk(account.Reader, s.showSettings))
	e.POST("/c/:slug/settings", s.desk(account.Coordinator, s.changeSettings))
	e.GET("/c/:slug/logos", s.desk(account.Coordinator, s.showLogos))
	e.POST("/c/:slug/logos", s.desk(account.Coordinator, withFile(s.once(s.changeLogos))))

	e.GET("/c/:slug/services", s.desk(account.Reader, s.listServices))
	e.GET("/c/:slug/services/_file", s.desk(account.Coordinator, s.downloadServices))
	e.GET("/c/:slug/services/_new", s.desk(account.Coordinator, s.showAddService))
	e.POST("/c/:slug/services/_new", s.desk(account.Coordinator, s.once(s.addService)))
	e.GET("/c/:slug/services/_import", s.desk(account.Coordinator, s.showImportServices))
	e.POST("/c/:slug/services/_import", s.desk(account.Coordinator, s.importServices))
	e.GET("/c/:slug/services/:service", s.desk(account.Coordinator, s.showService))
	e.GET("/c/:slug/services/:service/qr.png", s.desk(account.Coordinator, s.downloadQR))
	e.GET("/c/:slug/services/:service"+posterPath, s.desk(account.Coordinator, s.showPoster))
	e.GET("/c/:slug/services/:service/edit", s.desk(account.Coordinator, s.showEditService))
	e.POST("/c/:slug/services/:service/edit", s.desk(account.Coordinator, s.editService))
	e.GET("/c/:slug/services/:service/relink", s.desk(account.Coordinator, s.showRelink))
	e.POST("/c/:slug/services/:service/relink", s.desk(account.Coordinator, s.relinkService))
}
