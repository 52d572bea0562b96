package main

import (
	"context"
	"strconv"
	"strings"

	"releve/internal/paper"
	"releve/internal/problem"
	"releve/internal/scan"
)

// changeRecord is a field of a batch that today's rules read otherwise than it was read.
type changeRecord struct {
	File     string     `json:"file"`
	Page     int        `json:"page"`           // of the file, from 1
	Rules    int        `json:"rules"`          // that it was read by
	Line     int        `json:"line,omitempty"` // of a tally, from 1
	Question string     `json:"question"`
	Part     string     `json:"part,omitempty"`
	Was      readRecord `json:"was"`
	Now      readRecord `json:"now"`
}

// scanAgain judges what was measured of a batch by today's rules, and says what they read otherwise. It changes nothing.
func (c *call) scanAgain(ctx context.Context, s *store, o scanning) error {
	scans := s.db.Scans()
	b, err := scans.Batch(ctx, o.slug, o.again)
	if err != nil {
		return err
	}
	names := map[int64]string{}
	for _, f := range b.Files {
		names[f.ID] = f.Name
	}
	changes, layouts, pages := []changeRecord{}, map[string]*paper.Layout{}, 0
	for img, err := range scans.ImagesOf(ctx, o.slug, o.again) {
		if err != nil {
			return err
		}
		if img.Page.Status != scan.Read {
			continue
		}
		pages++
		l := layouts[img.Page.Code.Layout]
		if l == nil {
			if l, err = s.db.Layout(ctx, img.Page.Code.Layout); err != nil {
				return err
			}
			layouts[l.Number] = l
		}
		for _, change := range scan.Again(img.Page, l) {
			f := l.Pages[img.Page.Code.Page-1].Fields[change.Field]
			changes = append(changes, changeRecord{
				File: names[img.File], Page: img.Number, Rules: img.Page.Rules, Line: f.Line, Question: f.Question, Part: f.Part,
				Was: readOf(change.Was), Now: readOf(change.Now),
			})
		}
	}
	if o.json {
		return c.printJSON(changes)
	}
	c.note("cli.scan.again", problem.Args{"n": len(changes), "pages": pages, "rules": scan.Rules})
	rows := make([][]string, len(changes))
	for i, r := range changes {
		line := ""
		if r.Line > 0 {
			line = strconv.Itoa(r.Line)
		}
		rows[i] = []string{r.File, strconv.Itoa(r.Page), line, r.Question + r.Part, c.saysOf(r.Was), c.saysOf(r.Now)}
	}
	return c.printRows([]string{"cli.head.file", "cli.head.page", "cli.head.line", "cli.head.question", "cli.head.was", "cli.head.now"}, rows)
}

// saysOf writes how a field is read: its codes, and in brackets why a person has to look.
func (c *call) saysOf(r readRecord) string {
	says := strings.Join(r.Values, " + ")
	if says == "" {
		says = "–"
	}
	var doubts []string
	for _, d := range r.Doubts {
		doubts = append(doubts, c.Text("scan.doubt."+d, nil))
	}
	if len(doubts) > 0 {
		says += " (" + strings.Join(doubts, ", ") + ")"
	}
	return says
}
