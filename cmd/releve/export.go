package main

import (
	"context"
	"fmt"
	"io"
	"iter"

	"releve/internal/campaign"
	"releve/internal/config"
	"releve/internal/csv"
	"releve/internal/form"
	"releve/internal/interchange"
	"releve/internal/problem"
	"releve/internal/report"
	"releve/internal/tally"
	"releve/internal/xlsx"
	"releve/reports"
)

// exportation is what is to be exported, and how.
type exportation struct {
	format  format
	filter  tally.Filter
	tokens  bool
	excelFR bool
}

// exportSheets writes the workbook of a campaign, or its sheets as CSV.
func exportSheets(f *config.Flags) action {
	var slug, out string
	var e exportation
	kind := string(formatXLSX)
	f.Need(&slug, "campaign", "S")
	f.Choice(&kind, "format", string(formatXLSX), string(formatCSV))
	f.Text(&e.filter.From, "from", "DATE")
	f.Text(&e.filter.To, "to", "DATE")
	f.List(&e.filter.Participants, "participant", "CODE,…")
	f.Switch(&e.tokens, "with-tokens")
	f.Switch(&e.excelFR, "excel-fr")
	f.Output(&out)
	return func(ctx context.Context, c *call) error {
		e.format = format(kind)
		if err := e.check(); err != nil {
			return err
		}
		return c.withStore(ctx, func(s *store) error {
			return s.View(ctx, slug, func(v campaign.View) error {
				if err := e.known(v.Campaign()); err != nil {
					return err
				}
				v, done := c.watch(v)
				defer done()
				return c.write(out, e.format, func(w io.Writer) error { return c.export(w, v, e) })
			})
		})
	}
}

// check reads the dates and asks that the flags go together.
func (e *exportation) check() error {
	if e.excelFR && e.format != formatCSV {
		args := problem.Args{"flag": "--excel-fr", "with": "--format" + "=" + string(formatCSV)}
		return problem.New(problem.Usage, "usage.together", args)
	}
	for _, d := range []struct {
		flag string
		date *string
	}{{"--from", &e.filter.From}, {"--to", &e.filter.To}} {
		iso, wrong := form.ReadDate(*d.date)
		if wrong != nil {
			return problem.New(problem.Usage, "usage.date", problem.Args{"flag": d.flag, "value": *d.date})
		}
		*d.date = iso
	}
	return nil
}

// known asks that the campaign has the services that are asked for.
func (e *exportation) known(k *campaign.Campaign) error {
	for _, code := range e.filter.Participants {
		if _, ok := k.Participant(code); !ok {
			return problem.New(problem.NotFound, "campaign.participant.unknown", problem.Args{"value": code, "slug": k.Slug})
		}
	}
	return nil
}

// export writes what a view shows.
func (c *call) export(w io.Writer, v campaign.View, e exportation) error {
	layout, err := interchange.New(v.Campaign())
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	if e.tokens {
		layout = layout.WithTokens()
	}
	lines := layout.Lines(e.pass(v))
	if e.format == formatCSV {
		dialect := csv.Plain
		if e.excelFR {
			dialect = csv.ExcelFR
		}
		return csv.Write(w, dialect, layout.Header(), lines)
	}
	r, err := c.report(v, e.filter)
	if err != nil {
		return err
	}
	return xlsx.Write(w, xlsx.Workbook{
		Reports: []*report.Report{r}, Codes: &xlsx.Codes{Header: layout.Header(), Lines: lines}, Made: c.now(),
	})
}

// pass returns the sheets of a view that pass the filter.
func (e *exportation) pass(v campaign.View) iter.Seq2[campaign.Kept, error] {
	return func(yield func(campaign.Kept, error) bool) {
		for k, err := range v.ByDate() {
			if err == nil && !e.filter.Sheet(v.Campaign(), k.Sheet) {
				continue
			}
			if !yield(k, err) {
				return
			}
		}
	}
}

// report counts what a view shows and lays the figures out.
func (c *call) report(v campaign.View, f tally.Filter) (*report.Report, error) {
	columns := tally.NewColumns(v.Campaign())
	if err := columns.Read(v); err != nil {
		return nil, err
	}
	count, err := columns.Count(v.Campaign(), f)
	if err != nil {
		return nil, err
	}
	definition, err := report.Load(reports.FS, summary)
	if err != nil {
		return nil, fmt.Errorf("export: %w", err)
	}
	notice := ""
	if v.Campaign().Fictitious {
		notice = c.Text("page.demo", nil)
	}
	return report.Build(definition, count, report.Options{Made: c.now(), Notice: notice}, c.Printer), nil
}

// summary is the report that a workbook shows.
const summary = "synthese"
