package interchange_test

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"releve/internal/campaign"
	"releve/internal/csv"
	"releve/internal/form"
	"releve/internal/sheet"
)

// texts draws what people and spreadsheets make of free text.
func texts() *rapid.Generator[string] {
	piece := rapid.SampledFrom([]string{
		"", "a", " ", "\"", ",", ";", "\n", "\r\n", "\t", "=1+1", "'t loket", "''=x", "'", "@", "-", "+32", "＝", "＋", "－", "＠",
		"\u00a0", "🙂", "👩‍👧", "e\u0301", "é", "\u0338", "\ufeff", "\u200b", "#N/A", "1,5", "0x1F", "TRUE", "\\.", "/", "|", "_id",
	})
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(piece, 0, 6).Draw(t, "pieces"), "")
	})
}

// draft is a sheet while its answers are drawn.
type draft struct {
	t    *rapid.T
	form *form.Form
}

// answer draws an answer to one question as it would be sent.
func (d draft) answer(q *form.Question, into sheet.Fields) {
	pick := func(name string, from []string) string { return rapid.SampledFrom(from).Draw(d.t, q.Code+name) }
	if !q.Required && rapid.IntRange(0, 2).Draw(d.t, q.Code+" blank") == 0 {
		return
	}
	switch q.Kind.Name() {
	case "choice":
		into[q.Code] = []string{pick("", codes(q.List))}
	case "multiple":
		into[q.Code] = rapid.SliceOfN(rapid.SampledFrom(codes(q.List)), 1, 3).Draw(d.t, q.Code)
	case "band":
		into[q.Code] = []string{pick("", []string{"d00", "d10", "d60"})}
		if rapid.Bool().Draw(d.t, q.Code+" exact") {
			delete(into, q.Code)
			into[q.Code+".minutes"] = []string{pick(" minutes", []string{"0", "9", "10", "59", "60", "1440"})}
		}
	case "integer":
		into[q.Code] = []string{strconv.FormatInt(rapid.Int64Range(q.Min, q.Max).Draw(d.t, q.Code), 10)}
	case "date":
		into[q.Code] = []string{pick("", []string{"2026-02-28", "29/2/2024", "1900-01-01", "2199-12-31"})}
	default:
		into[q.Code] = []string{texts().Draw(d.t, q.Code)}
	}
	if specifies(q, into[q.Code]) {
		into[q.Code+".text"] = []string{texts().Draw(d.t, q.Code+" text")}
	}
}

func codes(l *form.List) []string {
	var found []string
	for c := range l.All() {
		found = append(found, c.Code)
	}
	return found
}

func specifies(q *form.Question, values []string) bool {
	return q.List != nil && slices.ContainsFunc(values, func(code string) bool {
		c, ok := q.List.Choice(code)
		return ok && c.Specify
	})
}

// fields draws the answers of a sheet, or those of a row inside the repeat.
func (d draft) fields(inside bool, around sheet.Fields) sheet.Fields {
	fields := sheet.Fields{}
	for q, in := range d.form.All() {
		if in == inside && d.asked(q, fields, around) {
			d.answer(q, fields)
		}
	}
	return fields
}

func (d draft) asked(q *form.Question, own, around sheet.Fields) bool {
	return q.Asked(func(code string) form.Answer {
		if v, ok := own[code]; ok {
			return form.Answer{Codes: v}
		}
		return form.Answer{Codes: around[code]}
	})
}

// drawSheet draws a sheet that could have been posted, then reviewed.
func drawSheet(t *rapid.T, c *campaign.Campaign) *sheet.Sheet {
	d := draft{t: t, form: rapid.SampledFrom(c.Forms).Draw(t, "version")}
	id := sheet.ID(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "id"))
	e := sheet.Entry{
		ID:        id.String(),
		Date:      fmt.Sprintf("2026-03-%02d", rapid.IntRange(1, 5).Draw(t, "day")),
		Precision: rapid.SampledFrom([]string{"", "day", "week", "month"}).Draw(t, "precision"),
		Language:  rapid.SampledFrom([]string{"fr", "nl", "de", "en"}).Draw(t, "language"),
		Shared:    rapid.SampledFrom([]string{"", "2", "99"}).Draw(t, "shared"),
		Answers:   d.fields(false, nil),
	}
	if d.form.Repeat() == nil {
		e.Follows = rapid.SampledFrom([]string{"", "unknown", id1}).Draw(t, "follows")
	} else if d.asked(d.form.Repeat(), e.Answers, nil) {
		for range rapid.IntRange(0, 4).Draw(t, "rows") {
			e.Rows = append(e.Rows, d.fields(true, e.Answers))
		}
	}
	s, err := sheet.Read(d.form, e, clock())
	if err != nil {
		t.Fatalf("drawn sheet is not one: %s %v", told(err), e)
	}
	s.Participant = rapid.SampledFrom([]string{"", "asso-1", "-s", "nouveau"}).Draw(t, "participant")
	s.Worker = rapid.SampledFrom([]string{"", "w1", "w2", "=w"}).Draw(t, "worker")
	s.Channel = rapid.SampledFrom(sheet.Channels()).Draw(t, "channel")
	s.Status = rapid.SampledFrom(sheet.Statuses()).Draw(t, "status")
	s.Reason = rapid.SampledFrom([]string{"", "doublon", "-essai"}).Draw(t, "reason")
	s.ReceivedAt = rapid.SampledFrom([]time.Time{
		{},
		clock().Truncate(time.Second),
		time.Date(2026, 10, 25, 0, 30, 0, 0, time.UTC), time.Date(2026, 10, 25, 1, 30, 0, 0, time.UTC), // the hour that comes twice
	}).Draw(t, "received")
	return s
}

// byDate puts sheets in the order in which a store hands them out, each id once.
func byDate(sheets []*sheet.Sheet) []*sheet.Sheet {
	slices.SortFunc(sheets, func(a, b *sheet.Sheet) int {
		return cmp.Or(cmp.Compare(a.Date, b.Date), cmp.Compare(a.ID.String(), b.ID.String()))
	})
	seen := map[sheet.ID]bool{}
	return slices.DeleteFunc(sheets, func(s *sheet.Sheet) bool {
		again := seen[s.ID]
		seen[s.ID] = true
		return again
	})
}

// What is written is read to the same sheets, and those are written to the same bytes.
func TestRoundTrip(t *testing.T) {
	for _, name := range []string{plain, every} {
		t.Run(name, func(t *testing.T) {
			c := survey(t, name)
			l := layout(t, c)
			rapid.Check(t, func(t *rapid.T) {
				draw := rapid.Custom(func(t *rapid.T) *sheet.Sheet { return drawSheet(t, c) })
				sheets := byDate(rapid.SliceOfN(draw, 0, 8).Draw(t, "sheets"))
				dialect := rapid.SampledFrom([]csv.Dialect{csv.Plain, csv.ExcelFR}).Draw(t, "dialect")
				file := export(t, l, dialect, sheets)
				f := accept(t, l, file)
				if len(sheets) > 0 && !reflect.DeepEqual(f.Sheets, sheets) {
					t.Fatalf("read back %+v, want %+v, from\n%s", f.Sheets, sheets, file)
				}
				if again := export(t, l, dialect, f.Sheets); again != file {
					t.Fatalf("written again\n%s\nwant\n%s", again, file)
				}
			})
		})
	}
}
