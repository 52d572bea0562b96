package interchange_test

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"releve/internal/campaign"
	"releve/internal/csv"
	"releve/internal/interchange"
	"releve/internal/problem"
	"releve/internal/sheet"
)

func TestExportedIsReadTheSame(t *testing.T) {
	l := layout(t, survey(t, every))
	sheets := samples(t)
	for _, d := range []csv.Dialect{csv.Plain, csv.ExcelFR} {
		file := export(t, l, d, sheets)
		f := accept(t, l, file)
		if !reflect.DeepEqual(f.Sheets, sheets) {
			t.Errorf("dialect %d: got %+v\nwant %+v", d, f.Sheets, sheets)
		}
		if want := []int{2, 4, 5}; !slices.Equal(f.Lines, want) {
			t.Errorf("dialect %d: lines %v, want %v", d, f.Lines, want)
		}
		if len(f.Participants) > 0 || len(f.Notes) > 0 {
			t.Errorf("dialect %d: got participants %v, notes %v, want none", d, f.Participants, f.Notes)
		}
		if again := export(t, l, d, f.Sheets); again != file {
			t.Errorf("dialect %d: written again\n%s\nwant\n%s", d, again, file)
		}
	}
}

func TestLinesInAnyOrder(t *testing.T) {
	l := layout(t, survey(t, every))
	sheets := samples(t)
	lines := linesOf(t, l, sheets)
	slices.Reverse(lines[1:])
	f, err := l.Read(each(lines), interchange.Options{})
	if err != nil {
		t.Fatal(told(err))
	}
	slices.Reverse(sheets)
	if !reflect.DeepEqual(f.Sheets, sheets) {
		t.Errorf("got %+v\nwant %+v", f.Sheets, sheets)
	}
}

func TestAbsentColumns(t *testing.T) {
	l := layout(t, survey(t, plain))
	f := accept(t, l, "_date,inst,dur\n2026-03-01,a,d00\n,,\n 1/3/2026 ,oth,d10\n")
	if len(f.Sheets) != 2 || f.Sheets[0].ID == f.Sheets[1].ID {
		t.Fatalf("got %+v, want two sheets with ids of their own", f.Sheets)
	}
	for i, got := range f.Sheets {
		want := sheet.Sheet{
			ID: got.ID, Version: 2026020101, Date: "2026-03-01", Precision: sheet.Day, Channel: sheet.Import, Language: "fr",
			Status: sheet.Received, Answers: got.Answers,
		}
		if !reflect.DeepEqual(*got, want) {
			t.Errorf("sheet %d: got %+v, want %+v", i, *got, want)
		}
	}
	want := []interchange.Note{{Key: "import.note.ids", Args: problem.Args{"n": 2}}}
	if !reflect.DeepEqual(f.Notes, want) {
		t.Errorf("got notes %v, want %v", f.Notes, want)
	}
}

func TestGivenColumns(t *testing.T) {
	l := layout(t, survey(t, plain))
	f := accept(t, l, "inst,dur,why/w1,_id,_row,_follows,_shared,_campaign,_form_version,_organisation,_worker,_first,_date,"+
		"_date_precision,_received_at,_channel,_language,_status,_status_reason\n"+
		"a,d00,x,"+strings.ToUpper(id1)+",1,"+strings.ToUpper(id2)+",99,essai,2026010101,neuf-1,w9,y,2026-03-01,"+
		"month,2026-03-02T00:30:15.7+01:00,keyed,nl,rejected,hors champ\n"+
		"a,d00,,"+id2+",,unknown,,,,neuf-1,,,2026-03-01,,,,,,\n")
	want := sheet.Sheet{
		ID: f.Sheets[0].ID, Participant: "neuf-1", Version: 2026010101, Follows: id2, Shared: 99, Worker: "w9",
		Date: "2026-03-01", Precision: sheet.Month, ReceivedAt: clock().Truncate(time.Second), Channel: sheet.Keyed,
		Language: "nl", Status: sheet.Rejected, Reason: "hors champ", Answers: f.Sheets[0].Answers,
	}
	if got := *f.Sheets[0]; got.ID.String() != id1 || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
	if got := f.Sheets[1].Follows; got != sheet.Unknown {
		t.Errorf("got follows %q, want %q", got, sheet.Unknown)
	}
	if len(f.Participants) != 1 || f.Participants[0].Link == "" {
		t.Fatalf("got participants %+v, want one with a link", f.Participants)
	}
	f.Participants[0].Link = ""
	if want := (campaign.Participant{Code: "neuf-1", Name: "neuf-1", Kind: campaign.Other}); !reflect.DeepEqual(f.Participants[0], want) {
		t.Errorf("got participant %+v, want %+v", f.Participants[0], want)
	}
	notes := []interchange.Note{{Key: "import.note.participants", Args: problem.Args{"n": 1, "codes": []string{"neuf-1"}}}}
	if !reflect.DeepEqual(f.Notes, notes) {
		t.Errorf("got notes %v, want %v", f.Notes, notes)
	}
}

func TestOptions(t *testing.T) {
	const file = "_date,inst,dur,_id,_organisation,_campaign\n2026-03-01,a,d00," + id1 + ",neuf-1,autre\n" +
		"2026-03-01,a,d00," + id2 + ",neuf-1,essai\n2026-03-01,a,d00," + id3 + ",asso-1,\n"
	tests := []struct {
		name    string
		options interchange.Options
		want    string
	}{
		{"none", interchange.Options{}, "import.cell 2 _campaign autre import.campaign"},
		{"as campaign", interchange.Options{AsCampaign: true}, ""},
		{"strict", interchange.Options{AsCampaign: true, Strict: true}, "import.cell 2 _organisation neuf-1 import.organisation.strict"},
	}
	l := layout(t, survey(t, plain))
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := read(l, file, test.options)
			if got := told(err); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestLocate(t *testing.T) {
	l := layout(t, survey(t, every))
	f := accept(t, l, export(t, l, csv.Plain, samples(t)))
	kept := problem.New(problem.Conflict, "sheet.conflict", problem.Args{"sheet": 1})
	if got, want := told(f.Locate(problem.List{kept})), "import.cell 4 _id "+id2+" sheet.conflict"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	other := problem.New(problem.Unavailable, "problem.unavailable", nil)
	if got := f.Locate(other); !errors.Is(got, other) {
		t.Errorf("got %v, want the error as it was", got)
	}
}

// linesOf returns sheets as the lines of a file, the header first.
func linesOf(t *testing.T, l *interchange.Layout, sheets []*sheet.Sheet) []interchange.Line {
	t.Helper()
	var lines []interchange.Line
	for line, err := range csv.Read(strings.NewReader(export(t, l, csv.Plain, sheets))) {
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, line)
	}
	return lines
}

func each(lines []interchange.Line) func(func(interchange.Line, error) bool) {
	return func(yield func(interchange.Line, error) bool) {
		for _, line := range lines {
			if !yield(line, nil) {
				return
			}
		}
	}
}

// One hash of a token in a thousand holds digits with the checksum of a card or an account.
func TestHashedTokens(t *testing.T) {
	const hash = "c007d599e429f9f4536285529516322f52ad8aee244602683f4b7c6c5998af6b"
	if !sheet.Private(hash) {
		t.Fatal("this hash proves nothing, find another one")
	}
	l := layout(t, survey(t, plain))
	f := accept(t, l, "_date,inst,dur,_worker\n2026-03-01,a,d00,"+hash+"\n")
	if got := f.Sheets[0].Worker; got != hash {
		t.Errorf("got %q, want the hash", got)
	}
}
