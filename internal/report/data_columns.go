package report

import (
	"slices"
	"strconv"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/tally"
)

// Keys of the columns of Data that calculate. All but the date are 0, 1 or minutes, and 0 on a line that is not
// counted.
const (
	dataSheet   = "n_sheet"   // 1 on the first counted line of a sheet
	dataService = "n_service" // of a service
	dataToken   = "n_token"   // of a device or pad
	dataRow     = "n_row"     // 1 on a procedure, on the last sheet of a chain
	dataTimed   = "n_timed"   // 1 where minutes stand
	dataFailed  = "n_failed"  // 1 failed, 0 succeeded, blank else
	dataBase    = "n_base"    // 1 where failed is 0 or 1
	dataApart   = "n_apart"   // 1 where the outcome is set apart
	dataLow     = "low"       // minutes
	dataMid     = "mid"
	dataHigh    = "high"
	dataOpen    = "n_open" // 1 in an open band without exact minutes
	dataDate    = "counted_date"
)

// dataColumnOf returns the key of the column that holds the texts of an axis.
func dataColumnOf(axis tally.Axis) string { return string(axis) }

// levelColumn returns the key of the column of a depth of a role's tree, from 0.
func levelColumn(axis tally.Axis, depth int) string {
	return string(axis) + "." + strconv.Itoa(depth+1)
}

// choiceColumn returns the key of the column that marks one of several answers.
func choiceColumn(axis tally.Axis, code string) string { return string(axis) + "/" + code }

// answeredColumn returns the key of the column that marks any of several answers.
func answeredColumn(axis tally.Axis) string { return string(axis) + "/" }

// dataLine is what a line of Data is filled from.
type dataLine struct {
	kept  campaign.Kept
	plan  *linePlan
	row   form.Answers // nil on the only line of a sheet without repeated rows
	place int          // of the row in its sheet, from 1; 0 for none
	entry tally.Entry
}

// answer returns the answer to a question, of the row or of the sheet around it.
func (l *dataLine) answer(code string) form.Answer {
	if a, ok := l.row[code]; ok {
		return a
	}
	return l.kept.Sheet.Answers[code]
}

// role returns the answer of a role in the version that the sheet was filled in with.
func (l *dataLine) role(r form.Role) form.Answer {
	if code, ok := l.plan.roles[r]; ok {
		return l.answer(code)
	}
	return form.Answer{}
}

// linePlan is what lines ask of one version of the form.
type linePlan struct {
	repeat bool
	roles  map[form.Role]string // code of the question that carries it, the first of several
}

func newLinePlan(f *form.Form) *linePlan {
	p := &linePlan{repeat: f.Repeat() != nil, roles: map[form.Role]string{}}
	for q := range f.All() {
		if _, known := p.roles[q.Role]; !known && q.Role != "" {
			p.roles[q.Role] = q.Code
		}
	}
	return p
}

// dataColumn is a column with what fills it, and what explains it.
type dataColumn struct {
	DataColumn
	note string // message key
	of   string // what the note is about: a question
	fill func(*dataLine) Cell
}

// columns returns the columns of Data, once.
func (b *builder) columns() []dataColumn {
	if b.dataLayout != nil {
		return b.dataLayout
	}
	all := slices.Concat(b.sheetColumns(), b.questionColumns(), b.valueColumns(), b.minuteColumns(), b.groupColumns())
	taken := map[string]bool{}
	for i := range all {
		head := all[i].Head
		for n := 2; taken[fold(head)]; n++ {
			head = all[i].Head + " (" + strconv.Itoa(n) + ")"
		}
		taken[fold(head)] = true
		all[i].Head = head
	}
	b.dataLayout = all
	return all
}

// words returns a column of texts whose heading and explanation are messages of a name.
func (b *builder) labelled(key, head, note string, fill func(*dataLine) string) dataColumn {
	return dataColumn{
		DataColumn: DataColumn{Key: key, Head: b.text(head), Kind: Text}, note: note,
		fill: func(l *dataLine) Cell { return textCell(fill(l)) },
	}
}

func textCell(s string) Cell { return Cell{Kind: Text, Text: s, Empty: s == ""} }

func dateCell(iso string) Cell { return Cell{Kind: Date, Text: iso, Empty: iso == ""} }

// sheetColumns are what is known of a sheet besides its answers.
func (b *builder) sheetColumns() []dataColumn {
	service, kind, channel := b.labelsOf(tally.AxisParticipant), b.labelsOf(tally.AxisKind), b.labelsOf(tally.AxisChannel)
	language := b.labelsOf(tally.AxisLanguage)
	kinds := map[string]string{}
	for _, p := range b.source.Campaign.Participants {
		kinds[p.Code] = kind.of(string(p.Kind))
	}
	kinds[""] = kind.of("")
	all := []dataColumn{b.labelled("id", "report.data.id", "report.data.id.note", func(l *dataLine) string { return l.kept.Sheet.ID.String() })}
	all[0].Width = 38
	if b.source.Campaign.Form().Repeat() != nil {
		all = append(all, dataColumn{
			DataColumn: DataColumn{Key: "row", Head: b.text("report.data.row"), Kind: Count}, note: "report.data.row.note",
			fill: func(l *dataLine) Cell { return Cell{Kind: Count, Value: float64(l.place)} },
		})
	}
	return append(
		all,
		dataColumn{
			DataColumn: DataColumn{Key: "date", Head: b.text("report.data.date"), Kind: Date}, note: "report.data.date.note",
			fill: func(l *dataLine) Cell { return dateCell(l.kept.Sheet.Date) },
		},
		b.labelled(dataColumnOf(tally.AxisParticipant), "report.data.service", "report.data.service.note", func(l *dataLine) string {
			return service.of(l.kept.Sheet.Participant)
		}),
		b.labelled(dataColumnOf(tally.AxisKind), "report.data.kind", "report.data.kind.note", func(l *dataLine) string {
			return kinds[l.kept.Sheet.Participant]
		}),
		b.labelled(dataColumnOf(tally.AxisChannel), "report.data.channel", "report.data.channel.note", func(l *dataLine) string {
			return channel.of(string(l.kept.Sheet.Channel))
		}),
		b.labelled(dataColumnOf(tally.AxisLanguage), "report.data.language", "report.data.language.note", func(l *dataLine) string {
			return language.of(string(l.kept.Sheet.Language))
		}),
		b.labelled("status", "report.data.status", "report.data.status.note", func(l *dataLine) string {
			return b.statusName(string(l.kept.Sheet.Status))
		}),
		b.labelled("flags", "report.data.flags", "report.data.flags.note", b.flags),
	)
}

// statusName names a status, worked out once for each.
func (b *builder) statusName(status string) string {
	name, ok := b.statuses[status]
	if !ok {
		name = b.text("report.status." + status)
		b.statuses[status] = name
	}
	return name
}

// flags tells what is told apart about a line.
func (b *builder) flags(l *dataLine) string {
	var found []string
	for _, flag := range []struct {
		holds bool
		key   string
	}{
		{l.entry.OwnInstitution, "report.flag.own"},
		{l.entry.Late, "report.flag.late"},
		{l.entry.Outside, "report.flag.outside"},
		{l.entry.FollowsUnknown, "report.flag.unknown"},
		{l.entry.FollowsMissing, "report.flag.missing"},
	} {
		if flag.holds {
			found = append(found, b.text(flag.key))
		}
	}
	return b.printer.Join(found)
}

// valueColumns are the numbers that formulas add up.
func (b *builder) valueColumns() []dataColumn {
	all := []dataColumn{
		b.mark(dataSheet, "report.data.n_sheet", "report.data.n_sheet.note", func(e *tally.Entry) bool { return e.Sheet }),
		b.mark(dataService, "report.data.n_service", "report.data.n_service.note", func(e *tally.Entry) bool { return e.Participant }),
		b.mark(dataToken, "report.data.n_token", "report.data.n_token.note", func(e *tally.Entry) bool { return e.Token }),
		b.mark(dataRow, "report.data.n_row", "report.data.n_row.note", func(e *tally.Entry) bool { return e.Procedure }),
	}
	if b.count.Has(form.RoleOutcome) {
		known := func(e *tally.Entry) bool { return e.Outcome == tally.Failed || e.Outcome == tally.Succeeded }
		failed := b.mark(dataFailed, "report.data.n_failed", "report.data.n_failed.note", func(e *tally.Entry) bool { return e.Outcome == tally.Failed })
		plain := failed.fill
		failed.fill = func(l *dataLine) Cell {
			c := plain(l)
			c.Empty = !known(&l.entry)
			return c
		}
		all = append(all, failed, b.mark(dataBase, "report.data.n_base", "report.data.n_base.note", known))
		if len(b.source.Campaign.Outcome.Apart) > 0 {
			all = append(all, b.mark(dataApart, "report.data.n_apart", "report.data.n_apart.note", func(e *tally.Entry) bool { return e.Outcome == tally.SetApart }))
		}
	}
	return append(all, dataColumn{
		DataColumn: DataColumn{Key: dataDate, Head: b.text("report.data.counted_date"), Kind: Date}, note: "report.data.counted_date.note",
		fill: func(l *dataLine) Cell {
			if !l.entry.Counted {
				return dateCell("")
			}
			return dateCell(l.kept.Sheet.Date)
		},
	})
}

// mark is a column of 0 and 1.
func (b *builder) mark(key, head, note string, holds func(*tally.Entry) bool) dataColumn {
	return dataColumn{
		DataColumn: DataColumn{Key: key, Head: b.text(head), Kind: Count}, note: note,
		fill: func(l *dataLine) Cell {
			c := Cell{Kind: Count}
			if holds(&l.entry) {
				c.Value = 1
			}
			return c
		},
	}
}

func (b *builder) minuteColumns() []dataColumn {
	if !b.count.Has(form.RoleMinutes) {
		return nil
	}
	minutes := func(key, head string, of func(*tally.Entry) float64) dataColumn {
		return dataColumn{
			DataColumn: DataColumn{Key: key, Head: b.text(head), Kind: Minutes}, note: "report.data.minutes.note",
			fill: func(l *dataLine) Cell { return Cell{Kind: Minutes, Value: of(&l.entry)} },
		}
	}
	return []dataColumn{
		b.mark(dataTimed, "report.data.n_timed", "report.data.n_timed.note", func(e *tally.Entry) bool { return e.Timed }),
		minutes(dataLow, "report.data.low", func(e *tally.Entry) float64 { return e.Low }),
		minutes(dataMid, "report.data.mid", func(e *tally.Entry) float64 { return e.Mid }),
		minutes(dataHigh, "report.data.high", func(e *tally.Entry) float64 { return e.High }),
		b.mark(dataOpen, "report.data.n_open", "report.data.n_open.note", func(e *tally.Entry) bool { return e.Open }),
	}
}

// groupColumns gather counted lines: by top unit of the institutions, by week, by month.
func (b *builder) groupColumns() []dataColumn {
	var all []dataColumn
	if b.count.Has(form.RoleInstitution) {
		all = append(all, b.labelled(dataColumnOf(tally.AxisUnit), "report.data.group", "report.data.group.note", func(l *dataLine) string {
			if !l.entry.Counted {
				return ""
			}
			return b.unitText(l.entry.Unit)
		}))
	}
	return append(
		all,
		b.labelled(dataColumnOf(tally.AxisWeek), "report.data.week", "report.data.week.note", func(l *dataLine) string {
			if !l.entry.Counted {
				return ""
			}
			return l.entry.Week
		}),
		b.labelled(dataColumnOf(tally.AxisMonth), "report.data.month", "report.data.month.note", func(l *dataLine) string {
			if !l.entry.Counted || len(l.kept.Sheet.Date) < len(monthFormat) {
				return ""
			}
			return monthText(l.kept.Sheet.Date[:len(monthFormat)])
		}),
	)
}
