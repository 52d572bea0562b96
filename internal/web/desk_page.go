package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"releve/internal/account"
	"releve/internal/campaign"
	"releve/internal/locale"
	"releve/internal/problem"
)

// deskPage is what every page of the desk has.
type deskPage struct {
	page

	Coordination string // name of the coordination
	Who          string // address of who has signed in, "" before
	Languages    []deskLink
	Campaign     *campaignHead // nil outside of campaigns
	Change, Keep bool          // the visitor may change campaigns, keep accounts and copies
	Done         string        // what was just done
	Problems     []fieldProblem
	Script       bool   // the page has buttons that static/desk.js serves
	Once         string // mark of the page, for forms that make something
}

func (p *deskPage) scripted() bool { return p.Script }

// campaignHead stands above every page of a campaign.
type campaignHead struct {
	Slug, Title, State string
	Trial, Open        bool
	Tabs               []deskLink
}

// deskLink is a link, to the page one is on where Here is set.
type deskLink struct {
	Label, To string
	Here      bool
}

// fieldProblem is what is wrong with what was filled in.
type fieldProblem struct {
	Field, Text string
}

// Wrong returns what is wrong with a field, "" when nothing is.
func (p *deskPage) Wrong(field string) string {
	for _, w := range p.Problems {
		if w.Field == field {
			return w.Text
		}
	}
	return ""
}

// At returns the address of a page of the campaign.
func (p *deskPage) At(rest string) string { return deskRoot + "/" + p.Campaign.Slug + rest }

// N writes a whole number.
func (p *deskPage) N(n int) string { return p.printer.Integer(int64(n)) }

// D writes a date.
func (p *deskPage) D(iso string) string { return p.printer.Date(iso) }

// tell puts the problems of an error on the page.
func (p *deskPage) tell(err error) {
	for _, w := range problem.All(err) {
		p.Problems = append(p.Problems, fieldProblem{Field: w.Field, Text: p.printer.Problem(w)})
	}
}

// newDeskPage starts a page of the desk with the message of its title.
func (s *Server) newDeskPage(v *visit, title string) *deskPage {
	p := s.newBareDesk(v.t, v.Request().URL, title)
	p.Who = v.who.Email
	p.Change, p.Keep = v.may(account.Coordinator), v.may(account.Admin)
	if name, err := s.Accounts.Coordination(v.Request().Context()); err == nil { // a page without the name is better than none
		p.Coordination = name
	}
	p.Done, p.Once = done(v.t, v.Request().URL.Query()), s.reference()
	if v.campaign != nil {
		p.Campaign = s.campaignHead(v)
		if v.campaign.Fictitious {
			p.Made = v.t.Text("page.demo", nil)
		}
	}
	return p
}

// newBareDesk starts a page of the desk for somebody who is not known yet.
func (s *Server) newBareDesk(t *locale.Printer, at *url.URL, title string) *deskPage {
	p := &deskPage{page: s.newPage(t, s.pages.desk)}
	p.Title = t.Text(title, nil)
	for _, tag := range locale.Languages() {
		query := at.Query()
		query.Set("lang", string(tag))
		query.Del(doneParam)
		p.Languages = append(p.Languages, deskLink{
			Label: string(tag), To: at.Path + "?" + query.Encode(), Here: string(tag) == p.Lang,
		})
	}
	return p
}

// campaignHead returns the head of a campaign's pages.
func (*Server) campaignHead(v *visit) *campaignHead {
	k := v.campaign
	head := &campaignHead{
		Slug: k.Slug, Title: k.Title, State: v.t.Text(string(campaign.StateKey(k.State)), nil),
		Trial: k.State == campaign.Trial, Open: k.State == campaign.Open,
	}
	root := deskRoot + "/" + k.Slug
	for _, tab := range []struct{ to, label string }{
		{"", "desk.tab.figures"},
		{"/sheets", "desk.tab.sheets"},
		{"/services", "desk.tab.services"},
		{paperPath, "desk.tab.paper"},
		{"/import", "desk.tab.import"},
		{"/export", "desk.tab.export"},
		{"/settings", "desk.tab.settings"},
	} {
		path, own := v.Request().URL.Path, root+tab.to
		here := path == own || tab.to != "" && strings.HasPrefix(path, own+"/") || tab.to == paperPath && onPaper(strings.TrimPrefix(path, root))
		if tab.to == paperPath && !v.may(account.Coordinator) {
			own = root + "/batches" // who may only read sees what came of the sheets
		}
		head.Tabs = append(head.Tabs, deskLink{Label: v.t.Text(tab.label, nil), To: own, Here: here})
	}
	return head
}

// onPaper says whether a page of a campaign is about sheets of paper: what is typed or read from them.
func onPaper(path string) bool {
	return strings.HasPrefix(path, "/entry") || strings.HasPrefix(path, "/batches")
}

// doneParam says in an address what was just done, so that the page that follows can tell; nParam how many of it.
const (
	doneParam = "did"
	nParam    = "n"
)

// after returns an address that tells what was done: the end of a message key under "desk.did.".
func after(path, did string, n int) string {
	query := url.Values{doneParam: {did}}
	if n > 0 {
		query.Set(nParam, strconv.Itoa(n))
	}
	return path + "?" + query.Encode()
}

// done reads what was done. Only our own messages can be told, with a number.
func done(t *locale.Printer, query url.Values) string {
	key := "desk.did." + query.Get(doneParam)
	if !t.Has(key) {
		return ""
	}
	n, _ := strconv.Atoi(query.Get(nParam))
	return t.Text(key, problem.Args{"n": n})
}

// answer writes a page of the desk.
func (s *Server) answer(v *visit, name string, p styled) error {
	return s.render(v.Context, http.StatusOK, name, p)
}

// refuse writes a page of the desk again with what was filled in and what is wrong with it. An error that is no fault
// of the input is handed on.
func (s *Server) refuse(v *visit, err error, name string, p refusable) error {
	switch problem.KindOf(err) {
	case problem.Invalid, problem.Conflict, problem.TooLarge, problem.TooMany, problem.Unreadable:
	case problem.Internal, problem.NotFound, problem.Gone, problem.Unavailable, problem.Forbidden, problem.Usage, problem.Method:
		return err
	default:
		return err
	}
	p.tell(err)
	status := statusOf(problem.KindOf(err))
	sayWhenAgain(v, status, problem.All(err)[0])
	return s.render(v.Context, status, name, p)
}

// refusable is a page that can tell what is wrong with what it holds.
type refusable interface {
	styled
	tell(error)
}
