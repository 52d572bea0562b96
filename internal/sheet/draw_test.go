package sheet_test

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"releve/internal/form"
	"releve/internal/guard"
	"releve/internal/locale"
	"releve/internal/sheet"
)

// drawer draws entries that are to be accepted, together with the answers that must come out of them. It keeps the
// conditions of the form by itself, so that it is no copy of what it tests.
type drawer struct {
	t    *rapid.T
	form *form.Form
}

func drawID(t *rapid.T, label string) sheet.ID {
	var id sheet.ID
	copy(id[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, label))
	return id
}

// entry draws an entry and the sheet that it is.
func (d drawer) entry() (sheet.Entry, *sheet.Sheet) {
	id := drawID(d.t, "id")
	want := &sheet.Sheet{
		ID: id, Version: d.form.Version, Date: d.date(), Precision: rapid.SampledFrom([]sheet.Precision{"day", "week", "month"}).Draw(d.t, "precision"),
		Language: rapid.SampledFrom(locale.Languages()).Draw(d.t, "language"), Status: sheet.Received,
		Shared: rapid.SampledFrom([]int{0, 0, 2, 99}).Draw(d.t, "shared"), Worker: rapid.SampledFrom([]string{"", "w"}).Draw(d.t, "worker"),
	}
	e := sheet.Entry{ID: d.either(id.String(), strings.ToUpper(id.String())), Date: d.written(want.Date), Language: string(want.Language), Worker: want.Worker}
	e.Precision = string(want.Precision)
	if want.Precision == sheet.Day {
		e.Precision = d.either("", "day")
	}
	if want.Shared > 0 {
		e.Shared = strconv.Itoa(want.Shared)
	}
	e.Version = d.either("", strconv.FormatInt(d.form.Version, 10))
	if d.form.Repeat() == nil {
		want.Follows = d.either("", sheet.Unknown)
		e.Follows = want.Follows
	}
	e.Answers, want.Answers = d.answers(d.form.Questions, nil)
	e.Rows, want.Rows = d.rows(want.Answers)
	return e, want
}

func (d drawer) either(a, b string) string {
	return rapid.SampledFrom([]string{a, b}).Draw(d.t, "either")
}

// rows draws the rows of the repeat.
func (d drawer) rows(around form.Answers) ([]sheet.Fields, []form.Answers) {
	repeat := d.form.Repeat()
	if repeat == nil {
		return nil, nil
	}
	n := 0
	if holds(repeat, around, nil) {
		n = rapid.IntRange(int(repeat.Min), min(int(repeat.Max), int(repeat.Min)+3)).Draw(d.t, "rows")
	}
	var sent []sheet.Fields
	want := []form.Answers{}
	for range n {
		fields, answers := d.answers(repeat.Questions, around)
		sent, want = append(sent, fields), append(want, answers)
	}
	return sent, want
}

// holds says whether a question's conditions hold: the answers of the row come before those around it.
func holds(q *form.Question, around, own form.Answers) bool {
	for _, c := range q.AskIf {
		a, ok := own[c.Question]
		if !ok {
			a = around[c.Question]
		}
		is, not := len(c.Is) == 0, true
		for _, code := range a.Codes {
			is = is || slices.Contains(c.Is, code)
			not = not && !slices.Contains(c.Not, code)
		}
		if !is || !not {
			return false
		}
	}
	return true
}

// answers draws the answers of one part, some of the questions left out, and names with nothing in them.
func (d drawer) answers(questions []*form.Question, around form.Answers) (sheet.Fields, form.Answers) {
	sent, want := sheet.Fields{}, form.Answers{}
	for _, q := range questions {
		if q.Kind.Name() == "note" || q.Kind.Name() == "repeat" {
			continue
		}
		if !holds(q, around, want) || !q.Required && rapid.Bool().Draw(d.t, "left out") {
			if rapid.Bool().Draw(d.t, "blank") {
				sent[q.Code] = rapid.SampledFrom([][]string{{}, {""}, {" "}}).Draw(d.t, "blank value")
			}
			continue
		}
		a := d.answer(q, sent)
		if !a.Blank() {
			want[q.Code] = a
		}
	}
	return sent, want
}

// answer draws an answer and puts it into the fields in one of the ways to write it.
func (d drawer) answer(q *form.Question, sent sheet.Fields) form.Answer {
	switch q.Kind.Name() {
	case "choice":
		code := d.code(q)
		sent[q.Code] = rapid.SampledFrom([][]string{{code}, {"", code}, {code, code + " "}}).Draw(d.t, "written")
		return d.other(q, sent, form.Answer{Codes: []string{code}})
	case "multiple":
		chosen := rapid.SliceOfNDistinct(rapid.SampledFrom(codes(q)), 1, 4, rapid.ID[string]).Draw(d.t, q.Code)
		sent[q.Code] = slices.Clone(chosen)
		if rapid.Bool().Draw(d.t, "in one") {
			sent[q.Code] = []string{strings.Join(chosen, "  ")}
		}
		order := codes(q)
		slices.SortFunc(chosen, func(a, b string) int { return slices.Index(order, a) - slices.Index(order, b) })
		return d.other(q, sent, form.Answer{Codes: chosen})
	case "band":
		return d.band(q, sent)
	case "integer":
		n := rapid.Int64Range(q.Min, q.Max).Draw(d.t, q.Code)
		digits := strconv.FormatInt(n, 10)
		sent[q.Code] = []string{rapid.SampledFrom([]string{digits, " " + digits, digits + ",0", digits + ".00"}).Draw(d.t, "written")}
		return form.Answer{Number: n, Numbered: true}
	case "date":
		date := d.date()
		sent[q.Code] = []string{d.written(date)}
		return form.Answer{Text: date}
	default:
		text := d.text(q.MaxLength)
		sent[q.Code] = []string{d.careless(text)}
		return form.Answer{Text: text}
	}
}

func codes(q *form.Question) []string {
	var all []string
	for c := range q.List.All() {
		all = append(all, c.Code)
	}
	return all
}

// code draws one of the choices, often one that opens a free text or on which other questions hang.
func (d drawer) code(q *form.Question) string {
	var telling []string
	for c := range q.List.All() {
		if c.Specify {
			telling = append(telling, c.Code)
		}
	}
	for _, other := range d.form.Questions {
		for _, c := range other.AskIf {
			if c.Question == q.Code {
				telling = append(telling, c.Is...)
			}
		}
	}
	if telling != nil && rapid.Bool().Draw(d.t, "telling") {
		return rapid.SampledFrom(telling).Draw(d.t, q.Code)
	}
	return rapid.SampledFrom(codes(q)).Draw(d.t, q.Code)
}

// other draws the text beside "other" where it was chosen.
func (d drawer) other(q *form.Question, sent sheet.Fields, a form.Answer) form.Answer {
	for c := range q.List.All() {
		if c.Specify && slices.Contains(a.Codes, c.Code) && a.Text == "" {
			a.Text = d.text(120)
			sent[q.Code+".text"] = []string{d.careless(a.Text)}
		}
	}
	return a
}

func (d drawer) band(q *form.Question, sent sheet.Fields) form.Answer {
	b := rapid.SampledFrom(q.Bands.Bands).Draw(d.t, q.Code)
	sent[q.Code] = []string{b.Code}
	a := form.Answer{Codes: []string{b.Code}}
	first, last := int64(b.Low+0.5), int64(b.High-0.5)
	if b.Open {
		last = 1440
	}
	if !q.Exact || first > last || rapid.Bool().Draw(d.t, "band alone") {
		return a
	}
	a.Number, a.Numbered = rapid.Int64Range(first, last).Draw(d.t, "minutes"), true
	digits, hours := strconv.FormatInt(a.Number, 10), strconv.FormatInt(a.Number/60, 10)
	rest := strconv.FormatInt(a.Number%60, 10)
	sent[q.Code+".minutes"] = []string{rapid.SampledFrom([]string{digits, " " + digits + " min", hours + "h" + rest, hours + " h " + rest}).Draw(d.t, "written")}
	if rapid.Bool().Draw(d.t, "minutes alone") {
		delete(sent, q.Code)
	}
	return a
}

func (d drawer) date() string {
	first := time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC)
	return first.AddDate(0, 0, rapid.IntRange(0, 109_571).Draw(d.t, "date")).Format(time.DateOnly)
}

// written writes a date in one of the ways that people here do.
func (d drawer) written(date string) string {
	t, err := time.Parse(time.DateOnly, date)
	if err != nil {
		d.t.Fatal(err)
	}
	return t.Format(rapid.SampledFrom([]string{time.DateOnly, "2/1/2006", "02-01-2006", "02.01.2006", " 2 / 01 / 2006"}).Draw(d.t, "layout"))
}

// text draws a text as it would be stored, without identifiers.
func (d drawer) text(most int) string {
	drawn := rapid.OneOf(
		rapid.StringN(1, 40, -1),
		rapid.SampledFrom([]string{"Guichet fermé", "3 appels,\nle 14/09", "=SUM(A1)", "'", "<b>&amp;</b>", "1234567", "œuvre « № »", "0", "NULL", strings.Repeat("é", 5000)}),
	).Filter(func(s string) bool {
		clean, ok := locale.Clean(s)
		return ok && clean != "" && guard.Find(clean) == nil
	}).Draw(d.t, "text")
	clean, _ := locale.Clean(drawn)
	for utf8.RuneCountInString(clean) > most {
		clean, _ = locale.Clean(string([]rune(clean)[:most]))
	}
	return clean
}

// careless writes a text as browsers and keyboards do.
func (d drawer) careless(text string) string {
	text = d.either(text, strings.ReplaceAll(text, "é", "e\u0301"))
	text = d.either(text, strings.ReplaceAll(text, "\n", "\r\n"))
	return d.either("", " \n") + text + d.either("", "\r\n")
}

// values turns an entry into a posted form. Blocks of the repeat may be left empty between others.
func (d drawer) values(e sheet.Entry) map[string][]string {
	values := map[string][]string{
		"_id": {e.ID}, "_date": {e.Date}, "_language": {e.Language}, "_version": {e.Version}, "_follows": {e.Follows}, "_shared": {e.Shared},
	}
	maps.Copy(values, e.Answers)
	block := 0
	for _, row := range e.Rows {
		block += rapid.IntRange(1, 3).Draw(d.t, "block")
		for name, v := range row {
			values[d.form.Repeat().Code+"."+strconv.Itoa(block)+"."+name] = v
		}
	}
	return values
}
