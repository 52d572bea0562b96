package web

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"releve/internal/device"
)

// deviceView is what a form page tells the scripts that run in it.
type deviceView struct {
	First, App, Style, Pack string // addresses

	Link, Slug, Title, Form, Zone, State string
	Service, Organisation                string // name and code of the service, "" on the campaign's own link
	Fine                                 string // codes of the outcome that say that all went well
	Days                                 int    // during which the device may correct its sheets
	Repeat                               bool
	Fresh                                bool // nothing was filled in: the date is the device's
	Manifest                             string
}

// newDeviceView fills it for a page, without the addresses that a server adds.
func newDeviceView(f filling) deviceView {
	c := f.at.campaign
	return deviceView{
		Link: f.at.link, Slug: c.Slug, Title: c.Title, Form: f.form.ID, Zone: c.Zone, State: string(c.State),
		Service: f.at.participant.Name, Organisation: f.at.participant.Code,
		Fine: strings.Join(c.Outcome.Success, " "), Days: c.CorrectionDays,
		Repeat: f.form.Repeat() != nil, Fresh: f.blank,
	}
}

// servedForm makes a form page with the addresses of what runs in it.
func (s *Server) servedForm(f filling) (*formPage, error) {
	p := s.formPage(f)
	pack, err := s.kit.Pack(f.form, p.printer, s.Now().In(f.at.zone).Format(time.DateOnly))
	if err != nil {
		return nil, err
	}
	d := &p.Device
	d.First, d.App, d.Style, d.Pack = s.kit.First.Path(), s.kit.App.Path(), s.kit.Style.Path(), pack.Path()
	d.Manifest = "/s/" + f.at.link + "/app.webmanifest?lang=" + p.Lang
	return p, nil
}

// forever is for how long what never changes under its name may be kept: a year, as long as it gets.
const forever = "public, max-age=31536000, immutable" //words:ok a header

// showAsset serves what a device loads under a name that changes with its content.
func (s *Server) showAsset(c echo.Context, a device.Asset) error {
	h := c.Response().Header()
	h.Set(echo.HeaderCacheControl, forever)
	h.Set(echo.HeaderContentType, a.Type)
	h.Add(echo.HeaderVary, echo.HeaderAcceptEncoding)
	as := codingOf(c.Request())
	body, err := s.packed.body(a, as)
	if err != nil {
		return err
	}
	if as != plain {
		h.Set(echo.HeaderContentEncoding, string(as))
	}
	return c.Blob(http.StatusOK, a.Type, body)
}

// showWorker serves the script that keeps pages for when there is no network. Browsers ask for it anew at every visit.
func (s *Server) showWorker(c echo.Context) error {
	h := c.Response().Header()
	h.Set(echo.HeaderCacheControl, "no-cache")
	h.Set(echo.HeaderContentSecurityPolicy, "default-src 'none'; connect-src 'self'")
	h.Set(echo.HeaderContentType, "text/javascript; charset=utf-8")
	return sendCompressed(c, http.StatusOK, s.kit.Worker)
}

// manifest is what a browser needs to know to install a page as an app.
type manifest struct {
	Name       string         `json:"name"`
	ShortName  string         `json:"short_name"`
	Lang       string         `json:"lang"`
	ID         string         `json:"id"`
	StartURL   string         `json:"start_url"`
	Scope      string         `json:"scope"`
	Display    string         `json:"display"`
	Background string         `json:"background_color"`
	Theme      string         `json:"theme_color"`
	Icons      []manifestIcon `json:"icons"`
}

type manifestIcon struct {
	Source  string `json:"src"`
	Sizes   string `json:"sizes"`
	Type    string `json:"type"`
	Purpose string `json:"purpose,omitempty"`
}

// appName stands below the icon where a campaign's title is too long for it.
const appName = "Relève"

// shortName is how many signs of a name stand below an icon.
const shortName = 12

// showManifest makes the link installable as an app of its own.
func (s *Server) showManifest(c echo.Context) error {
	at, err := s.live.fresh(c.Request().Context(), c.Param(paramLink))
	if err != nil {
		return err
	}
	t := s.Catalogue.Printer(s.language(c, at))
	start := "/s/" + at.link
	m := manifest{
		Name: at.campaign.Title, ShortName: appName, Lang: string(t.Tag()),
		ID: start, StartURL: start, Scope: "/s/", Display: "standalone", Background: "#f2f5f6", Theme: "#0b5563",
		Icons: []manifestIcon{
			{Source: "/static/icon-192.png", Sizes: "192x192", Type: "image/png"},
			{Source: "/static/icon-512.png", Sizes: "512x512", Type: "image/png"},
			{Source: "/static/icon-mask.png", Sizes: "512x512", Type: "image/png", Purpose: "maskable"},
			{Source: "/static/icon.svg", Sizes: "any", Type: "image/svg+xml"},
		},
	}
	if len([]rune(at.campaign.Title)) <= shortName {
		m.ShortName = at.campaign.Title
	}
	body, err := json.Marshal(m)
	if err != nil {
		return err //nolint:wrapcheck // plain texts always marshal
	}
	return c.Blob(http.StatusOK, "application/manifest+json; charset=utf-8", body)
}
