package interchange_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"releve/internal/campaign"
	"releve/internal/csv"
	"releve/internal/interchange"
	"releve/internal/sheet"
)

// clock is the instant at which sheets of tests come in.
func clock() time.Time { return time.Date(2026, 3, 1, 23, 30, 15, 999, time.UTC) }

func TestHeader(t *testing.T) {
	const own = " _id _row _follows _shared _campaign _form_version _organisation _worker _first _date _date_precision" +
		" _received_at _channel _language _status _status_reason"
	tests := []struct {
		name string
		form string
		want string
	}{
		{
			"versions joined, without a repeat", plain,
			"inst inst.text why why/w1 why/w2 why/w3 why/w-oth why.text dur dur.minutes old pc when" +
				" risk risk/r1 risk/r2 com" + own,
		},
		{
			"with a repeat", every,
			"inst inst.text why why/w1 why/w2 why/w3 why/w-oth why.text dur dur.minutes old pc when" +
				" risk risk/r1 risk/r2 com theme theme.text tags tags/w1 tags/w2 tags/w3 tags/w-oth tags.text" +
				" mins mins.minutes qty note day after" + own,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			l := layout(t, survey(t, test.form))
			if got := strings.Join(l.Header(), " "); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
			bare, err := interchange.New(survey(t, test.form))
			if err != nil {
				t.Fatal(err)
			}
			want := strings.Replace(test.want, " _worker", "", 1)
			if got := strings.Join(bare.Header(), " "); got != want {
				t.Errorf("without tokens: got %s\nwant %s", got, want)
			}
		})
	}
}

func TestNewUnknownZone(t *testing.T) {
	c := survey(t, plain)
	c.Zone = "Europe/Nulle-Part"
	if _, err := interchange.New(c); err == nil {
		t.Error("got no error")
	}
}

// ids of sheets in tests, in their order.
const (
	id1 = "00000000-0000-4000-8000-000000000001"
	id2 = "00000000-0000-4000-8000-000000000002"
	id3 = "00000000-0000-4000-8000-000000000003"
	id4 = "00000000-0000-4000-8000-000000000004"
)

// samples are sheets of the questionnaire with a repeat: two rows; none, of the older version; one.
func samples(t *testing.T) []*sheet.Sheet {
	t.Helper()
	c := survey(t, every)
	two := fill(t, c.Forms[1], id1, sheet.Entry{
		Answers: sheet.Fields{
			"inst": {"b-oth"}, "inst.text": {"=cmd"}, "why": {"w2 w1"}, "dur.minutes": {"75"}, "pc": {"-5"},
			"when": {"2026-02-28"}, "com": {"a, \"b\"\nc; d"}, "after": {"+32"},
		},
		Rows: []sheet.Fields{
			{"theme": {"b"}, "tags": {"w-oth"}, "tags.text": {"'@home"}, "qty": {"0"}},
			{"theme": {"a"}, "note": {"été"}, "day": {"1/3/2026"}, "mins": {"d10"}},
		},
	})
	two.Worker, two.Participant, two.ReceivedAt = "w1", "-s", clock().Truncate(time.Second)
	two.Status, two.Reason = sheet.Excluded, "doublon"
	none := fill(t, c.Forms[0], id2, sheet.Entry{
		Answers: sheet.Fields{"inst": {"a"}, "dur": {"d00"}, "old": {"hier"}}, Shared: "3", Precision: "week",
	})
	none.ReceivedAt, none.Channel = time.Time{}, sheet.Import
	one := fill(t, c.Forms[1], id3, sheet.Entry{
		Answers: sheet.Fields{"inst": {"oth"}, "dur": {"d00"}, "risk": {"r2"}},
	})
	one.Worker = "w1"
	return []*sheet.Sheet{two, none, one}
}

func TestLines(t *testing.T) {
	l := layout(t, survey(t, every))
	got := export(t, l, csv.Plain, samples(t))
	want := strings.Join(l.Header(), ",") + "\n" +
		`b-oth,'=cmd,w1 w2,1,1,0,0,,d60,75,,-5,2026-02-28,,0,0,"a, ""b""` + "\n" + `c; d",` +
		`b,,w-oth,0,0,0,1,''@home,,,0,,,'+32,` +
		id1 + ",1,,,essai,2026020101,'-s,w1,1,2026-03-01,day,2026-03-02T00:30:15+01:00,web,fr,excluded,doublon\n" +
		`b-oth,'=cmd,w1 w2,1,1,0,0,,d60,75,,-5,2026-02-28,,0,0,"a, ""b""` + "\n" + `c; d",` +
		`a,,,,,,,,d10,,,été,2026-03-01,'+32,` +
		id1 + ",2,,,essai,2026020101,'-s,w1,0,2026-03-01,day,2026-03-02T00:30:15+01:00,web,fr,excluded,doublon\n" +
		`a,,,,,,,,d00,,hier,,,,,,,` + `,,,,,,,,,,,,,,` +
		id2 + ",0,,3,essai,2026010101,,,0,2026-03-01,week,,import,fr,received,\n" +
		`oth,,,0,0,0,0,,d00,,,,,r2,0,1,,` + `,,,,,,,,,,,,,,` +
		id3 + ",0,,,essai,2026020101,,w1,0,2026-03-01,day,2026-03-02T00:30:15+01:00,web,fr,received,\n"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// A choice that the sheet's version does not have could not be given: blank, and no 0, stands under it.
func TestLinesOfOlderVersion(t *testing.T) {
	c := survey(t, plain)
	l := layout(t, c)
	older := fill(t, c.Forms[0], id1, sheet.Entry{Answers: sheet.Fields{"inst": {"b"}, "dur": {"d00"}, "why": {"w3"}}})
	want := strings.Join(l.Header(), ",") + "\n" +
		"b,,w3,0,,1,0,,d00,,,,,,,,," + id1 + ",1,,,essai,2026010101,,,0,2026-03-01,day,2026-03-02T00:30:15+01:00,web,fr,received,\n"
	if got := export(t, l, csv.Plain, []*sheet.Sheet{older}); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// A workbook holds numbers and dates as such, and no number is ever taken for a formula.
func TestCellKinds(t *testing.T) {
	l := layout(t, survey(t, every))
	want := map[string]interchange.Cell{
		"inst":           {Kind: interchange.Text, Text: "b-oth"},
		"pc":             {Kind: interchange.Number, Number: -5},
		"why/w1":         {Kind: interchange.Number, Number: 1},
		"dur.minutes":    {Kind: interchange.Number, Number: 75},
		"when":           {Kind: interchange.Date, Text: "2026-02-28"},
		"risk":           {},
		"qty":            {Kind: interchange.Number},
		"note":           {},
		"_row":           {Kind: interchange.Number, Number: 1},
		"_shared":        {},
		"_form_version":  {Kind: interchange.Number, Number: 2026020101},
		"_organisation":  {Kind: interchange.Text, Text: "'-s"},
		"_first":         {Kind: interchange.Number, Number: 1},
		"_date":          {Kind: interchange.Date, Text: "2026-03-01"},
		"_received_at":   {Kind: interchange.Text, Text: "2026-03-02T00:30:15+01:00"},
		"_status_reason": {Kind: interchange.Text, Text: "doublon"},
	}
	for cells, err := range l.Lines(kept(samples(t))) {
		if err != nil {
			t.Fatal(err)
		}
		for i, name := range l.Header() {
			if cell, ok := want[name]; ok && cells[i] != cell {
				t.Errorf("%s: got %+v, want %+v", name, cells[i], cell)
			}
		}
		break
	}
}

func TestLinesPassedOver(t *testing.T) {
	l := layout(t, survey(t, every))
	sheets := samples(t)
	stored := []campaign.Kept{
		{Sheet: sheets[0], Trial: true}, {Sheet: &sheet.Sheet{ID: sheets[1].ID}, Erased: true}, {Sheet: sheets[2]},
	}
	got := 0
	for cells, err := range l.Lines(func(yield func(campaign.Kept, error) bool) {
		for _, k := range stored {
			if !yield(k, nil) {
				return
			}
		}
	}) {
		if got++; err != nil || cells[slices.Index(l.Header(), "_id")].Text != id3 || cells[slices.Index(l.Header(), "_first")].Number != 1 {
			t.Errorf("got line %v, error %v, want the line of the last sheet, first of its token", cells, err)
		}
	}
	if got != 1 {
		t.Errorf("got %d lines, want 1", got)
	}
}

func TestLinesErrors(t *testing.T) {
	l := layout(t, survey(t, every))
	broken := errors.New("store on fire")
	unknown := *samples(t)[0]
	unknown.Version = 2026010109
	tests := []struct {
		name string
		kept campaign.Kept
		err  error
	}{
		{"of the store", campaign.Kept{}, broken},
		{"version of no form", campaign.Kept{Sheet: &unknown}, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var got []error
			for _, err := range l.Lines(func(yield func(campaign.Kept, error) bool) { yield(test.kept, test.err) }) {
				got = append(got, err)
			}
			if len(got) != 1 || got[0] == nil || test.err != nil && !errors.Is(got[0], test.err) {
				t.Errorf("got errors %v, want one", got)
			}
		})
	}
}

// A reader that has seen enough gets no more lines, not even of the same sheet.
func TestLinesStop(t *testing.T) {
	l := layout(t, survey(t, every))
	for range l.Lines(kept(samples(t))) {
		break
	}
}
