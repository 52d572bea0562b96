package report

import (
	"maps"
	"math"
	"unicode"
	"unicode/utf8"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/locale"
	"releve/internal/problem"
	"releve/internal/tally"
)

// words are the arguments that every message of a report may use:
//
//   - {n_rows}, {failed_share}…: every figure, written in the language;
//   - {sheet}, {sheets}, {row}, {rows}: the form's nouns, and {timed_row}, {timed_rows}, {outcome_rows},
//     {institution_rows} what the figures of a role count; with _cap behind it, with a capital;
//   - {n_rows_of}, {n_sheets_of}, {failed_base_of}, {minutes_n_of}: "416 démarches";
//   - {success}, {failure}, {apart}: the answers that the outcome map reads so;
//   - {late_counted}, {outside_counted}: whether such sheets count;
//   - {rows_note}, {interval}, {method}: how rows are counted, how the interval of the failure rate was made, in short
//     and at length;
//   - {scanned_batches}, {scanned_pages}: the paper that was read by scanner; {scanned_sampled}, {scanned_wrong}: answers
//     that the program accepted and a person looked at, and how many were wrong; {scanned_share}, {scanned_low},
//     {scanned_high}: that as a share with its interval;
//   - {most_live}: the most lines over which cells are formulas.
type words struct {
	values   problem.Args
	numbered map[string]string // figures with their noun, by name
}

func (w words) args() problem.Args { return w.values }

// with returns the arguments and more.
func (w words) with(more problem.Args) problem.Args {
	all := maps.Clone(w.values)
	maps.Copy(all, more)
	return all
}

func wordsOf(count *tally.Count, p *locale.Printer) words {
	w := words{values: problem.Args{}, numbered: map[string]string{}}
	for _, m := range tally.Measures() {
		w.values[m.Name] = written(m.Of(count), p)
	}
	f, tag := count.Campaign().Form(), p.Tag()
	sheet, row := f.SheetNoun[tag], f.RowNoun[tag]
	counted := func(r form.Role) form.Noun {
		if count.PerSheet(r) {
			return sheet
		}
		return row
	}
	w.noun("sheet", sheet)
	w.noun("row", row)
	w.noun("timed_row", counted(form.RoleMinutes))
	w.noun("outcome_row", counted(form.RoleOutcome))
	w.noun("institution_row", counted(form.RoleInstitution))
	for name, noun := range map[string]form.Noun{
		"n_sheets": sheet, "n_rows": row, "minutes_n": counted(form.RoleMinutes), "failed_base": counted(form.RoleOutcome),
	} {
		w.numbered[name] = numbered(name, noun, count, p)
		w.values[name+"_of"] = w.numbered[name]
	}
	w.outcomes(count, tag, p)
	w.values["rows_note"], w.values["interval"], w.values["method"] = rowsNote(f), intervalKey(count.FailedMethod()), methodKey(count.FailedMethod())
	w.values["most_live"] = mostLive
	w.scanned(count.Campaign().Scanned, p)
	w.values["late_counted"] = countedKey(count.Campaign().CountLate)
	w.values["outside_counted"] = countedKey(count.Campaign().CountOutside)
	return w
}

func countedKey(counted bool) problem.Key { //nolint:revive // flag-parameter: a setting of the campaign
	if counted {
		return "report.counted"
	}
	return "report.uncounted"
}

// rowsNote says what makes one row: chains and repeats exclude each other.
func rowsNote(f *form.Form) problem.Key {
	if f.Repeat() != nil {
		return "figure.n_rows.note.repeated"
	}
	return "figure.n_rows.note.chained"
}

func intervalKey(m tally.Method) problem.Key {
	switch m {
	case tally.Clustered:
		return "report.interval.clustered"
	case tally.Wilson:
		return "report.interval.wilson"
	case tally.NoInterval:
	}
	return "report.interval.none"
}

// methodKey tells at length how an interval was made, for those who want to know.
func methodKey(m tally.Method) problem.Key {
	switch m {
	case tally.Clustered:
		return "report.method.clustered"
	case tally.Wilson:
		return "report.method.wilson"
	case tally.NoInterval:
	}
	return "report.method.none"
}

// noun adds a noun in singular and plural, with and without a capital.
func (w words) noun(name string, n form.Noun) {
	w.values[name], w.values[name+"s"] = n.One, n.Other
	w.values[name+"_cap"], w.values[name+"s_cap"] = capital(n.One), capital(n.Other)
}

// outcomes adds the labels of the answers on each side of the outcome map.
func (w words) outcomes(count *tally.Count, tag locale.Tag, p *locale.Printer) {
	q := count.Campaign().Form().Role(form.RoleOutcome)
	if q == nil || q.List == nil {
		return
	}
	m := count.Campaign().Outcome
	for name, codes := range map[string][]string{"success": m.Success, "failure": m.Failure, "apart": m.Apart} {
		var labels []string
		for _, code := range codes {
			if choice, ok := q.List.Choice(code); ok {
				labels = append(labels, p.Text("report.quoted", problem.Args{"text": choice.Short.In(tag)}))
			}
		}
		w.values[name] = labels
	}
}

// scanned adds how well paper was read. The share has a decimal: errors are few.
func (w words) scanned(s campaign.Scanned, p *locale.Printer) {
	for name, n := range map[string]int{
		"scanned_batches": s.Batches, "scanned_pages": s.Pages, "scanned_sampled": s.Sampled, "scanned_wrong": s.Wrong,
	} {
		w.values[name] = p.Integer(int64(n))
	}
	low, high := tally.ShareInterval(s.Wrong, s.Sampled)
	share := math.NaN()
	if s.Sampled > 0 {
		share = float64(s.Wrong) / float64(s.Sampled)
	}
	w.values["scanned_share"], w.values["scanned_low"], w.values["scanned_high"] = p.Percent(share, 1), p.Percent(low, 1), p.Percent(high, 1)
}

// numbered writes a figure with its noun: "416 démarches".
func numbered(name string, noun form.Noun, count *tally.Count, p *locale.Printer) string {
	m, _ := tally.Named(name)
	n := int64(m.Of(count).Value)
	if p.Tag().Singular(n) {
		return p.Integer(n) + gap + noun.One
	}
	return p.Integer(n) + gap + noun.Other
}

// gap stands between a number and its noun and does not break.
const gap = "\u00a0"

// written writes a figure for a sentence.
func written(f tally.Figure, p *locale.Printer) string {
	if !f.Defined {
		return p.Decimal(math.NaN(), 0)
	}
	switch f.Kind {
	case tally.Number:
		return p.Integer(int64(f.Value))
	case tally.Share:
		return p.Percent(f.Value, 0)
	case tally.Minutes:
		return p.Decimal(f.Value, 1)
	case tally.Hours:
		return p.Decimal(f.Value, 0)
	case tally.Date:
		return p.Date(f.Date)
	case tally.Name:
		return unitLabel(f.Unit, p.Tag())
	default:
		return ""
	}
}

// capital writes the first letter large.
func capital(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[size:]
}
