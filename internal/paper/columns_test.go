package paper

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"releve/internal/campaign"
	"releve/internal/need"
)

// TestKey holds that keys are typed with one sign, as far as there are signs, and that none is the beginning of another.
func TestKey(t *testing.T) {
	for i, want := range map[int]string{0: "1", 8: "9", 9: "A", 34: "Z", 35: "01", 69: "0Z", 70: "001"} {
		if got := Key(i); got != want {
			t.Errorf("key %d is %s, want %s", i, got, want)
		}
	}
	var all []string
	for i := range 200 {
		for _, other := range all {
			if strings.HasPrefix(Key(i), other) {
				t.Fatalf("%s begins %s", other, Key(i))
			}
		}
		all = append(all, Key(i))
	}
}

// boxesTold says what the boxes of a form are: a question on a line.
func boxesTold(cols []Column) string {
	var b strings.Builder
	for _, col := range cols {
		b.WriteString(col.Question.Code + ":")
		for _, choice := range col.Choices {
			b.WriteString(" " + choice.Key + choice.Code)
		}
		b.WriteString("\n")
	}
	return b.String()
}

// TestColumns holds which boxes the questions have: the first level of a list, "other" last, all bands; those that the form
// proposes for the institution; fewer of those where a line would be too narrow.
func TestColumns(t *testing.T) {
	for _, tt := range []struct {
		name, form string
		groups     []string
		want       string
	}{
		{"by default", "monitoring-1030", nil, `inst: 1fwb 2com 3secu 4pay 5cpas 6rbc 7mut 8fam 9fed Anrj Bbnk Coth
proc: 1rdv 2cpt 3cle 4inf 5doc 6dem 7chg 8sui 9rec Apay Both
dur: 1d00 2d10 3d20 4d30 5d60
out: 1ok 2ko
fn: 1as 2edu 3acc 4epn 5jur 6det 7ins 8for 9san Alog Bcoo Cben Dsta Eoth
`},
		{"chosen by the campaign", "monitoring-1030", []string{"rbc", "SECU", "nowhere", "csc"}, `inst: 1rbc 2secu 3pay 4csc 5oth
proc: 1rdv 2cpt 3cle 4inf 5doc 6dem 7chg 8sui 9rec Apay Both
dur: 1d00 2d10 3d20 4d30 5d60
out: 1ok 2ko
fn: 1as 2edu 3acc 4epn 5jur 6det 7ins 8for 9san Alog Bcoo Cben Dsta Eoth
`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := survey(shippedForm(t, tt.form))
			c.PaperGroups = tt.groups
			if got := boxesTold(Columns(c, c.Form())); got != tt.want {
				t.Errorf("got\n%swant\n%s", got, tt.want)
			}
		})
	}
	c := survey(shippedForm(t, "monitoring-plus"))
	cols := Columns(c, c.Form())
	if got, want := fmt.Sprint(cols[0].Choices), "[{1 fwb} {2 com} {3 secu} {4 pay} {5 cpas} {6 rbc} {7 oth}]"; got != want {
		t.Errorf("on a narrow line institutions are %s, want %s", got, want)
	}
}

// TestRequiredAreAsked holds that every question that must be answered stands on every sheet.
func TestRequiredAreAsked(t *testing.T) {
	for _, f := range shipped(t) {
		for _, kind := range sheets() {
			asked := map[string]bool{}
			for _, p := range laid(t, job(survey(f), kind, "fr")).Pages {
				for _, field := range p.Fields {
					asked[field.Question] = asked[field.Question] || field.Part == ""
				}
			}
			for q := range f.All() {
				if (q.Required || kind == Slip) && !asked[q.Code] {
					t.Errorf("%s %s does not ask %s", f.ID, kind, q.Code)
				}
			}
			for _, name := range map[Kind][]string{
				Slip:  {FieldDay, FieldMonth, FieldFollow},
				Tally: {FieldWeek10, FieldWeek1, FieldDate, FieldVoid},
			}[kind] {
				if !asked[name] {
					t.Errorf("%s %s has no %s", f.ID, kind, name)
				}
			}
			if kind == Tally && asked[FieldSame] != (f.Repeat() != nil) || kind == Tally && asked[FieldShared] == (f.Repeat() != nil) {
				t.Errorf("%s: × n and the same sheet: %v", f.ID, asked)
			}
		}
	}
}

// TestLines holds how many lines a tally has.
func TestLines(t *testing.T) {
	for _, f := range shipped(t) {
		p := laid(t, job(survey(f), Tally, "fr")).Pages[0]
		last := slices.MaxFunc(p.Fields, func(a, b Field) int { return a.Line - b.Line }).Line
		if want := map[bool]int{true: mostOnTally, false: usualLines}[p.Width < p.Height]; last != want {
			t.Errorf("%s has %d lines, want %d", f.ID, last, want)
		}
	}
}

// TestPages holds how many pages a slip takes: the shortest questionnaire one, with logos and everything.
func TestPages(t *testing.T) {
	logo, err := os.ReadFile(filepath.Join(need.Root(t), "static", "icon-192.png"))
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]int{"monitoring-1030": 1, "monitoring-plus": 2, "appels": 4} {
		c := survey(shippedForm(t, id))
		c.Fictitious = true
		c.Logos = []campaign.Logo{{Name: "A", Image: logo}, {Name: "B", Image: logo}}
		if got := len(laid(t, job(c, Slip, "fr", "nl")).Pages); got != want {
			t.Errorf("%s takes %d pages, want %d", id, got, want)
		}
	}
}
