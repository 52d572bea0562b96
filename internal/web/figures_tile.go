package web

import (
	"releve/internal/form"
	"releve/internal/locale"
	"releve/internal/problem"
	"releve/internal/sheet"
	"releve/internal/tally"
)

// tile is a key figure.
type tile struct {
	Value, Label, Note string
	To                 string // the sheets behind it, "" for a figure without a list
	Link               string
}

// remark is a number of sheets to have a look at.
type remark struct {
	N, Label, To string
}

// isCounted narrows a list to the sheets that count.
const isCounted = string(tally.FlagCounted)

// tiles returns the key figures that the campaign has.
func (f figuresOf) tiles() []tile {
	t, k := f.printer, f.count.Campaign()
	rows, sheets := f.number("n_rows"), f.number("n_sheets")
	all := tile{Value: t.Integer(int64(rows)), Label: nounFor(t, k.Form().RowNoun, rows), To: f.to(siftCounted, isCounted)}
	all.Link = t.Text("desk.figures.see", problem.Args{"n": sheets})
	if sheets != rows {
		all.Note = t.Text("desk.figures.sheets", problem.Args{"n": sheets, "noun": nounFor(t, k.Form().SheetNoun, sheets)})
	}
	tiles := []tile{all}
	if share := f.measure("failed_share"); share.Defined {
		tiles = append(tiles, f.failed(share.Value))
	}
	if f.number("minutes_n") > 0 {
		tiles = append(tiles, f.minutes(), f.hours())
	}
	services := tile{Value: t.Integer(int64(f.number("n_organisations"))), Label: t.Text("desk.figures.services", problem.Args{"n": f.number("n_organisations")})}
	if people := f.measure("n_people_declared"); people.Defined && people.Value > 0 {
		services.Note = t.Text("desk.figures.people", problem.Args{"n": int(people.Value)})
	}
	return append(tiles, services)
}

// failed is the tile of the failure rate, with the interval and its base.
func (f figuresOf) failed(share float64) tile {
	t := f.printer
	n := f.number("failed_n")
	x := tile{Value: t.Percent(share, 0), Label: t.Text("desk.figures.failed", nil)}
	x.Note = t.Text("desk.figures.failed.note", problem.Args{
		"failed": n, "base": f.number("failed_base"),
		"low": t.Percent(f.measure("failed_low").Value, 0), "high": t.Percent(f.measure("failed_high").Value, 0),
	})
	if n > 0 {
		x.To, x.Link = f.to(siftCounted, isCounted, siftOutcome, sideFailed), t.Text("desk.figures.see", problem.Args{"n": n})
	}
	return x
}

// minutes is the tile of the mean.
func (f figuresOf) minutes() tile {
	t := f.printer
	return tile{
		Value: t.Text("desk.figures.minutes", problem.Args{"n": t.Decimal(f.measure("minutes_mean_mid").Value, 1)}),
		Label: t.Text("desk.figures.minutes.label", nil),
		Note: t.Text("desk.figures.minutes.note", problem.Args{
			"low": t.Decimal(f.measure("minutes_mean_low").Value, 1), "high": t.Decimal(f.measure("minutes_mean_high").Value, 1),
			"n": f.number("minutes_n"),
		}),
	}
}

// fewHours is how many hours are told with a decimal.
const fewHours = 10

// hours is the tile of the sum, with the number of durations of which only the least is known.
func (f figuresOf) hours() tile {
	t := f.printer
	low, mid, high := f.measure("hours_low").Value, f.measure("hours_mid").Value, f.measure("hours_high").Value
	places := 0
	if high < fewHours {
		places = 1
	}
	x := tile{
		Value: t.Text("desk.figures.hours", problem.Args{"n": t.Decimal(mid, places)}),
		Label: t.Text("desk.figures.hours.label", nil),
		Note:  t.Text("desk.figures.hours.note", problem.Args{"low": t.Decimal(low, places), "high": t.Decimal(high, places)}),
	}
	if open := f.number("open_band_n"); open > 0 {
		x.Note += sentenceGap + t.Text("desk.figures.open", problem.Args{"n": open})
		x.To, x.Link = f.to(siftCounted, isCounted, siftShow, string(tally.FlagOpen)), t.Text("desk.figures.see", problem.Args{"n": open})
	}
	return x
}

// sentenceGap stands between two sentences.
const sentenceGap = " "

// nounFor returns the noun for a number of things.
func nounFor(t *locale.Printer, nouns form.Nouns, n int) string {
	noun := nouns[t.Tag()]
	if t.Tag().Singular(int64(n)) {
		return noun.One
	}
	return noun.Other
}

// remarks returns what is worth a look, where there is any.
func (f figuresOf) remarks() []remark {
	var found []remark
	// Those that are late or outside and excluded besides stand among the excluded ones.
	ifCounted := map[bool]string{true: isCounted}
	for _, of := range []struct{ measure, show, counted string }{
		{"own_n", string(tally.FlagOwn), isCounted},
		{"late_n", string(tally.FlagLate), ifCounted[f.of.CountLate]},
		{"outside_n", string(tally.FlagOutside), ifCounted[f.of.CountOutside]},
		{"excluded_n", string(sheet.Excluded), ""},
		{"rejected_n", string(sheet.Rejected), ""},
	} {
		if n := f.number(of.measure); n > 0 {
			found = append(found, remark{
				N: f.printer.Integer(int64(n)), Label: f.printer.Text("desk.remark."+of.show, problem.Args{"n": n}), To: f.to(siftShow, of.show, siftCounted, of.counted),
			})
		}
	}
	return found
}
