package web

import (
	"bytes"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"strings"

	"github.com/labstack/echo/v4"

	"releve/internal/locale"
)

//go:embed templates/*.html templates/*.css templates/*.svg
var templates embed.FS

// pages holds the parsed templates and the style that stands in every page.
type pages struct {
	set   *template.Template
	style string
	form  string // style that only pages on which a sheet is filled in need
	desk  string // style that only pages of the desk need
	print string // style that only pages made to be printed need
	entry string // style that only the pages on which paper is keyed need
	batch string // style that only the pages of scanned batches need
	icon  template.URL
}

func newPages() (*pages, error) {
	set, err := template.ParseFS(templates, "templates/*.html")
	if err != nil {
		return nil, fmt.Errorf("parse templates: %w", err)
	}
	style, err := templates.ReadFile("templates/style.css")
	if err != nil {
		return nil, fmt.Errorf("read style: %w", err)
	}
	icon, err := templates.ReadFile("templates/icon.svg")
	if err != nil {
		return nil, fmt.Errorf("read icon: %w", err)
	}
	form, err := templates.ReadFile("templates/form.css")
	if err != nil {
		return nil, fmt.Errorf("read style of forms: %w", err)
	}
	desk, err := templates.ReadFile("templates/desk.css")
	if err != nil {
		return nil, fmt.Errorf("read style of the desk: %w", err)
	}
	printed, err := templates.ReadFile("templates/print.css")
	if err != nil {
		return nil, fmt.Errorf("read style of printed pages: %w", err)
	}
	keyed, err := templates.ReadFile("templates/entry.css")
	if err != nil {
		return nil, fmt.Errorf("read style of keyed entry: %w", err)
	}
	batch, err := templates.ReadFile("templates/batch.css")
	if err != nil {
		return nil, fmt.Errorf("read style of batches: %w", err)
	}
	url := "data:image/svg+xml;base64," + base64.StdEncoding.EncodeToString(icon)
	return &pages{
		print: squeezeCSS(string(printed)), form: squeezeCSS(string(form)),
		set: set, style: squeezeCSS(string(style)), desk: squeezeCSS(string(desk)), entry: squeezeCSS(string(keyed)), batch: squeezeCSS(string(batch)), icon: template.URL(url), //nolint:gosec // our own file
	}, nil
}

// squeezeCSS drops comments, indents and line ends: the style travels with every page.
func squeezeCSS(s string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(s, "/*")
		b.WriteString(before)
		if !found {
			break
		}
		_, s, _ = strings.Cut(rest, "*/")
	}
	return strings.Join(strings.FieldsFunc(b.String(), func(r rune) bool { return r == '\n' || r == '\t' }), "")
}

// page is what every page has.
type page struct {
	Lang  string
	Title string
	Style template.CSS
	Icon  template.URL
	Made  string // that the data are made up; empty on a real server

	printer *locale.Printer
}

// newPage starts a page; extra is style that only this page needs.
func (s *Server) newPage(t *locale.Printer, extra string) page {
	p := page{
		Lang:    string(t.Tag()),
		Style:   template.CSS(s.pages.style + extra), //nolint:gosec // made of our own file and of checked codes
		Icon:    s.pages.icon,
		printer: t,
	}
	if s.Demo {
		p.Made = t.Text("page.demo", nil)
	}
	return p
}

// T returns a message in the page's language.
func (p page) T(key string) string { return p.printer.Text(key, nil) }

// style returns the page's style, for its content policy.
func (p page) style() string { return string(p.Style) }

// styled is any page struct.
type styled interface{ style() string }

// render writes a page: into memory first, so that an error never leaves half a page behind.
func (s *Server) render(c echo.Context, status int, name string, p styled) error {
	var b bytes.Buffer
	if err := s.pages.set.ExecuteTemplate(&b, name, p); err != nil {
		return fmt.Errorf("render %s: %w", name, err)
	}
	return s.send(c, status, policyOf(p), b.Bytes())
}

// policyOf returns the content policy of a page.
func policyOf(p styled) string {
	if own, ok := p.(interface{ allowed() string }); ok {
		return own.allowed()
	}
	if with, ok := p.(interface{ scripted() bool }); ok && with.scripted() {
		return policy(p.style(), ownScripts)
	}
	return policy(p.style())
}

// send writes a finished page with its content policy, compressed where the browser can.
func (*Server) send(c echo.Context, status int, allowed string, body []byte) error {
	h := c.Response().Header()
	h.Set(echo.HeaderContentSecurityPolicy, allowed)
	h.Set(echo.HeaderContentType, echo.MIMETextHTMLCharsetUTF8)
	h.Add(echo.HeaderVary, echo.HeaderAcceptEncoding)
	h.Add(echo.HeaderVary, "Accept-Language")
	return sendCompressed(c, status, body)
}

// messagePage says one thing to the visitor.
type messagePage struct {
	page

	Text      string
	Reference string
	Back      string       // where to go from here, "" for nowhere
	Next      *nextView    // campaign to go on with, nil for none
	Answers   []keptAnswer // what was filled in and could not be kept, to copy by hand
}

// keptAnswer is an answer shown back to who gave it.
type keptAnswer struct {
	Question, Answer string
}

func (s *Server) newMessagePage(t *locale.Printer, title string) *messagePage {
	p := &messagePage{page: s.newPage(t, "")}
	p.Title = t.Text(title, nil)
	return p
}
