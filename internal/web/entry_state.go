package web

import (
	"context"
	"slices"
	"strconv"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/paper"
	"releve/internal/problem"
	"releve/internal/sheet"
)

// entryState is what the server knows of a pile and of one sheet of paper in it.
type entryState struct {
	Piles []string    `json:"piles"`
	Pile  entryPile   `json:"pile"`
	Lines []entryLine `json:"lines"`
	Pages int         `json:"pages"` // of this sheet of paper that were scanned
	Keyed int         `json:"keyed"` // lines of it that were keyed, of any pile
}

type entryPile struct {
	Name    string `json:"name"`
	Counted int    `json:"counted"`
	Keyed   int    `json:"keyed"`
	Again   int    `json:"again"`
}

// entryLine is a line that was keyed.
type entryLine struct {
	ID        string                   `json:"id"`
	Number    int                      `json:"number"`
	Date      string                   `json:"date"`
	Precision sheet.Precision          `json:"precision"`
	Shared    int                      `json:"shared"`
	Follows   string                   `json:"follows"`
	Answers   map[string]entryAnswer   `json:"answers"`
	Rows      []map[string]entryAnswer `json:"rows"`
}

type entryAnswer struct {
	Codes  []string `json:"codes"`
	Text   string   `json:"text"`
	Number *int64   `json:"number,omitempty"`
}

// tellEntry tells what was keyed of a sheet of paper; of what is keyed a second time, nothing of the first.
func (s *Server) tellEntry(v *visit) (any, error) {
	number := func(name string) int {
		n, _ := strconv.Atoi(v.QueryParam(name)) // what is no number is none
		return n
	}
	at := campaign.Origin{
		Layout: v.QueryParam("layout"), Serial: number("serial"), Page: number("page"),
		Pile: paperName(v.QueryParam("pile")), Note: paperName(v.QueryParam("note")),
	}
	ctx, slug := v.Request().Context(), v.campaign.Slug
	said := entryState{Piles: []string{}, Lines: []entryLine{}, Pile: entryPile{Name: at.Pile}}
	piles, err := s.Paper.Piles(ctx, slug)
	if err != nil {
		return nil, err
	}
	for _, p := range piles {
		said.Piles = append(said.Piles, p.Name)
		if p.Name == at.Pile {
			said.Pile = entryPile(p)
		}
	}
	tell := s.tellKeyed
	if v.QueryParam("again") != "" {
		tell = s.tellAgain
	}
	if err = tell(ctx, slug, at, &said); err != nil {
		return nil, err
	}
	return said, nil
}

// tellKeyed adds the lines of a sheet of paper, and whether it came in before.
func (s *Server) tellKeyed(ctx context.Context, slug string, at campaign.Origin, said *entryState) error {
	keyed, err := s.Paper.Keyed(ctx, slug, at.Pile)
	if err != nil {
		return err
	}
	for _, k := range keyed {
		if sameLeaf(k.Origin, at) {
			said.Lines = append(said.Lines, newEntryLine(k.Origin, k.Kept.Sheet))
		}
	}
	if at.Layout == "" || at.Serial == 0 {
		return nil
	}
	pages, before, err := s.Images.Seen(ctx, slug, paper.Code{Layout: at.Layout, Serial: at.Serial, Page: at.Page})
	if err != nil {
		return err
	}
	said.Pages, said.Keyed = len(pages), before
	return nil
}

func (s *Server) tellAgain(ctx context.Context, slug string, at campaign.Origin, said *entryState) error {
	again, err := s.Paper.KeyedAgain(ctx, slug, at.Pile)
	if err != nil {
		return err
	}
	for _, a := range again {
		if sameLeaf(a.Origin, at) {
			said.Lines = append(said.Lines, newEntryLine(a.Origin, a.Sheet))
		}
	}
	return nil
}

// sameLeaf says whether a line stands on a sheet of paper.
func sameLeaf(o, at campaign.Origin) bool {
	o.Line = 0
	return o == at
}

func newEntryLine(o campaign.Origin, sh *sheet.Sheet) entryLine {
	line := entryLine{
		ID: sh.ID.String(), Number: o.Line, Date: sh.Date, Precision: sh.Precision, Shared: sh.Shared, Follows: sh.Follows,
		Answers: entryAnswers(sh.Answers), Rows: []map[string]entryAnswer{},
	}
	if o.Line == 0 {
		line.Number = o.Serial
	}
	for _, row := range sh.Rows {
		line.Rows = append(line.Rows, entryAnswers(row))
	}
	return line
}

func entryAnswers(answers form.Answers) map[string]entryAnswer {
	out := make(map[string]entryAnswer, len(answers))
	for code, a := range answers {
		said := entryAnswer{Codes: slices.Concat([]string{}, a.Codes), Text: a.Text}
		if a.Numbered && len(a.Codes) == 0 {
			said.Number = &a.Number
		}
		out[code] = said
	}
	return out
}

// pileBody is what somebody counted of a pile.
type pileBody struct {
	Name    string `json:"name"`
	Counted int    `json:"counted"`
}

// mostCounted is the highest number of procedures that a pile may hold.
const mostCounted = 99_999

// keepPile keeps what somebody counted of a pile.
func (s *Server) keepPile(v *visit) (any, error) {
	var body pileBody
	if err := readJSON(v, &body); err != nil {
		return nil, err
	}
	p := paper.Pile{Name: paperName(body.Name), Counted: body.Counted}
	if p.Name == "" || sheet.Private(p.Name) || p.Counted < 0 || p.Counted > mostCounted {
		return nil, problem.New(problem.Invalid, "desk.entry.place", nil)
	}
	return sheetAnswer{Status: verdictName(campaign.Stored)}, s.Paper.KeepPile(v.Request().Context(), v.campaign.Slug, p)
}
