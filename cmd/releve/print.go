package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"releve/internal/campaign"
	"releve/internal/config"
	"releve/internal/locale"
	"releve/internal/paper"
	"releve/internal/problem"
)

// nounPrint is the command that makes sheets of paper. It takes two languages at once, as in "fr+nl".
const nounPrint = "print"

// printing is what a call of the command asks for.
type printing struct {
	slug, code, kind, out string
	copies                int
	pad                   bool
}

// printSheets makes printable questionnaires, each with the file that says where its boxes are, or a poster.
func printSheets(f *config.Flags) action {
	p := printing{kind: string(paper.Slip)}
	f.Need(&p.slug, "campaign", "S")
	f.Choice(&p.kind, "kind", words(paper.Kinds())...)
	f.Text(&p.code, "participant", "C")
	f.Number(&p.copies, paper.OrderCopies, "N")
	f.Switch(&p.pad, paper.OrderPad)
	f.Output(&p.out)
	return func(ctx context.Context, c *call) error {
		a, err := c.address()
		if err != nil {
			return err
		}
		if paper.Kind(p.kind) != paper.Poster && (p.out == "" || p.out == stream) {
			return problem.New(problem.Usage, "usage.flag.missing", problem.Args{"flag": "-o", "value": "FILE.pdf"})
		}
		return c.withStore(ctx, func(s *store) error {
			k, err := s.Campaign(ctx, p.slug)
			if err != nil {
				return err
			}
			o, err := c.order(p, k, a)
			if err != nil {
				return err
			}
			return c.print(ctx, s, o, p.out)
		})
	}
}

// order returns what is to be printed.
func (c *call) order(p printing, k *campaign.Campaign, a publicURL) (paper.Order, error) {
	job := paper.Job{Campaign: k, Kind: paper.Kind(p.kind), Languages: printed(c.settings.Lang), Home: a.short()}
	if len(job.Languages) == 0 {
		job.Languages = []locale.Tag{k.Language}
	}
	if p.code != "" {
		service, ok := k.Participant(p.code)
		if !ok {
			args := problem.Args{"value": p.code, "slug": k.Slug}
			return paper.Order{}, problem.New(problem.NotFound, "campaign.participant.unknown", args)
		}
		job.Participant = &service
	}
	_, link, err := linked(k, p.code)
	if err != nil && job.Kind == paper.Poster {
		return paper.Order{}, err
	}
	job.Address = a.link(link)
	o := paper.Order{Job: job, Copies: p.copies, Pad: p.pad}
	return o, misused(o.Check())
}

// print takes an order and writes what it makes.
func (c *call) print(ctx context.Context, s *store, o paper.Order, out string) error {
	if o.Job.Kind == paper.Poster {
		a, err := c.address()
		if err != nil {
			return err
		}
		c.warn(a)
	}
	clerk := paper.Clerk{Printer: paper.NewPrinter(c.catalogue), Store: s.db, Random: c.random, Now: c.now}
	job, layout, err := clerk.Take(ctx, o)
	if err != nil {
		return err
	}
	if err = c.write(out, formatPDF, func(w io.Writer) error { return clerk.Printer.PDF(w, job) }); err != nil {
		return err
	}
	if layout == nil {
		return nil
	}
	if err = c.write(layoutFile(out), formatJSON, func(w io.Writer) error { return paper.EncodeLayout(w, layout) }); err != nil {
		return err
	}
	c.pair("layout", layout.Number)
	if job.First > 0 {
		c.pair("serials", fmt.Sprintf("%d-%d", job.First, job.First+job.Copies-1))
	}
	return nil
}

// layoutFile returns the name of the layout file beside a PDF.
func layoutFile(name string) string {
	if ext := filepath.Ext(name); strings.EqualFold(ext, ".pdf") {
		name = strings.TrimSuffix(name, ext)
	}
	return name + ".layout.json"
}

// printed returns the languages that a sheet of paper is asked for in, as in "nl" or "fr+nl"; none for what is no such.
func printed(lang string) []locale.Tag {
	var tags []locale.Tag
	for tag := range strings.SplitSeq(lang, "+") {
		if !locale.Known(tag) || len(tags) == 1 && tags[0] == locale.Tag(tag) || len(tags) == 2 {
			return nil
		}
		tags = append(tags, locale.Tag(tag))
	}
	return tags
}
