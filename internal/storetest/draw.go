package storetest

import (
	"slices"
	"time"

	"pgregory.net/rapid"

	"releve/internal/form"
	"releve/internal/sheet"
)

// drawSheet draws a sheet of a form as any source may give it. Conditions are not kept: the store has no opinion.
func drawSheet(t *rapid.T, f *form.Form) *sheet.Sheet {
	sh := &sheet.Sheet{
		Participant: rapid.SampledFrom([]string{"", "zwin", "asso"}).Draw(t, "participant"),
		Version:     f.Version,
		Worker:      rapid.SampledFrom([]string{"", sheet.Token("1"), sheet.Token("2"), "carnet 3", "a\x1eb\x1f\x1e"}).Draw(t, "worker"),
		Date:        drawDate(t),
		Precision:   rapid.SampledFrom([]sheet.Precision{sheet.Day, sheet.Week, sheet.Month}).Draw(t, "precision"),
		Channel:     rapid.SampledFrom(sheet.Channels()).Draw(t, "channel"),
		Status:      rapid.SampledFrom(sheet.Statuses()).Draw(t, "status"),
		Reason:      drawText(t, 40),
		Shared:      rapid.SampledFrom([]int{0, 0, 2, 99}).Draw(t, "shared"),
	}
	copy(sh.ID[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "id"))
	language := rapid.SampledFrom([]string{"fr", "nl", "de", "en"}).Draw(t, "language")
	setText(&sh.Language, language)
	if rapid.Bool().Draw(t, "received") {
		sh.ReceivedAt = time.Unix(rapid.Int64Range(-1e9, 4e9).Draw(t, "at"), 0).UTC()
	}
	sheetQuestions, rowQuestions := level(f)
	sh.Answers = drawAnswers(t, sheetQuestions)
	if f.Repeat() == nil {
		var other sheet.ID
		copy(other[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "other"))
		sh.Follows = rapid.SampledFrom([]string{"", "", sheet.Unknown, other.String()}).Draw(t, "follows")
		if sh.Follows == sh.ID.String() {
			sh.Follows = ""
		}
		return sh
	}
	sh.Rows = []form.Answers{}
	for range rapid.IntRange(0, 4).Draw(t, "rows") {
		sh.Rows = append(sh.Rows, drawAnswers(t, rowQuestions))
	}
	return sh
}

func setText[T ~string](into *T, s string) { *into = T(s) }

// level returns the questions of the sheet and those of its rows.
func level(f *form.Form) (ofSheet, ofRow []*form.Question) {
	for q, inside := range f.All() {
		if inside {
			ofRow = append(ofRow, q)
		} else {
			ofSheet = append(ofSheet, q)
		}
	}
	return ofSheet, ofRow
}

func drawAnswers(t *rapid.T, questions []*form.Question) form.Answers {
	answers := form.Answers{}
	for _, q := range questions {
		if !rapid.Bool().Draw(t, "answered") {
			continue
		}
		if a := drawAnswer(t, q); !a.Blank() {
			answers[q.Code] = a
		}
	}
	return answers
}

func drawAnswer(t *rapid.T, q *form.Question) form.Answer {
	switch q.Kind.Name() {
	case "choice":
		return drawOther(t, q, form.Answer{Codes: []string{rapid.SampledFrom(codes(q)).Draw(t, "code")}})
	case "multiple":
		all := codes(q)
		var some []string
		for _, c := range all {
			if rapid.Bool().Draw(t, "chosen") {
				some = append(some, c)
			}
		}
		return drawOther(t, q, form.Answer{Codes: some})
	case "band":
		a := form.Answer{Codes: []string{rapid.SampledFrom(q.Bands.Bands).Draw(t, "band").Code}}
		if q.Exact && rapid.Bool().Draw(t, "exact") {
			a.Number, a.Numbered = rapid.Int64Range(0, 1440).Draw(t, "minutes"), true
		}
		return a
	case "integer":
		return form.Answer{Number: rapid.Int64Range(q.Min, q.Max).Draw(t, "number"), Numbered: true}
	case "date":
		return form.Answer{Text: drawDate(t)}
	default:
		return form.Answer{Text: drawText(t, q.MaxLength)}
	}
}

// drawOther adds the text of "other" where it was chosen.
func drawOther(t *rapid.T, q *form.Question, a form.Answer) form.Answer {
	for _, code := range a.Codes {
		if c, ok := q.List.Choice(code); ok && c.Specify {
			a.Text = drawText(t, 120)
		}
	}
	return a
}

func codes(q *form.Question) []string {
	var all []string
	for c := range q.List.All() {
		all = append(all, c.Code)
	}
	return slices.Clip(all)
}

func drawDate(t *rapid.T) string {
	first := time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC)
	return first.AddDate(0, 0, rapid.IntRange(0, 100_000).Draw(t, "date")).Format(time.DateOnly)
}

// drawText draws a text, some with signs that formats and languages of queries care about.
func drawText(t *rapid.T, most int) string {
	return rapid.OneOf(
		rapid.StringN(0, min(most, 60), -1),
		rapid.SampledFrom([]string{"", "'; DROP TABLE row; --", `{"a": "b\u0000"}`, "a=b c=d", "œuvre « № »\nligne 2\t", "0", "NULL"}),
	).Draw(t, "text")
}
