package transfer_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // campaigns have zones, machines may have none

	"releve/forms"
	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/locale"
	"releve/internal/problem"
	"releve/internal/sheet"
	"releve/internal/sqlite"
	"releve/internal/transfer"
	"releve/reports"
)

const slug = "essai"

func made() time.Time { return time.Date(2026, 11, 22, 23, 30, 0, 0, time.UTC) }

// surveyed opens a fresh store with a campaign of a shipped form and one service.
func surveyed(tb testing.TB, formID string) *sqlite.DB {
	tb.Helper()
	random := rand.NewChaCha8([32]byte{1})
	db, err := sqlite.Open(tb.Context(), sqlite.Options{Dir: tb.TempDir(), Now: made, Random: random})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = db.Close() })
	library, err := form.Load(forms.FS)
	if err != nil {
		tb.Fatal(err)
	}
	f, ok := library.Form(formID)
	if !ok {
		tb.Fatalf("no questionnaire %s", formID)
	}
	c, err := campaign.New(f, campaign.Draft{Slug: slug, Title: "Essai", From: "2026-03-01"}, random, made())
	if err != nil {
		tb.Fatal(err)
	}
	if _, err = c.Add(campaign.Participant{Code: "asso", Name: "Association", Kind: campaign.Association}, random); err != nil {
		tb.Fatal(err)
	}
	if err = db.Create(tb.Context(), c, c.Form()); err != nil {
		tb.Fatal(err)
	}
	return db
}

// wrote returns what a request writes.
func wrote(tb testing.TB, db *sqlite.DB, q transfer.Request) []byte {
	tb.Helper()
	var out bytes.Buffer
	if err := write(tb, db, q, &out); err != nil {
		tb.Fatal(err)
	}
	return out.Bytes()
}

func write(tb testing.TB, db *sqlite.DB, q transfer.Request, out *bytes.Buffer) error {
	tb.Helper()
	return db.View(tb.Context(), slug, func(v campaign.View) error { return transfer.Write(out, v, q, options(tb)) })
}

func options(tb testing.TB) transfer.Options {
	tb.Helper()
	catalogue, err := locale.Load()
	if err != nil {
		tb.Fatal(err)
	}
	return transfer.Options{Made: made(), Printer: catalogue.Printer("fr"), Reports: reports.FS}
}

// file returns a file of some bytes.
func file(data []byte) transfer.File {
	return transfer.File{Data: bytes.NewReader(data), Size: int64(len(data)), Most: transfer.MostFile}
}

// take imports a file.
func take(tb testing.TB, db *sqlite.DB, f transfer.File, o transfer.ImportOptions) (transfer.Imported, error) {
	tb.Helper()
	if o.Random == nil {
		o.Random = rand.NewChaCha8([32]byte{2})
	}
	return transfer.Import(tb.Context(), db, slug, f, o)
}

// told writes refusals in a form that tests compare: line, column, value, key of the reason.
func told(err error) string {
	if err == nil {
		return ""
	}
	all := transfer.Refusals(err)
	if len(all) == 0 {
		return "no refusal: " + err.Error()
	}
	var lines []string
	for _, r := range all {
		lines = append(lines, strings.Join(strings.Fields(r.Line+" "+r.Column+" "+r.Value+" "+r.Reason.Key), " "))
	}
	return strings.Join(lines, "\n")
}

// keys returns the keys of problems with their fields.
func keys(err error) string {
	var found []string
	for _, p := range problem.All(err) {
		found = append(found, strings.TrimSpace(p.Field+" "+p.Key))
	}
	return strings.Join(found, "\n")
}

// draw is how tests fill questionnaires in.
type draw struct {
	*rand.Rand

	form *form.Form
}

// sheets draws sheets of a form, texts with all that spreadsheets and programs stumble over among them.
func sheets(tb testing.TB, f *form.Form, n int) []*sheet.Sheet {
	tb.Helper()
	d := draw{rand.New(rand.NewPCG(3, 5)), f}
	var found []*sheet.Sheet
	for i := range n {
		e := sheet.Entry{
			Date: fmt.Sprintf("2026-03-%02d", 1+d.IntN(28)), Precision: d.one("", "day", "week", "month"),
			Language: d.one("fr", "nl", "de", "en"), Shared: d.one("", "", "2", "99"), Answers: d.fields(false, nil),
		}
		e.ID = fmt.Sprintf("%08x-0000-4000-8000-%012x", d.Uint32(), i)
		if f.Repeat() == nil {
			e.Follows = d.one("", "", "", sheet.Unknown)
			if i > 0 && d.IntN(4) == 0 {
				e.Follows = found[d.IntN(i)].ID.String()
			}
		} else if d.asked(f.Repeat(), e.Answers, nil) {
			for range d.IntN(4) {
				e.Rows = append(e.Rows, d.fields(true, e.Answers))
			}
		}
		s, err := sheet.Read(f, e, made())
		if err != nil {
			tb.Fatalf("a drawn sheet is none: %s %v", keys(err), e)
		}
		s.Participant, s.Worker = d.one("", "asso", "autre-1", "-s"), d.one("", "carnet 1", "=w", sheet.Token("x"))
		s.Channel, s.Status, s.Reason = sheet.Channels()[d.IntN(6)], sheet.Statuses()[d.IntN(6)], d.one("", "-doublon", "hors champ")
		if d.IntN(3) > 0 {
			s.ReceivedAt = time.Date(2026, 10, 25, d.IntN(4), 30, 0, 0, time.UTC) // the hour that comes twice
		}
		found = append(found, s)
	}
	return found
}

func (d draw) one(of ...string) string { return of[d.IntN(len(of))] }

func (d draw) text() string {
	return strings.Repeat(d.one("", "a ", "é"), d.IntN(3)) + d.one("=1+1", "'t loket", "''=x", "@SUM(A1)", "-", "+32 02", "＝1", "\"x\"; y,\nz", "a\tb", "<é>&amp;", "🙂\u2028", "1,5", "_x000D_", "\\u00e9")
}

// fields draws the answers of a sheet, or of a row inside the repeat.
func (d draw) fields(inside bool, around sheet.Fields) sheet.Fields {
	fields := sheet.Fields{}
	for q, in := range d.form.All() {
		if in != inside || !d.asked(q, fields, around) || !q.Required && d.IntN(3) == 0 {
			continue
		}
		d.answer(q, fields)
	}
	return fields
}

func (d draw) answer(q *form.Question, into sheet.Fields) {
	var codes []string
	if q.List != nil {
		for c := range q.List.All() {
			codes = append(codes, c.Code)
		}
	}
	switch q.Kind.Name() {
	case "choice":
		into[q.Code] = []string{d.one(codes...)}
	case "multiple":
		into[q.Code] = []string{d.one(codes...), d.one(codes...)}
	case "band":
		if q.Exact && d.IntN(2) == 0 {
			into[q.Code+".minutes"] = []string{strconv.Itoa(d.IntN(200))}
		} else {
			into[q.Code] = []string{q.Bands.Bands[d.IntN(len(q.Bands.Bands))].Code}
		}
	case "integer":
		into[q.Code] = []string{strconv.FormatInt(q.Min+d.Int64N(min(q.Max-q.Min, 50)+1), 10)}
	case "date":
		into[q.Code] = []string{d.one("2026-02-28", "1900-01-01")}
	default:
		into[q.Code] = []string{d.text()}
	}
	if specifies(q, into[q.Code]) {
		into[q.Code+".text"] = []string{d.text()}
	}
}

func specifies(q *form.Question, values []string) bool {
	return q.List != nil && slices.ContainsFunc(values, func(code string) bool {
		c, ok := q.List.Choice(code)
		return ok && c.Specify
	})
}

func (d draw) asked(q *form.Question, own, around sheet.Fields) bool {
	return q.Asked(func(code string) form.Answer {
		if v, ok := own[code]; ok {
			return form.Answer{Codes: v}
		}
		return form.Answer{Codes: around[code]}
	})
}
