// Package transfer carries sheets of a campaign out into files and in from files: workbook, CSV, JSON; the same for
// pages and commands.
package transfer

import (
	"slices"
	"time"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/problem"
	"releve/internal/tally"
)

// Format is the form of a file.
type Format string

// The formats.
const (
	XLSX Format = "xlsx" // workbook
	CSV  Format = "csv"
	JSON Format = "json"
)

// Formats returns all formats, the usual one first.
func Formats() []Format { return []Format{XLSX, CSV, JSON} }

// Type returns the media type of a format.
func (f Format) Type() string {
	switch f {
	case XLSX:
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	case CSV:
		return "text/csv; charset=utf-8"
	case JSON:
		return "application/json"
	default:
		return "application/octet-stream"
	}
}

// Purpose says for whom a file is.
type Purpose string

// The purposes.
const (
	Work  Purpose = "work"  // for who works with the campaign: everything
	Share Purpose = "share" // to hand on: small services together, no rows, no free text
)

// Purposes returns all purposes.
func Purposes() []Purpose { return []Purpose{Work, Share} }

// Request says what is to be written. What is left empty is the usual: a workbook for work with all sheets.
type Request struct {
	Format  Format
	Purpose Purpose
	Filter  tally.Filter
	Tokens  bool // the column _worker: what links sheets of one device
	ExcelFR bool // CSV that a French Excel opens by a double click
}

// Fields of a request that a problem may name.
const (
	FieldFormat      = "format"
	FieldPurpose     = "for"
	FieldFrom        = "from"
	FieldTo          = "to"
	FieldParticipant = "participant"
	FieldTokens      = "with-tokens"
	FieldExcelFR     = "excel-fr"
)

// Checked returns the request with its dates as yyyy-mm-dd and nothing left empty that has a usual value. What
// cannot be asked for is refused as a problem.List, each naming its field.
func (q Request) Checked() (Request, error) {
	if q.Format == "" {
		q.Format = XLSX
	}
	if q.Purpose == "" {
		q.Purpose = Work
	}
	var wrong refusals
	wrong.when(!slices.Contains(Formats(), q.Format), FieldFormat, "export.format", problem.Args{"value": string(q.Format)})
	wrong.when(!slices.Contains(Purposes(), q.Purpose), FieldPurpose, "export.for", problem.Args{"value": string(q.Purpose)})
	wrong.when(q.Purpose == Share && q.Format != XLSX, FieldPurpose, "export.share.format", problem.Args{"format": string(q.Format)})
	wrong.when(q.Purpose == Share && q.Tokens, FieldTokens, "export.share.tokens", nil)
	wrong.when(q.ExcelFR && q.Format != CSV, FieldExcelFR, "export.excel", nil)
	q.Filter.From = wrong.date(FieldFrom, q.Filter.From)
	q.Filter.To = wrong.date(FieldTo, q.Filter.To)
	dates := problem.Args{"from": q.Filter.From, "to": q.Filter.To}
	wrong.when(len(wrong) == 0 && q.Filter.To != "" && q.Filter.From > q.Filter.To, FieldTo, "export.dates", dates)
	return q, problem.List(wrong).OrNil()
}

// refusals are what is wrong with a request.
type refusals problem.List

// when notes a problem of a field where there is one.
func (r *refusals) when(wrong bool, field, key string, args problem.Args) { //nolint:revive // flag-parameter: what is asked
	if wrong {
		*r = append(*r, problem.New(problem.Invalid, key, args).At(field))
	}
}

// date reads a date, blank for none.
func (r *refusals) date(field, sent string) string {
	iso, wrong := form.ReadDate(sent)
	r.when(wrong != nil, field, "export.date", problem.Args{"value": sent})
	return iso
}

// Known asks that the campaign has the services that are asked for; "" stands for sheets without one.
func (q Request) Known(c *campaign.Campaign) error {
	for _, code := range q.Filter.Participants {
		if _, known := c.Participant(code); !known && code != "" {
			args := problem.Args{"value": code, "slug": c.Slug}
			return problem.New(problem.NotFound, "campaign.participant.unknown", args)
		}
	}
	return nil
}

// Name returns the name of the file, dated in the campaign's zone.
func (q Request) Name(c *campaign.Campaign, made time.Time) string {
	if zone, err := c.Location(); err == nil {
		made = made.In(zone)
	}
	name := "releve-" + c.Slug + "-" + made.Format(time.DateOnly)
	if q.Purpose == Share {
		name += "-" + string(Share)
	}
	return name + "." + string(q.Format)
}
