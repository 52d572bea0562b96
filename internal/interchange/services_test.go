package interchange

import (
	"bytes"
	"crypto/rand"
	"encoding/csv"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"testing"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/problem"
)

// linesOf returns the lines of a text with commas, as a reader of files would.
func linesOf(t *testing.T, text string) iter.Seq2[Line, error] {
	t.Helper()
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord = -1
	records, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return func(yield func(Line, error) bool) {
		for i, values := range records {
			if !yield(Line{Number: i + 1, Values: values}, nil) {
				return
			}
		}
	}
}

// served is a campaign with one service.
func served() *campaign.Campaign {
	return &campaign.Campaign{
		Slug: "c", Forms: []*form.Form{{ID: "f"}}, Participants: []campaign.Participant{
			{Code: "a", Name: "A", Kind: campaign.CPAS, Headcount: 4, Link: "aaaa-aaaa-aaaa-aaaa"},
		},
	}
}

// told writes problems in short.
func told(err error) string {
	var all []string
	for _, p := range problem.All(err) {
		line := p.Key
		if p.Key == "services.line" {
			line = fmt.Sprint(p.Args["line"], " ", p.Args["column"], " ", p.Args["reason"])
		}
		all = append(all, line)
	}
	return strings.Join(all, "; ")
}

func TestServices(t *testing.T) {
	tests := []struct {
		name, file string
		put        ServicesPut
		wrong      string
		want       string // services of the campaign afterwards
	}{
		{"new and the same", "code,name,kind,headcount\nb,B,commune,2\na,A,cpas,4\n", ServicesPut{Added: 1, Same: 1}, "", "a A cpas 4, b B commune 2"},
		{"changed", "code,name,kind,headcount\na,Autre,association,\n", ServicesPut{Changed: 1}, "", "a Autre association 0"},
		{"what has no column stays", "name,code\nAutre,a\n", ServicesPut{Changed: 1}, "", "a Autre cpas 4"},
		{"blank lines, columns and capitals", "Code,NAME,,link\n,,,\nb, B ,,x\n", ServicesPut{Added: 1}, "", "a A cpas 4, b B other 0"},
		{"guarded", "code,name\nb,'=B\n", ServicesPut{Added: 1}, "", "a A cpas 4, b =B other 0"},
		{"twice", "code,name\nb,B\nb,C\n", ServicesPut{}, "3 code services.double", ""},
		{"all or nothing", "code,name,headcount\nb,B,2\nc,,dix\nÉ,C,-1\n", ServicesPut{}, "3 headcount answer.integer; 4 code check.code; 4 headcount check.min", ""},
		{"unknown column", "code,name,adresse\n", ServicesPut{}, "services.column", ""},
		{"column lacks", "code,kind\n", ServicesPut{}, "services.lacks", ""},
		{"nothing", "code,name\n", ServicesPut{}, "services.empty", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := served()
			read, err := ReadServices("f.csv", linesOf(t, tt.file))
			var put ServicesPut
			if err == nil {
				put, err = read.Put(c, rand.Reader)
			}
			if told(err) != tt.wrong || put != tt.put {
				t.Errorf("got %+v, %q, want %+v, %q", put, told(err), tt.put, tt.wrong)
			}
			var all []string
			for _, p := range c.Participants {
				all = append(all, fmt.Sprint(p.Code, " ", p.Name, " ", p.Kind, " ", p.Headcount))
			}
			want := tt.want
			if want == "" {
				want = "a A cpas 4"
			}
			if got := strings.Join(all, ", "); got != want || c.Participants[0].Link != "aaaa-aaaa-aaaa-aaaa" {
				t.Errorf("services %s, want %s", got, want)
			}
		})
	}
}

// The lines of a campaign's services read back as the same services.
func TestServiceLines(t *testing.T) {
	c := served()
	c.Participants = append(c.Participants, campaign.Participant{Code: "b", Name: "=B, et fils", Kind: campaign.Other})
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	if err := w.Write(ServiceColumns()); err != nil {
		t.Fatal(err)
	}
	for cells, err := range ServiceLines(c, func(link string) string { return "https://x/" + link }) {
		if err != nil {
			t.Fatal(err)
		}
		var record []string
		for _, cell := range cells {
			text := cell.Text
			if cell.Kind == Number {
				text = strconv.FormatInt(cell.Number, 10)
			}
			record = append(record, text)
		}
		if err = w.Write(record); err != nil {
			t.Fatal(err)
		}
	}
	w.Flush()
	if !strings.Contains(b.String(), "https://x/aaaa-aaaa-aaaa-aaaa") {
		t.Errorf("no link in\n%s", b.String())
	}
	read, err := ReadServices("f", linesOf(t, b.String()))
	if err != nil {
		t.Fatal(err)
	}
	before := slices.Clone(c.Participants)
	if put, err := read.Put(c, rand.Reader); err != nil || put != (ServicesPut{Same: 2}) || fmt.Sprint(before) != fmt.Sprint(c.Participants) {
		t.Errorf("read back as %+v, %v: %v", put, err, c.Participants)
	}
}
