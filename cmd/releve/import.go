package main

import (
	"context"
	"fmt"

	"releve/internal/campaign"
	"releve/internal/config"
	"releve/internal/interchange"
	"releve/internal/problem"
	"releve/internal/sheet"
)

// importSheets reads a file of sheets into a campaign: all of it or nothing.
func importSheets(f *config.Flags) action {
	var slug string
	var dry bool
	var o interchange.Options
	f.Need(&slug, "campaign", "S")
	f.Switch(&dry, "dry-run")
	f.Switch(&o.Strict, "strict")
	f.Switch(&o.AsCampaign, "as-campaign")
	f.Argument("FILE")
	return func(ctx context.Context, c *call) error {
		o.Random = c.random
		return c.withStore(ctx, func(s *store) error {
			k, err := s.Campaign(ctx, slug)
			if err != nil {
				return err
			}
			file, err := c.readSheets(k, c.args[0], o)
			if err != nil {
				return err
			}
			keep := s.Import
			if dry {
				keep = s.rehearse
			}
			done, err := keep(ctx, slug, file.Importation)
			if err != nil {
				return c.refused(file.Locate(err))
			}
			for _, note := range file.Notes {
				c.note(note.Key, note.Args)
			}
			c.sayImported(done, dry)
			return nil
		})
	}
}

// readSheets reads a file of sheets. What is wrong with it is written line by line; the error sums it up.
func (c *call) readSheets(k *campaign.Campaign, name string, o interchange.Options) (*interchange.File, error) {
	layout, err := interchange.New(k)
	if err != nil {
		return nil, fmt.Errorf("import: %w", err)
	}
	lines, done, err := c.lines(name)
	if err != nil {
		return nil, err
	}
	defer done()
	file, err := layout.Read(lines, o)
	if err != nil {
		return nil, c.refused(err)
	}
	for i, p := range file.Participants {
		if file.Participants[i], err = campaign.NewParticipant(k.Form(), p, c.random); err != nil {
			return nil, err
		}
	}
	return file, nil
}

// refused writes the problems of a file on standard error and returns one that sums them up; another error comes
// back as it is.
func (c *call) refused(err error) error {
	all := problem.All(err)
	if len(all) == 0 || problem.KindOf(err) == problem.Unavailable {
		return err
	}
	for _, p := range all {
		fmt.Fprintln(c.err, c.Text(p.Key, p.Args))
	}
	return problem.New(problem.Invalid, "cli.import.refused", nil)
}

func (c *call) sayImported(done campaign.Imported, dry bool) { //nolint:revive // flag-parameter: what is told, not a mode
	args := problem.Args{"n": done.New + done.Same, "new": done.New, "same": done.Same}
	if dry {
		c.note("cli.import.dry", args)
		return
	}
	c.note("cli.import.done", args)
}

// rehearse tells what an import would do, and does nothing.
func (s *store) rehearse(ctx context.Context, slug string, in campaign.Importation) (campaign.Imported, error) {
	r := rehearsal{sheets: in.Sheets, places: make(map[sheet.ID]int, len(in.Sheets))}
	for i, imported := range in.Sheets {
		r.places[imported.ID] = i
	}
	err := s.View(ctx, slug, func(v campaign.View) error {
		for k, err := range v.Changed(0) {
			if err != nil {
				return err
			}
			r.meet(k)
		}
		return nil
	})
	if err == nil {
		err = r.wrong.OrNil()
	}
	return campaign.Imported{New: len(in.Sheets) - r.same, Same: r.same}, err
}

// rehearsal compares the sheets of a file with those that are kept.
type rehearsal struct {
	sheets []*sheet.Sheet
	places map[sheet.ID]int
	same   int
	wrong  problem.List
}

// meet compares a sheet that is kept.
func (r *rehearsal) meet(k campaign.Kept) {
	i, ok := r.places[k.Sheet.ID]
	switch {
	case !ok:
	case k.Erased:
		r.wrong = append(r.wrong, problem.New(problem.Conflict, "import.withdrawn", problem.Args{"sheet": i}))
	case k.Sheet.Digest(sheet.Salt{}) == r.sheets[i].Digest(sheet.Salt{}):
		r.same++
	default:
		r.wrong = append(r.wrong, problem.New(problem.Conflict, "import.conflict", problem.Args{"sheet": i}))
	}
}
