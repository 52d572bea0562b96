package web

import (
	"context"
	"html/template"
	"net/http"

	"github.com/labstack/echo/v4"

	"releve/internal/paper"
)

// paramShell asks for the page without anything of the person who is signed in: that one is kept on the device.
const paramShell = "shell"

// entryPage is where paper is keyed. It holds no answers: what was keyed is asked for by its script.
type entryPage struct {
	*deskPage

	Path, Pack, Script, Version, Language string // what the script needs to know
	Plain                                 string // the questionnaire that works without script
	SignIn                                string
	Facts                                 entryFacts
	Tongues, Services                     []option
	Columns                               []entryColumn
	Texts                                 []entryText
	Repeat                                bool
}

// entryFacts are what the script needs to know of the campaign.
type entryFacts struct {
	Zone  string     `json:"zone"`
	From  string     `json:"from"`
	To    string     `json:"to"`
	Paper entryPaper `json:"paper"`
}

// entryPaper is what was printed: enough to know a sheet of paper by its code when there is no network.
type entryPaper struct {
	Layouts []entryLayout `json:"layouts"`
	Runs    []entryRun    `json:"runs"`
}

type entryLayout struct {
	Number string     `json:"number"`
	Kind   paper.Kind `json:"kind"`
	Pages  int        `json:"pages"`
}

type entryRun struct {
	Layout  string `json:"layout"`
	First   int    `json:"first"`
	Copies  int    `json:"copies"`
	Service string `json:"service"`
}

// allowed is the content policy of the page: its own scripts, worker and requests.
func (p *entryPage) allowed() string {
	return policy(p.style(), ownScripts, "connect-src 'self'", "worker-src 'self'")
}

// showEntry answers with the page on which paper is keyed.
func (s *Server) showEntry(v *visit) error {
	p := &entryPage{deskPage: s.newDeskPage(v, "desk.entry.title")}
	if v.QueryParam(paramShell) != "" {
		p.Who, p.Keep = "", false
	}
	pack, err := s.entryPack(v)
	if err != nil {
		return err
	}
	k := v.campaign
	p.Facts = entryFacts{Zone: k.Zone, From: k.From, To: k.To}
	if p.Facts.Paper, err = s.entryPaper(v.Request().Context(), k.Slug); err != nil {
		return err
	}
	p.Style += template.CSS(s.pages.entry) //nolint:gosec // our own file
	p.Path, p.Script, p.Pack = p.At(entryPath), s.kit.Entry.Path(), pack.asset.Path()
	p.Version, p.Language, p.Plain = versionText(k.Version), string(k.Language), "/s/"+k.Link
	p.SignIn = deskSignIn + "?" + paramNext + "=" + p.Path
	p.Tongues, p.Services = s.tongues(), serviceOptions(v.t, k, "")
	p.Columns, p.Texts, p.Repeat = pack.Columns, pack.Texts, pack.Repeat != nil
	return s.answer(v, "entry", p)
}

func (s *Server) entryPaper(ctx context.Context, slug string) (entryPaper, error) {
	found := entryPaper{Layouts: []entryLayout{}, Runs: []entryRun{}}
	layouts, err := s.Paper.Layouts(ctx, slug)
	if err != nil {
		return found, err
	}
	runs, err := s.Paper.Runs(ctx, slug)
	if err != nil {
		return found, err
	}
	for _, l := range layouts {
		found.Layouts = append(found.Layouts, entryLayout{l.Number, l.Kind, len(l.Pages)})
	}
	for _, r := range runs {
		found.Runs = append(found.Runs, entryRun{r.Layout, r.First, r.Copies, r.Participant})
	}
	return found, nil
}

// showEntryWorker serves the script that keeps the page for when there is no network. It may see this page and no other.
func (s *Server) showEntryWorker(c echo.Context) error {
	h := c.Response().Header()
	h.Set(echo.HeaderCacheControl, "no-cache")
	h.Set(echo.HeaderContentSecurityPolicy, "default-src 'none'; connect-src 'self'")
	h.Set(echo.HeaderContentType, "text/javascript; charset=utf-8")
	h.Set("Service-Worker-Allowed", deskRoot+"/"+c.Param(paramSlug)+entryPath)
	return sendCompressed(c, http.StatusOK, s.kit.EntryWorker)
}

// told makes the handler of what the script of keyed entry asks for: it answers in JSON, also when it refuses.
func (s *Server) told(h func(*visit) (any, error)) deskHandler {
	return func(v *visit) error {
		said, err := h(v)
		if err == nil {
			return v.JSON(http.StatusOK, said)
		}
		p := asProblem(err)
		status := statusOf(p.Kind)
		if status >= http.StatusInternalServerError {
			return err
		}
		return v.JSON(status, failure{Code: codeOf(status, p.Key), Key: p.Key, Field: p.Field, Message: v.t.Problem(p)})
	}
}
