package form_test

import (
	"io/fs"
	"math"
	"path"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"releve/forms"
	"releve/internal/form"
	"releve/internal/locale"
)

// TestShippedAll holds that the library has every file of the folder, under the name of the file.
func TestShippedAll(t *testing.T) {
	lib := shipped(t)
	var have, want []string
	for _, l := range lib.Lists() {
		have = append(have, "lists/"+l.Name+".yaml")
	}
	for _, s := range lib.BandSets() {
		have = append(have, "bands/"+s.Name+".yaml")
	}
	for _, f := range lib.Forms() {
		have = append(have, f.ID+".yaml")
		if got, ok := lib.Form(f.ID); !ok || got != f {
			t.Errorf("%s is not found by its id", f.ID)
		}
	}
	err := fs.WalkDir(forms.FS, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			want = append(want, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(have)
	slices.Sort(want)
	if !slices.Equal(have, want) {
		t.Errorf("read %q\nof the files %q", have, want)
	}
	for _, id := range []string{"monitoring-1030", "monitoring-plus", "appels"} {
		if _, ok := lib.Form(id); !ok {
			t.Errorf("%s does not ship", id)
		}
	}
	if _, ok := lib.Form("nowhere"); ok {
		t.Error("found a questionnaire that does not exist")
	}
}

// texts checks that texts of one sort, by code, are written in four languages and distinct in each.
type texts struct {
	where string
	seen  map[string]string
}

func (x *texts) add(t *testing.T, code, sort string, text locale.Text, most int) {
	t.Helper()
	if len(text) != len(locale.Languages()) {
		t.Errorf("%s: %s of %s is written in %d languages", x.where, sort, code, len(text))
	}
	for _, tag := range locale.Languages() {
		s := text[tag]
		clean, ok := locale.Clean(s)
		if s == "" || !ok || clean != s || strings.Contains(s, "\n") || strings.Contains(s, "  ") {
			t.Errorf("%s: %s of %s in %s is %q", x.where, sort, code, tag, s)
		}
		if most > 0 && utf8.RuneCountInString(s) > most {
			t.Errorf("%s: %s of %s in %s has %d signs: %q", x.where, sort, code, tag, utf8.RuneCountInString(s), s)
		}
		if s == code {
			t.Errorf("%s: the %s %q in %s is the code", x.where, sort, s, tag)
		}
		key := sort + string(tag) + strings.ToLower(s)
		if other, double := x.seen[key]; double {
			t.Errorf("%s: %s %q stands at %s and %s", x.where, sort, s, other, code)
		}
		x.seen[key] = code
	}
}

func TestShippedLists(t *testing.T) {
	for _, l := range shipped(t).Lists() {
		t.Run(l.Name, func(t *testing.T) {
			x := texts{l.Name, map[string]string{}}
			words := map[string]string{}
			codes := map[string]bool{}
			for c := range l.All() {
				codes[c.Code] = true
			}
			for c := range l.All() {
				x.add(t, c.Code, "label", c.Label, 0)
				x.add(t, c.Code, "short", c.Short, 24)
				for _, tag := range locale.Languages() {
					if codes[c.Label[tag]] {
						t.Errorf("the label %q of %s is a code", c.Label[tag], c.Code)
					}
					keywords(t, c, tag, words)
				}
				if len(c.Children) > 0 {
					branch(t, c)
				} else if c.Group != nil {
					t.Errorf("%s has a heading and nothing below it", c.Code)
				}
			}
		})
	}
}

// keywords checks the search words of a choice in one language.
func keywords(t *testing.T, c *form.Choice, tag locale.Tag, words map[string]string) {
	t.Helper()
	if len(c.Keywords[tag]) == 0 {
		t.Errorf("%s has no keyword in %s", c.Code, tag)
	}
	for _, word := range c.Keywords[tag] {
		clean, ok := locale.Clean(word)
		if word == "" || !ok || clean != word {
			t.Errorf("%s: keyword %q in %s", c.Code, word, tag)
		}
		if key := c.Code + string(tag) + strings.ToLower(word); words[key] != "" {
			t.Errorf("%s: keyword %q stands twice in %s", c.Code, word, tag)
		} else {
			words[key] = word
		}
	}
}

// branch checks a choice that others stand below: it has a heading, and an "other" among its children.
func branch(t *testing.T, c *form.Choice) {
	t.Helper()
	if len(c.Group) != len(locale.Languages()) {
		t.Errorf("%s has a heading in %d languages", c.Code, len(c.Group))
	}
	if !slices.ContainsFunc(c.Children, func(child *form.Choice) bool { return strings.HasSuffix(child.Code, "-oth") }) {
		t.Errorf("%s has no child -oth", c.Code)
	}
	for _, child := range c.Children {
		if child.Parent != c {
			t.Errorf("%s does not know its parent", child.Code)
		}
	}
}

func TestShippedBands(t *testing.T) {
	for _, s := range shipped(t).BandSets() {
		t.Run(s.Name, func(t *testing.T) {
			x := texts{s.Name, map[string]string{}}
			for i, b := range s.Bands {
				x.add(t, b.Code, "label", b.Label, 0)
				x.add(t, b.Code, "short", b.Short, 24)
				if b.Open != (i == len(s.Bands)-1) {
					t.Errorf("%s: open %v", b.Code, b.Open)
				}
				if i > 0 && !b.Open && b.Low != s.Bands[i-1].High {
					t.Errorf("%s begins at %v, the one before ends at %v", b.Code, b.Low, s.Bands[i-1].High)
				}
			}
			if s.Bands[0].Low != 0 {
				t.Errorf("begins at %v", s.Bands[0].Low)
			}
			if len(s.Rule) != len(locale.Languages()) {
				t.Errorf("rule in %d languages", len(s.Rule))
			}
		})
	}
}

// TestShippedBandsReproduce re-reads the published means of 2022: 18, 24 and 31 minutes, 124.7, 168.8 and 213.0 hours.
func TestShippedBandsReproduce(t *testing.T) {
	f, _ := shipped(t).Form("monitoring-1030")
	q := f.Role(form.RoleMinutes)
	counts := map[string]float64{"d00": 80, "d10": 125, "d20": 106, "d30": 73, "d60": 32}
	var n float64
	var sum form.Span
	for _, b := range q.Bands.Bands {
		span, open, ok := q.Minutes(form.Answer{Codes: []string{b.Code}})
		if !ok || open != b.Open {
			t.Fatalf("%s: %v %v", b.Code, open, ok)
		}
		n += counts[b.Code]
		sum.Low += counts[b.Code] * span.Low
		sum.Mid += counts[b.Code] * span.Mid
		sum.High += counts[b.Code] * span.High
	}
	hundredths := func(v float64) float64 { return math.Round(v*100) / 100 }
	if got := [3]float64{hundredths(sum.Low / n), hundredths(sum.Mid / n), hundredths(sum.High / n)}; got != [3]float64{17.98, 24.35, 30.72} || n != 416 {
		t.Errorf("means %v of %v", got, n)
	}
	tenths := func(v float64) float64 { return math.Round(v/60*10) / 10 }
	if got := [3]float64{tenths(sum.Low), tenths(sum.Mid), tenths(sum.High)}; got != [3]float64{124.7, 168.8, 213.0} {
		t.Errorf("hours %v", got)
	}
}

func TestShippedForms(t *testing.T) {
	for _, f := range shipped(t).Forms() {
		t.Run(f.ID, func(t *testing.T) {
			x := texts{f.ID, map[string]string{}}
			x.add(t, f.ID, "title", f.Title, 0)
			x.add(t, f.ID, "procedure text", f.ProcedureText, 0)
			for _, nouns := range []form.Nouns{f.SheetNoun, f.RowNoun} {
				for _, tag := range locale.Languages() {
					if noun := nouns[tag]; noun.One == "" || noun.Other == "" {
						t.Errorf("noun in %s: %+v", tag, noun)
					}
				}
			}
			for _, q := range append(slices.Clone(f.Questions), inner(f)...) {
				x.add(t, q.Code, "label", q.Label, 0)
				if q.Kind.Name() != "note" {
					x.add(t, q.Code, "short", q.Short, 24)
				}
				for sort, text := range map[string]locale.Text{"hint": q.Hint, "help": q.Help} {
					if text != nil {
						x.add(t, q.Code, sort, text, 0)
					}
				}
				if q.Role != "" && !slices.Contains(q.Role.Kinds(), q.Kind.Name()) {
					t.Errorf("%s of kind %s carries %s", q.Code, q.Kind.Name(), q.Role)
				}
			}
			for _, g := range f.Groups {
				x.add(t, g.Code, "group", g.Label, 0)
				if g.Footnote != nil {
					x.add(t, g.Code, "footnote", g.Footnote, 0)
				}
			}
			if wrong := form.CheckGroups(f, f.Groups); f.Groups != nil && wrong != nil {
				t.Error(wrong)
			}
			if wrong := form.CheckOutcome(f, f.Outcome); f.Role(form.RoleOutcome) != nil && wrong != nil {
				t.Error(wrong)
			}
		})
	}
}

func inner(f *form.Form) []*form.Question {
	if r := f.Repeat(); r != nil {
		return r.Questions
	}
	return nil
}

// TestShippedMeasures holds what the figures of a questionnaire need: roles, the level of each, groups, the outcome map.
func TestShippedMeasures(t *testing.T) {
	lib := shipped(t)
	tests := []struct {
		form     string
		required string
		roles    string // of the sheet, then behind a bar of the repeat
		groups   string
		success  string
		failure  string
		apart    string
	}{
		{
			"monitoring-1030", "inst proc dur out",
			"inst:institution proc:procedure dur:minutes out:outcome fn:function com:comment",
			"FWB:fwb COMMUNE:com SECU:secu,pay", "ok", "ko", "",
		},
		{
			"monitoring-plus", "inst proc dur out",
			"inst:institution proc:procedure dur:minutes out:outcome fn:function com:comment why:reason " +
				"alt-desk:channel_tried alt-tel:channel_tried alt-post:channel_tried risk:secrets posture:posture",
			"FWB:fwb COMMUNE:com SECU:secu,pay", "ok wait", "ko later abandon", "declined",
		},
		{
			"appels", "kind theme action",
			"cdur:minutes com:comment | theme:theme inst:institution ntu:ntu action:action contacts:contacts res:resolved",
			"", "", "", "",
		},
	}
	for _, test := range tests {
		t.Run(test.form, func(t *testing.T) {
			f, _ := lib.Form(test.form)
			var required, roles []string
			inside := false
			for q, in := range f.All() {
				if in && !inside {
					inside = true
					roles = append(roles, "|")
				}
				if q.Required {
					required = append(required, q.Code)
				}
				if q.Role != "" {
					roles = append(roles, q.Code+":"+string(q.Role))
				}
			}
			var groups []string
			for _, g := range f.Groups {
				groups = append(groups, g.Code+":"+strings.Join(g.Members, ","))
			}
			got := []string{
				strings.Join(required, " "), strings.Join(roles, " "), strings.Join(groups, " "),
				strings.Join(f.Outcome.Success, " "), strings.Join(f.Outcome.Failure, " "), strings.Join(f.Outcome.Apart, " "),
			}
			if want := []string{test.required, test.roles, test.groups, test.success, test.failure, test.apart}; !slices.Equal(got, want) {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

// TestShippedCodesAreFinal names some codes that stand in files of 2022 and after: a code is never removed nor reused.
func TestShippedCodesAreFinal(t *testing.T) {
	lib := shipped(t)
	lists := map[string]*form.List{}
	for _, l := range lib.Lists() {
		lists[l.Name] = l
	}
	final := map[string]string{
		"out-1030": "ok ko", "out": "ok ko wait later abandon declined", "alt": "ok no nt",
		"proc": "rdv cpt cle inf doc dem chg sui rec pay oth bou cho han imp pen afa lsc nrj bnq sej ins emp san urb",
		"kind": "ask silent wrong test repeat", "contacts": "c1 c2 c4 c10", "res": "solved relayed pending unsolved nosol",
		"src": "mouth cpas mut door web press oth", "yes-no": "yes no na",
		"inst": "com com-pop com-oth cpas cpas-loc cpas-oth pay capac csc fgtb cgslb fwb fwb-aj secu onem one ccc ccc-oth bosa int itsme emb benv san-rdv bnk-nickel oth",
	}
	for name, codes := range final {
		for code := range strings.FieldsSeq(codes) {
			if l := lists[name]; l == nil {
				t.Errorf("no list %s", name)
			} else if _, ok := l.Choice(code); !ok {
				t.Errorf("list %s has no code %s", name, code)
			}
		}
	}
	for code := range strings.FieldsSeq("bou cho han imp pen afa lsc nrj bnq sej ins emp san urb") {
		if c, ok := lists["proc"].Choice(code); ok && (c.Parent == nil || c.Parent.Code != "dem") {
			t.Errorf("%s does not stand below dem", code)
		}
	}
}

// TestShippedNames holds that bands and lists that a form uses are the library's own.
func TestShippedNames(t *testing.T) {
	lib := shipped(t)
	for _, f := range lib.Forms() {
		for q := range f.All() {
			if q.List != nil && !slices.Contains(lib.Lists(), q.List) {
				t.Errorf("%s: %s has a list of its own", f.ID, q.Code)
			}
			if q.Bands != nil && !slices.Contains(lib.BandSets(), q.Bands) {
				t.Errorf("%s: %s has bands of its own", f.ID, q.Code)
			}
			if want := "round"; q.Bands != nil && f.ID != "monitoring-1030" && q.Bands.Name != want {
				t.Errorf("%s: %s has the bands %s, want %s", f.ID, q.Code, q.Bands.Name, want)
			}
		}
		if path.Ext(f.ID) != "" {
			t.Errorf("%s has a dot", f.ID)
		}
	}
}
