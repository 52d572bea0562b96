package paper

import (
	"crypto/sha256"
	"fmt"
	"io"
	"slices"
	"strings"

	"releve/internal/campaign"
	"releve/internal/locale"
	"releve/internal/pdf"
	"releve/internal/problem"
)

// Job is what is to be printed.
type Job struct {
	Campaign    *campaign.Campaign
	Participant *campaign.Participant // printed on the sheet; on a poster, whose link it shows; nil for none
	Kind        Kind
	Languages   []locale.Tag // one or two
	Address     string       // whole address of the link: in the poster's QR code, and on sheets as where to fill in online; "" for none
	Home        string       // what is typed to reach the server, on a poster
	First       int          // serial number of the first copy; 0: a master to be photocopied
	Copies      int          // 1 for a master
}

// Printer prints questionnaires. It is safe for concurrent use.
type Printer struct {
	words *locale.Catalogue
}

// NewPrinter makes a printer that takes its words from a catalogue.
func NewPrinter(words *locale.Catalogue) *Printer { return &Printer{words} }

// Layout lays out what a job prints, and gives the layout its number: the first 30 bits of the SHA-256 of what it holds.
// Of a poster it is nil. Boxes do not depend on the languages. The error is a problem: Invalid with a key below paper.
// when the questionnaire does not fit.
func (p *Printer) Layout(j Job) (*Layout, error) {
	k, err := p.compose(j)
	if err != nil || k == nil {
		return nil, err
	}
	return k.layout()
}

// PDF writes the job's copies as one PDF file, its pages as in the layout. The same job gives the same bytes.
func (p *Printer) PDF(w io.Writer, j Job) error {
	if j.Kind == Poster {
		return p.poster(w, j)
	}
	k, err := p.compose(j)
	if err != nil {
		return err
	}
	words := p.words.Printer(j.Languages[0])
	ink := &ink{words: words, doc: pdf.New(pdf.Info{
		Lang: string(j.Languages[0]), Title: k.title(), Author: j.Campaign.Publisher,
	})}
	l, err := k.layout()
	if err != nil {
		return err
	}
	for done := range max(1, j.Copies) {
		for i, page := range k.pages {
			code := Code{Layout: l.Number, Page: i + 1}
			if j.First > 0 {
				code.Serial = j.First + done
			}
			if err := ink.page(page, code); err != nil {
				return err
			}
		}
	}
	if _, err := ink.doc.WriteTo(w); err != nil {
		return fmt.Errorf("write sheets: %w", err)
	}
	return nil
}

// title is what the document is called.
func (k *composer) title() string {
	parts := []string{k.c.Title}
	if k.job.Participant != nil {
		parts = append(parts, k.job.Participant.Name)
	}
	return strings.Join(parts, " – ")
}

// compose checks a job and composes its pages; of a poster, none.
func (p *Printer) compose(j Job) (*composer, error) {
	if err := j.check(); err != nil {
		return nil, err
	}
	f := j.Campaign.Form()
	k := &composer{job: j, c: j.Campaign, form: f, words: p.words, cols: Columns(j.Campaign, f)}
	switch j.Kind {
	case Slip:
		return k, k.slip()
	case Tally:
		return k, k.tally()
	case Poster:
	}
	return nil, nil //nolint:nilnil // a poster has nothing that is read
}

// check says what is wrong with a job.
func (j Job) check() error {
	many := len(j.Languages) == 0 || len(j.Languages) > 2 || len(j.Languages) == 2 && j.Languages[0] == j.Languages[1]
	unknown := slices.ContainsFunc(j.Languages, func(tag locale.Tag) bool { return !locale.Known(string(tag)) })
	switch {
	case many || unknown:
		return problem.New(problem.Invalid, "paper.languages", nil)
	case !slices.Contains(Kinds(), j.Kind):
		return problem.New(problem.Invalid, "paper.kind.unknown", problem.Args{"value": string(j.Kind)})
	case j.Copies > MostCopies || j.First < 0 || j.First+max(j.Copies, 1)-1 > mostSerial:
		return problem.New(problem.Invalid, "paper.copies", problem.Args{"most": MostCopies})
	}
	return nil
}

// layout returns what the reader needs of the composed pages.
func (k *composer) layout() (*Layout, error) {
	l := &Layout{
		Campaign: k.c.Slug, Form: k.form.ID, Version: k.form.Version, Kind: k.job.Kind, Languages: slices.Clone(k.job.Languages),
	}
	for _, c := range k.pages {
		l.Pages = append(l.Pages, c.page())
	}
	if len(l.Pages) > mostPage {
		return nil, problem.New(problem.Invalid, "paper.long", problem.Args{"most": mostPage})
	}
	number, err := l.number()
	l.Number = number
	return l, err
}

// number returns the number of a layout: 30 bits of what it holds, five to a sign.
func (l *Layout) number() (string, error) {
	plain := *l
	plain.Number = ""
	h := sha256.New()
	if err := EncodeLayout(h, &plain); err != nil {
		return "", err
	}
	sum := h.Sum(nil)
	bits := uint32(sum[0])<<24 | uint32(sum[1])<<16 | uint32(sum[2])<<8 | uint32(sum[3])
	signs := make([]byte, layoutSigns)
	for i := range signs {
		signs[i] = crockford[bits>>(27-5*i)&31]
	}
	return string(signs), nil
}
