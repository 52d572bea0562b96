package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"releve/internal/campaign"
	"releve/internal/locale"
	"releve/internal/paper"
	"releve/internal/problem"
)

// Fields of the page on which sheets of paper are made.
const (
	paperKind    = "kind"
	paperService = "service"
	paperFirst   = "in"  // the first language
	paperSecond  = "and" // the second one
	paperReady   = "ready"
	paperSerial  = "first"
)

// paperInput is what was asked for on that page.
type paperInput struct {
	Kind          paper.Kind
	Service       string // code, "" for none
	First, Second locale.Tag
	Copies        string
	Pad           bool
}

// readPaper reads what is asked for. What is not said, or no such thing, is the usual one.
func readPaper(values url.Values, k *campaign.Campaign) paperInput {
	in := paperInput{
		Kind: paper.Kind(values.Get(paperKind)), Service: values.Get(paperService), Copies: strings.TrimSpace(values.Get(paper.OrderCopies)),
		Pad: values.Get(paper.OrderPad) != "", First: locale.Tag(values.Get(paperFirst)), Second: locale.Tag(values.Get(paperSecond)),
	}
	if !slices.Contains(paper.Kinds(), in.Kind) {
		in.Kind = paper.Slip
	}
	if !locale.Known(string(in.First)) {
		in.First = k.Language
	}
	if !locale.Known(string(in.Second)) || in.Second == in.First {
		in.Second = ""
	}
	return in
}

// languages returns the languages that were asked for.
func (in paperInput) languages() []locale.Tag {
	if in.Second == "" {
		return []locale.Tag{in.First}
	}
	return []locale.Tag{in.First, in.Second}
}

// query writes what is asked for into an address.
func (in paperInput) query() url.Values {
	q := url.Values{paperKind: {string(in.Kind)}, paperFirst: {string(in.First)}}
	if in.Service != "" {
		q.Set(paperService, in.Service)
	}
	if in.Second != "" {
		q.Set(paperSecond, string(in.Second))
	}
	return q
}

// order returns what is to be printed. The error is a problem of a field.
func (s *Server) order(v *visit, in paperInput) (paper.Order, error) {
	j, err := s.job(v.campaign, in.Service)
	if err != nil {
		return paper.Order{}, err
	}
	j.Kind, j.Languages = in.Kind, in.languages()
	o := paper.Order{Job: j, Pad: in.Pad}
	if in.Copies != "" {
		if o.Copies, err = strconv.Atoi(in.Copies); err != nil {
			o.Copies = -1 // the check says which numbers are taken
		}
	}
	if in.Kind == paper.Poster {
		o.Copies, o.Pad = 0, false
	}
	return o, o.Check()
}

// job returns a job for a service of a campaign, or for none: with the link that it prints.
func (s *Server) job(k *campaign.Campaign, service string) (paper.Job, error) {
	j := paper.Job{Campaign: k, Home: strings.TrimPrefix(s.PublicURL, "https://"), Address: s.linkTo(k.Link), Copies: 1}
	if service == "" {
		return j, nil
	}
	p, known := k.Participant(service)
	if !known {
		args := problem.Args{"value": service, "slug": k.Slug}
		return j, problem.New(problem.Invalid, "campaign.participant.unknown", args).At(paperService)
	}
	j.Participant, j.Address = &p, s.linkTo(p.Link)
	return j, nil
}

// clerk takes orders.
func (s *Server) clerk() paper.Clerk {
	return paper.Clerk{Printer: paper.NewPrinter(s.Catalogue), Store: s.Paper, Random: s.Random, Now: s.Now}
}

// printPaper takes an order: it keeps the layout, takes serial numbers, and leads to where the files are.
func (s *Server) printPaper(v *visit) error {
	in := readPaper(v.posted(), v.campaign)
	o, err := s.order(v, in)
	if err != nil {
		return s.refusePaper(v, err, in)
	}
	j, layout, err := s.clerk().Take(v.Request().Context(), o)
	if err != nil {
		return s.refusePaper(v, err, in)
	}
	q := in.query()
	q.Set(paperReady, string(paper.Poster))
	if layout != nil {
		q.Set(paperReady, layout.Number)
	}
	if j.First > 0 {
		q.Set(paperSerial, strconv.Itoa(j.First))
	}
	return s.redirect(v, deskRoot+"/"+v.campaign.Slug+paperPath+"?"+q.Encode())
}

// refusePaper shows the page again with what is wrong.
func (s *Server) refusePaper(v *visit, err error, in paperInput) error {
	p, failed := s.newPaperPage(v, in)
	if failed != nil {
		return failed
	}
	return s.refuse(v, err, "paper", p)
}
