package transfer_test

import (
	"bytes"
	"errors"
	"iter"
	"math/rand/v2"
	"strings"
	"testing"

	"releve/internal/campaign"
	"releve/internal/need"
	"releve/internal/problem"
	"releve/internal/sqlite"
	"releve/internal/tally"
	"releve/internal/transfer"
)

// filled opens a store with sheets of a shipped form.
func filled(tb testing.TB, formID string, n int) *sqlite.DB {
	tb.Helper()
	db := surveyed(tb, formID)
	c, err := db.Campaign(tb.Context(), slug)
	if err != nil {
		tb.Fatal(err)
	}
	in := campaign.Importation{Sheets: sheets(tb, c.Form(), n)}
	for _, code := range []string{"autre-1", "-s"} {
		p, failed := campaign.NewParticipant(c.Form(), campaign.Participant{Code: code, Name: code, Kind: campaign.Other}, rand.NewChaCha8([32]byte(bytes.Repeat([]byte(code[1:2]), 32))))
		if failed != nil {
			tb.Fatal(failed)
		}
		in.Participants = append(in.Participants, p)
	}
	if _, err = db.Import(tb.Context(), slug, in); err != nil {
		tb.Fatal(err)
	}
	return db
}

// What is exported with tokens is imported into a campaign of the same slug elsewhere and exported again: identical
// bytes, from each format into each.
func TestRoundTrip(t *testing.T) {
	all := need.Size(40, 300, 300)
	for _, formID := range []string{"monitoring-1030", "monitoring-plus", "appels"} {
		t.Run(formID, func(t *testing.T) {
			from := filled(t, formID, all)
			var want [][]byte
			files := []transfer.Request{
				{Format: transfer.CSV, Tokens: true},
				{Format: transfer.JSON, Tokens: true},
				{Format: transfer.XLSX, Tokens: true},
				{Format: transfer.CSV, Tokens: true, ExcelFR: true},
			}
			for _, q := range files {
				want = append(want, wrote(t, from, q))
			}
			for i, q := range files {
				fresh := surveyed(t, formID)
				got, err := take(t, fresh, file(want[i]), transfer.ImportOptions{})
				if err != nil || got.New != all || len(got.Joined) != 2 {
					t.Fatalf("%v: got %+v, %s", q, got, told(err))
				}
				for j, other := range files {
					if again := wrote(t, fresh, other); other.Format != transfer.XLSX && !bytes.Equal(again, want[j]) {
						t.Errorf("from %s, %s is another one: %s", q.Format, other.Format, difference(again, want[j]))
					}
				}
				again, err := take(t, fresh, file(want[i]), transfer.ImportOptions{})
				if err != nil || again.New != 0 || again.Same != all {
					t.Errorf("%v, once more: got %+v, %s", q, again, told(err))
				}
			}
		})
	}
}

// difference shows where two files part.
func difference(got, want []byte) string {
	i := 0
	for i < len(got) && i < len(want) && got[i] == want[i] {
		i++
	}
	around := func(b []byte) string { return string(b[max(0, min(i-80, len(b))):min(i+80, len(b))]) }
	return "got …" + around(got) + "…, want …" + around(want) + "…"
}

func TestChecked(t *testing.T) {
	tests := []struct {
		name string
		q    transfer.Request
		want string
	}{
		{"nothing said", transfer.Request{}, ""},
		{"dates as people write them", transfer.Request{Filter: tally.Filter{From: "1/3/2026", To: "2026-03-01"}}, ""},
		{"no date", transfer.Request{Filter: tally.Filter{From: "hier", To: "2026-02-30"}}, "from export.date\nto export.date"},
		{"dates the wrong way round", transfer.Request{Filter: tally.Filter{From: "2026-03-02", To: "1/3/2026"}}, "to export.dates"},
		{"unknown format", transfer.Request{Format: "pdf"}, "format export.format"},
		{"unknown purpose", transfer.Request{Purpose: "fun"}, "for export.for"},
		{"rows to share", transfer.Request{Purpose: transfer.Share, Format: transfer.CSV}, "for export.share.format"},
		{"objects to share", transfer.Request{Purpose: transfer.Share, Format: transfer.JSON}, "for export.share.format"},
		{"tokens to share", transfer.Request{Purpose: transfer.Share, Tokens: true}, "with-tokens export.share.tokens"},
		{"semicolons in a workbook", transfer.Request{ExcelFR: true}, "excel-fr export.excel"},
		{"semicolons in JSON", transfer.Request{ExcelFR: true, Format: transfer.JSON}, "excel-fr export.excel"},
		{"semicolons in CSV", transfer.Request{ExcelFR: true, Format: transfer.CSV}, ""},
	}
	db := surveyed(t, "monitoring-1030")
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := test.q.Checked()
			if got := keys(err); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
			var out bytes.Buffer
			if err = write(t, db, test.q, &out); keys(err) != test.want || test.want != "" && out.Len() > 0 {
				t.Errorf("written: got %v and %d bytes, want %q", err, out.Len(), test.want)
			}
		})
	}
	q, err := transfer.Request{Filter: tally.Filter{From: "1/3/2026", Participants: []string{"asso", ""}}}.Checked()
	if err != nil || q.Filter.From != "2026-03-01" || q.Format != transfer.XLSX || q.Purpose != transfer.Work {
		t.Errorf("got %+v, %v", q, err)
	}
	q.Filter.Participants = append(q.Filter.Participants, "nobody")
	if err = write(t, db, q, &bytes.Buffer{}); problem.KindOf(err) != problem.NotFound {
		t.Errorf("got %v for a service that the campaign does not have", err)
	}
}

// Only sheets that pass the filter are written.
func TestFilter(t *testing.T) {
	db := filled(t, "monitoring-1030", 120)
	all := bytes.Count(wrote(t, db, transfer.Request{Format: transfer.JSON}), []byte("\n{"))
	counted := 0
	for _, f := range []tally.Filter{{To: "2026-03-10"}, {From: "2026-03-11"}} {
		part := bytes.Count(wrote(t, db, transfer.Request{Format: transfer.JSON, Filter: f}), []byte("\n{"))
		if part == 0 {
			t.Errorf("nothing passes %+v", f)
		}
		counted += part
	}
	if all != 120 || counted != all {
		t.Errorf("got %d in two parts of %d, want 120", counted, all)
	}
	file := wrote(t, db, transfer.Request{Format: transfer.CSV, Filter: tally.Filter{Participants: []string{"asso"}}})
	if bytes.Contains(file, []byte(",autre-1,")) || !bytes.Contains(file, []byte(",asso,")) || bytes.Contains(file, []byte("_worker")) {
		t.Errorf("got\n%.2000s", file)
	}
}

// A file to share is refused for services that have so few sheets between them that every figure would be theirs.
func TestShareFew(t *testing.T) {
	db := surveyed(t, "monitoring-1030")
	line := "com-pop,rdv,d10,ok,2026-03-02,"
	data := "inst,proc,dur,out,_date,_organisation\n" + strings.Repeat(line+"asso\n", 5) + strings.Repeat(line+"petit\n", 4)
	if _, err := take(t, db, file([]byte(data)), transfer.ImportOptions{}); err != nil {
		t.Fatal(told(err))
	}
	tests := []struct {
		name   string
		filter tally.Filter
		want   string
	}{
		{"all", tally.Filter{}, ""},
		{"enough", tally.Filter{Participants: []string{"asso"}}, ""},
		{"few", tally.Filter{Participants: []string{"petit"}}, "export.share.few"},
		{"few by kind", tally.Filter{Kinds: []campaign.Kind{campaign.Other}}, "export.share.few"},
		{"few on these days", tally.Filter{Participants: []string{"asso"}, From: "2026-03-03"}, "export.share.few"},
		{"together", tally.Filter{Participants: []string{"asso", "petit"}}, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var out bytes.Buffer
			err := write(t, db, transfer.Request{Purpose: transfer.Share, Filter: test.filter}, &out)
			if keys(err) != test.want || (err == nil) != (out.Len() > 0) {
				t.Errorf("got %v and %d bytes, want %q", err, out.Len(), test.want)
			}
			if err = write(t, db, transfer.Request{Filter: test.filter}, &out); err != nil {
				t.Errorf("for work: %v", err)
			}
		})
	}
}

func TestName(t *testing.T) {
	c := &campaign.Campaign{Slug: "automne", Zone: "Europe/Brussels"}
	tests := []struct {
		name string
		q    transfer.Request
		want string
	}{
		{"workbook", transfer.Request{Format: transfer.XLSX, Purpose: transfer.Work}, "releve-automne-2026-11-23.xlsx"},
		{"to share", transfer.Request{Format: transfer.XLSX, Purpose: transfer.Share}, "releve-automne-2026-11-23-share.xlsx"},
		{"rows", transfer.Request{Format: transfer.CSV}, "releve-automne-2026-11-23.csv"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := test.q.Name(c, made()); got != test.want { // half past midnight in Brussels
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
	if got := (transfer.Request{Format: transfer.JSON}).Name(&campaign.Campaign{Slug: "x", Zone: "Nowhere"}, made()); got != "releve-x-2026-11-22.json" {
		t.Errorf("got %s", got)
	}
	for _, f := range transfer.Formats() {
		if f.Type() == transfer.Format("").Type() {
			t.Errorf("%s has no media type", f)
		}
	}
}

// An error on the way ends the file; it is not taken for the end of the rows.
func TestBrokenView(t *testing.T) {
	db := filled(t, "monitoring-1030", 3)
	broken := errors.New("disk on fire")
	for _, f := range transfer.Formats() {
		err := db.View(t.Context(), slug, func(v campaign.View) error {
			return transfer.Write(&bytes.Buffer{}, burning{v, broken}, transfer.Request{Format: f}, options(t))
		})
		if !errors.Is(err, broken) {
			t.Errorf("%s: got %v, want the store's error", f, err)
		}
	}
}

// burning is a view that breaks when it is read.
type burning struct {
	campaign.View

	err error
}

// ByDate breaks.
func (b burning) ByDate() iter.Seq2[campaign.Kept, error] {
	return func(yield func(campaign.Kept, error) bool) { yield(campaign.Kept{}, b.err) }
}
