package web

import (
	"net/http"
	"net/url"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/locale"
	"releve/internal/paper"
	"releve/internal/problem"
)

// How much there is to write on.
const (
	tallyLines = 15 // of a tally
	slipRows   = 3  // of the repeated part on a slip
)

// paperForm is a questionnaire that a browser prints: for who has no viewer for PDF, and to be read out.
type paperForm struct {
	printedPage

	Tally     bool
	Campaign  string
	Head      []said // the questionnaire's name
	Service   string // "" leaves a line to write it on
	Procedure []said
	How       [][]said
	Blocks    []paperBlock
	Columns   [][]said // headings of a tally's lines
	Lines     []int
	Follows   []said
	Online    string // address where the same is filled in
	Publisher []said
	Logos     []logoView
}

// paperBlock is a part of the questionnaire: all of it, or one row of its repeated part.
type paperBlock struct {
	Heading   []said
	Questions []paperQuestion
}

// paperQuestion is a question with its boxes, or with room to write.
type paperQuestion struct {
	Label, Hint []said
	Choices     []paperChoice
	Write       bool
	Long        bool // room for several lines
}

// paperChoice is a box with its key.
type paperChoice struct {
	Key   string
	Label []said
	Write bool // a word goes with it
}

// formQuery writes the address of the page for the browser.
func formQuery(in paperInput) url.Values {
	q := url.Values{paperKind: {string(in.Kind)}, paramLang: {together(in.languages())}}
	if in.Service != "" {
		q.Set(paperService, in.Service)
	}
	return q
}

// showPaperForm answers with a questionnaire to print from the browser. An address that the form of the other page made is
// led to one that says the same shorter; a poster has a page of its own.
func (s *Server) showPaperForm(v *visit) error {
	query := v.QueryParams()
	in := readPaper(query, v.campaign)
	base := deskRoot + "/" + v.campaign.Slug
	j, err := s.job(v.campaign, in.Service)
	switch {
	case err != nil:
		return err
	case in.Kind == paper.Poster && in.Service == "":
		return s.redirect(v, posterTo(base+"/services/"+ownLink, in.First))
	case in.Kind == paper.Poster:
		return s.redirect(v, posterTo(base+"/services/"+in.Service, in.First))
	case query.Has(paperFirst):
		return s.redirect(v, base+formPath+"?"+formQuery(in).Encode())
	}
	p := &paperForm{
		printedPage: s.newPrinted(v.Context, v.campaign.Language), Tally: in.Kind == paper.Tally, Campaign: v.campaign.Title,
		Online: j.Address, Logos: logoViews(v.campaign),
	}
	p.Title, p.Back = v.campaign.Title, base+paperPath+"?"+in.query().Encode()
	if j.Participant != nil {
		p.Service = j.Participant.Name
	}
	p.fill(v.campaign, paper.NewPrinter(s.Catalogue))
	return s.render(v.Context, http.StatusOK, "paper-form", p)
}

// fill writes the questionnaire, in each language of the page.
func (p *paperForm) fill(k *campaign.Campaign, printer *paper.Printer) {
	f := k.Form()
	p.Head = p.each(func(t *locale.Printer) string { return f.Title.In(t.Tag()) })
	p.Procedure = p.each(func(t *locale.Printer) string { return k.ProcedureText.In(t.Tag()) })
	p.Publisher = p.each(func(t *locale.Printer) string {
		if k.Publisher == "" {
			return ""
		}
		return t.Text("poster.publisher", problem.Args{"publisher": k.Publisher})
	})
	p.How = [][]said{p.Text("paper.cross"), p.Text("paper.black"), p.Text("paper.pen")}
	if p.Tally {
		p.How = [][]said{p.Text("desk.paper.form.codes"), p.Text("paper.pen")}
	}
	l := formLayer{page: p, form: f, printer: printer, columns: paper.Columns(k, f)}
	p.Blocks = l.blocks()
	p.Follows = p.each(func(t *locale.Printer) string {
		return t.Text("paper.follows", problem.Args{"noun": f.SheetNoun[t.Tag()].One})
	})
	if p.Tally {
		p.lines(l)
	}
}

// OnlineAt says where the same is filled in online.
func (p *paperForm) OnlineAt(address string) []said {
	return p.each(func(t *locale.Printer) string { return t.Text("paper.online", problem.Args{"address": address}) })
}

// formLayer lays the questions of a form out on a page.
type formLayer struct {
	page    *paperForm
	form    *form.Form
	printer *paper.Printer
	columns []paper.Column
}

// blocks returns the parts of the questionnaire. A tally explains the repeated part once, a slip has room for some rows.
func (l formLayer) blocks() []paperBlock {
	var all []paperBlock
	var whole paperBlock
	for _, q := range l.form.Questions {
		if !q.IsRepeat() {
			whole.Questions = append(whole.Questions, l.questions(q)...)
			continue
		}
		rows := slipRows
		if l.page.Tally {
			rows = 1
		}
		for n := range rows {
			block := paperBlock{Heading: l.page.each(func(t *locale.Printer) string {
				return paper.Row(l.form, n+1, t.Tag())
			})}
			if l.page.Tally {
				block.Heading = l.page.each(func(t *locale.Printer) string { return l.form.RowNoun[t.Tag()].One })
			}
			block.Questions = l.questions(q.Questions...)
			all = append(all, block)
		}
	}
	if len(whole.Questions) > 0 {
		all = append([]paperBlock{whole}, all...)
	}
	return all
}

// questions lays questions out. On the lines of a tally only keys can be written.
func (l formLayer) questions(of ...*form.Question) []paperQuestion {
	var all []paperQuestion
	for _, q := range of {
		if laid := l.question(q); !l.page.Tally || len(laid.Choices) > 0 {
			all = append(all, laid)
		}
	}
	return all
}

// question lays one question out.
func (l formLayer) question(q *form.Question) paperQuestion {
	out := paperQuestion{
		Label: l.page.each(func(t *locale.Printer) string { return q.Label.In(t.Tag()) }),
		Hint:  l.page.each(func(t *locale.Printer) string { return l.printer.Hint(l.form, q, t.Tag()) }),
	}
	for _, col := range l.columns {
		if col.Question != q {
			continue
		}
		for _, choice := range col.Choices {
			one := paperChoice{Key: choice.Key, Label: l.page.each(func(t *locale.Printer) string { return paper.Label(q, choice.Code, t.Tag()) })}
			if q.List != nil {
				c, _ := q.List.Choice(choice.Code)
				one.Write = c != nil && c.Specify
			}
			out.Choices = append(out.Choices, one)
		}
		return out
	}
	out.Write, out.Long = q.Answerable(), q.Kind.Name() == "longtext"
	return out
}

// lines makes the table that codes are written into.
func (p *paperForm) lines(l formLayer) {
	p.Columns = append(p.Columns, p.Text("paper.date"))
	for _, col := range l.columns {
		p.Columns = append(p.Columns, p.each(func(t *locale.Printer) string { return col.Question.Short.In(t.Tag()) }))
	}
	last := p.Text("paper.follows.short")
	if l.form.Repeat() != nil {
		last = p.each(func(t *locale.Printer) string {
			return t.Text("paper.same", problem.Args{"noun": l.form.SheetNoun[t.Tag()].One})
		})
	}
	p.Columns = append(p.Columns, p.Text("paper.shared"), last)
	for n := range tallyLines {
		p.Lines = append(p.Lines, n+1)
	}
}
