package report

import (
	"strings"

	"releve/internal/locale"
	"releve/internal/problem"
	"releve/internal/tally"
)

// Sentence tells a count in one sentence: what was logged by how many services, how much of it failed, and the hours
// it took.
func Sentence(count *tally.Count, p *locale.Printer) string {
	return sentence(count, p, wordsOf(count, p))
}

func sentence(count *tally.Count, p *locale.Printer, w words) string {
	figure := func(name string) tally.Figure {
		m, _ := tally.Named(name)
		if !m.In(count) {
			return tally.Figure{}
		}
		return m.Of(count)
	}
	sheets := figure("n_sheets").Value
	if sheets == 0 {
		return p.Text("report.sentence.none", w.args())
	}
	parts := []string{logged(figure("n_organisations").Value, int64(figure("n_rows").Value), p, w)}
	if share := figure("failed_share"); share.Defined {
		parts = append(parts, p.Text("report.sentence.failed", w.args()))
	}
	if figure("minutes_n").Value > 0 {
		parts = append(parts, hours(figure("hours_low").Value, figure("hours_high").Value, p, w))
	}
	return strings.Join(parts, p.Text("report.sentence.next", nil))
}

// logged tells the rows and the services.
func logged(services float64, rows int64, p *locale.Printer, w words) string {
	if services == 0 {
		return p.Text("report.sentence.unsigned", w.args())
	}
	by := p.Text("report.services", problem.Args{"n": int64(services)})
	return p.Text("report.sentence.logged", w.with(problem.Args{"n": rows, "services": by}))
}

// hours tells the hours, between two limits unless they read the same; few of them with a decimal.
func hours(low, high float64, p *locale.Printer, w words) string {
	places := 0
	if high < fewHours {
		places = 1
	}
	args := w.with(problem.Args{"n": high, "low": p.Decimal(low, places), "high": p.Decimal(high, places)})
	if args["low"] == args["high"] {
		return p.Text("report.sentence.hours", args)
	}
	return p.Text("report.sentence.between", args)
}

// fewHours is the number of hours below which tenths matter.
const fewHours = 10
