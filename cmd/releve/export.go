package main

import (
	"context"
	"io"

	"releve/internal/campaign"
	"releve/internal/config"
	"releve/internal/problem"
	"releve/internal/transfer"
	"releve/reports"
)

// exportSheets writes the workbook of a campaign, or its sheets as CSV or JSON.
func exportSheets(f *config.Flags) action {
	var slug, out string
	var q transfer.Request
	kind, purpose := string(transfer.XLSX), string(transfer.Work)
	f.Need(&slug, "campaign", "S")
	f.Choice(&kind, transfer.FieldFormat, words(transfer.Formats())...)
	f.Choice(&purpose, transfer.FieldPurpose, words(transfer.Purposes())...)
	f.Text(&q.Filter.From, transfer.FieldFrom, "DATE")
	f.Text(&q.Filter.To, transfer.FieldTo, "DATE")
	f.List(&q.Filter.Participants, transfer.FieldParticipant, "CODE,…")
	f.Switch(&q.Tokens, transfer.FieldTokens)
	f.Switch(&q.ExcelFR, transfer.FieldExcelFR)
	f.Output(&out)
	return func(ctx context.Context, c *call) error {
		q.Format, q.Purpose = transfer.Format(kind), transfer.Purpose(purpose)
		checked, err := q.Checked()
		if err != nil {
			return misused(err)
		}
		return c.withStore(ctx, func(s *store) error {
			return s.View(ctx, slug, func(v campaign.View) error {
				if err := checked.Known(v.Campaign()); err != nil {
					return err
				}
				v, done := c.watch(v)
				defer done()
				return c.write(out, format(checked.Format), func(w io.Writer) error {
					return transfer.Write(w, v, checked, c.transferOptions(v))
				})
			})
		})
	}
}

// words returns values of a closed list as they are written.
func words[T ~string](values []T) []string {
	written := make([]string, len(values))
	for i, v := range values {
		written[i] = string(v)
	}
	return written
}

// misused says that an option was used in a way that makes no sense; the problem's field is the option's name.
func misused(err error) error {
	for _, p := range problem.All(err) {
		reason := problem.New(p.Kind, p.Key, p.Args)
		return problem.New(problem.Usage, "usage.option", problem.Args{"flag": "--" + p.Field, "reason": reason})
	}
	return err
}

// transferOptions says what a file of a campaign is written with.
func (c *call) transferOptions(v campaign.View) transfer.Options {
	o := transfer.Options{Made: c.now(), Printer: c.Printer, Reports: reports.FS}
	if v.Campaign().Fictitious {
		o.Notice = c.Text("page.demo", nil)
	}
	return o
}
