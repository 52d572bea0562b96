package web

import (
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"releve/internal/locale"
)

// paramLang names the languages of a page in its address.
const paramLang = "lang"

// mostTongues is how many languages a printed page can be in at once.
const mostTongues = 2

// tongues returns the languages that an address asks for: one, or two as in "fr+nl", of which a browser makes "fr nl".
// It returns none where the address asks for none that the program has.
func tongues(c echo.Context) []locale.Tag {
	var found []locale.Tag
	asked := strings.FieldsFunc(c.QueryParam(paramLang), func(r rune) bool { return r == '+' || r == ' ' })
	for _, tag := range asked {
		if locale.Known(tag) && !slices.Contains(found, locale.Tag(tag)) && len(found) < mostTongues {
			found = append(found, locale.Tag(tag))
		}
	}
	return found
}

// said is a text in the language that it is in.
type said struct {
	Tag, Text string
}

// printedPage is a page that is made to be printed, in one language or in two: then each text stands there twice, one
// beneath the other.
type printedPage struct {
	page

	Tools    []deskLink // the same page in other languages
	Back     string     // where one came from
	printers []*locale.Printer
}

// scripted says that the page has the button of static/print.js.
func (*printedPage) scripted() bool { return true }

// newPrinted starts a printed page in the languages that are asked for, else in the one that stands in for them.
func (s *Server) newPrinted(c echo.Context, instead locale.Tag) printedPage {
	tags := tongues(c)
	if len(tags) == 0 {
		tags = []locale.Tag{instead}
	}
	p := printedPage{page: s.newPage(s.Catalogue.Printer(tags[0]), s.pages.print), Tools: printTools(c.Request().URL, tags)}
	for _, tag := range tags {
		p.printers = append(p.printers, s.Catalogue.Printer(tag))
	}
	return p
}

// title gives the page the message of its title, in all of its languages.
func (p *printedPage) title(key string) {
	var all []string
	for _, w := range p.Text(key) {
		all = append(all, w.Text)
	}
	p.Title = strings.Join(all, " – ")
}

// Text returns a message in each language of the page.
func (p *printedPage) Text(key string) []said {
	return p.each(func(t *locale.Printer) string { return t.Text(key, nil) })
}

// each returns what a text is in each language of the page; one that is the same in both stands there once.
func (p *printedPage) each(text func(*locale.Printer) string) []said {
	var all []said
	for _, t := range p.printers {
		s := said{Tag: string(t.Tag()), Text: text(t)}
		if s.Text != "" && !slices.ContainsFunc(all, func(other said) bool { return other.Text == s.Text }) {
			all = append(all, s)
		}
	}
	return all
}

// asked returns the languages of the page as they stand in an address.
func (p *printedPage) asked() string {
	var tags []locale.Tag
	for _, t := range p.printers {
		tags = append(tags, t.Tag())
	}
	return together(tags)
}

// together writes languages as an address has them.
func together(tags []locale.Tag) string {
	all := make([]string, len(tags))
	for i, tag := range tags {
		all[i] = string(tag)
	}
	return strings.Join(all, "+")
}

// Pair says whether the page is in two languages.
func (p *printedPage) Pair() bool { return len(p.printers) > 1 }

// printTools returns links to the same page in each language, and in its first one together with each other one.
func printTools(at *url.URL, here []locale.Tag) []deskLink {
	var all []deskLink
	for _, tag := range locale.Languages() {
		all = append(all, pageIn(at, here, tag))
	}
	for _, tag := range locale.Languages() {
		if tag != here[0] {
			all = append(all, pageIn(at, here, here[0], tag))
		}
	}
	return all
}

// pageIn returns a link to the page of an address, which is in some languages, in others.
func pageIn(at *url.URL, here []locale.Tag, in ...locale.Tag) deskLink {
	query, label := at.Query(), together(in)
	query.Set(paramLang, label)
	return deskLink{Label: label, To: at.Path + "?" + query.Encode(), Here: slices.Equal(in, here)}
}
