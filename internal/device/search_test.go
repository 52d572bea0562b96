package device

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"releve/internal/form"
	"releve/internal/locale"
	"releve/internal/need"
)

// asked is what a person types, and how often what was noted before.
type asked struct {
	Say    string                    `json:"say"`
	Counts map[string]map[string]int `json:"counts,omitempty"`
}

// proposal is what search.js proposes.
type proposal struct {
	Inst  string  `json:"inst"`
	Proc  string  `json:"proc"`
	Score float64 `json:"score"`
	Why   string  `json:"why"`
}

func (p proposal) String() string { return p.Inst + "+" + p.Proc }

// answered is what testdata/search.mjs writes.
type answered struct {
	Found  [][]proposal `json:"found"`
	Plain  []string     `json:"plain"`
	Stems  []string     `json:"stems"`
	Millis float64      `json:"millis"`
}

// searched runs search.js over an index.
func searched(t *testing.T, index map[form.Role][]Entry, say []asked) answered {
	t.Helper()
	return ran(t, task{Index: index, Asked: say})
}

// task is what testdata/search.mjs reads.
type task struct {
	Index map[form.Role][]Entry `json:"index"`
	Asked []asked               `json:"asked"`
	Plain []string              `json:"plain"`
	Keys  int                   `json:"keys"`
}

func ran(t *testing.T, what task) answered {
	t.Helper()
	output := need.Node(t, "testdata/search.mjs", what, "internal", "device", "script", "search.js")
	var got answered
	if err := json.Unmarshal(output, &got); err != nil || len(got.Found) != len(what.Asked) || len(got.Plain) != len(what.Plain) {
		t.Fatalf("%d answers for %d questions: %v", len(got.Found), len(what.Asked), err)
	}
	return got
}

// everyday is what a social worker types and the proposals that are right, as institution+act.
type everyday struct {
	Say  string     `json:"say"`
	Lang locale.Tag `json:"lang"`
	Want []string   `json:"want"`
	Slip bool       `json:"slip"`
}

func readEveryday(t *testing.T, file string) []everyday {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", file))
	if err != nil {
		t.Fatal(err)
	}
	var list []everyday
	if err = json.Unmarshal(data, &list); err != nil {
		t.Fatal(err)
	}
	return list
}

// Everyday words lead to the right choice within the first three proposals, in the index of every language.
func TestSearchEveryday(t *testing.T) {
	for _, file := range []string{"everyday.json", "everyday-unseen.json"} {
		list := readEveryday(t, file)
		var say []asked
		for _, e := range list {
			say = append(say, asked{Say: e.Say})
		}
		for _, tag := range locale.Languages() {
			t.Run(file+" "+string(tag), func(t *testing.T) {
				got, ranks := searched(t, shippedIndex(t, tag), say), map[int]int{}
				for i, e := range list {
					rank := slices.IndexFunc(got.Found[i], func(p proposal) bool { return slices.Contains(e.Want, p.String()) }) + 1
					ranks[rank]++
					if rank == 0 || rank > 3 {
						t.Errorf("%q: %q at %d of %v", e.Say, e.Want, rank, got.Found[i])
					}
				}
				for _, rank := range slices.Sorted(maps.Keys(ranks)) {
					t.Logf("%3d of %d at %d", ranks[rank], len(list), rank)
				}
			})
		}
	}
}

// The list is worth something: enough words of each language, and enough slips.
func TestEverydayList(t *testing.T) {
	words, slips := map[locale.Tag]int{}, 0
	for _, e := range readEveryday(t, "everyday.json") {
		if e.Slip {
			slips++
			continue
		}
		words[e.Lang]++
	}
	if words["fr"] < 30 || words["nl"] < 30 || words["de"]+words["en"] < 10 || slips < 20 {
		t.Errorf("%v words, %d slips", words, slips)
	}
}

// Every name of every choice, typed whole, brings its choice within the first three, and most are the first: labels in the
// page's language, short forms in all.
func TestSearchNames(t *testing.T) {
	index := shippedIndex(t, "fr")
	var say []asked
	var want []string
	add := func(role form.Role, code, name string) {
		say, want = append(say, asked{Say: name}), append(want, string(role)+" "+code)
	}
	for role, q := range shippedQuestions(t) {
		for c := range q.List.All() {
			add(role, c.Code, c.Label.In("fr"))
			for _, tag := range locale.Languages() {
				add(role, c.Code, c.Short.In(tag))
			}
		}
	}
	first := 0
	for i, found := range searched(t, index, say).Found {
		at := slices.IndexFunc(found, func(p proposal) bool {
			return want[i] == string(form.RoleInstitution)+" "+p.Inst || want[i] == string(form.RoleProcedure)+" "+p.Proc
		})
		if at < 0 || at > 2 {
			t.Errorf("%q: %s at %d of %v", say[i].Say, want[i], at+1, found)
		} else if at == 0 {
			first++
		}
	}
	t.Logf("%d of %d are the first", first, len(say))
	if first < len(say)*95/100 {
		t.Errorf("only %d of %d names are the first", first, len(say))
	}
}

// Rules of the order of proposals, one by one.
func TestSearchOrder(t *testing.T) {
	tests := []struct {
		name   string
		say    string
		counts map[string]map[string]int
		want   string // the first proposals
	}{
		{name: "institution and act together", say: "bourse", want: "fwb-bour+bou"},
		{name: "one word for each", say: "contester ONEM", want: "onem+rec"},
		{name: "an abbreviation", say: "onem", want: "onem+cho onem+"},
		{name: "an abbreviation in Dutch", say: "rva", want: "onem+cho onem+"},
		{name: "a name of a branch", say: "cpas", want: "cpas+"},
		{name: "a name of a branch in Dutch", say: "OCMW", want: "cpas+"},
		{name: "a branch whose choices the word does not tell apart", say: "spf", want: "fed+"},
		{name: "a choice before its branch", say: "carte médicale", want: "cpas-loc+"},
		{name: "an act alone", say: "rendez-vous", want: "+rdv"},
		{name: "an institution alone", say: "tram", want: "stib+"},
		{name: "with what was noted most", say: "rendez-vous", counts: noted("pair", "com-pop rdv", 5), want: "com-pop+rdv +rdv"},
		{name: "with the institution noted most", say: "rendez-vous", counts: noted("inst", "stib", 5), want: "+rdv"},
		{name: "with the act noted most", say: "tram", counts: noted("pair", "stib pay", 3), want: "stib+pay stib+"},
		{name: "raised", say: "chômage", counts: noted("pair", "csc cho", 9), want: "csc+cho"},
		{name: "a name before what is noted often", say: "one", counts: noted("pair", "onem cho", 99), want: "one+ins"},
		{name: "not hidden", say: "bourse", counts: noted("pair", "stib pay", 900), want: "fwb-bour+bou"},
		{name: "counts of what is no longer there", say: "tram", counts: noted("pair", "gone away", 9), want: "stib+"},
		{name: "a count that is none", say: "tram", counts: noted("inst", "constructor", 1), want: "stib+"},
		{name: "a word that nothing knows is passed over", say: "bourse zzzzzz", want: "fwb-bour+bou"},
		{name: "more than anything answers", say: "tram cpas engie", want: "stib+"},
		{name: "one word written as two", say: "si belga", want: "sibelga+nrj sibelga+"},
		{name: "nothing but such a word", say: "zzzzzz"},
		{name: "one sign", say: "b"},
		{name: "no sign", say: " - "},
		{name: "beginnings", say: "comp mén", want: "com-pop+doc"},
		{name: "endless", say: strings.Repeat("mutuelle ", 10_000), want: "mut+san"},
		{name: "endless in one word", say: strings.Repeat("x", 1_000_000)},
	}
	var say []asked
	for _, test := range tests {
		say = append(say, asked{test.say, test.counts})
	}
	all := searched(t, shippedIndex(t, "fr"), say).Found
	for i, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			found := all[i]
			if len(found) > 8 {
				t.Errorf("%d proposals", len(found))
			}
			want := strings.Fields(test.want)
			if test.want == "" && len(found) > 0 || len(found) < len(want) {
				t.Fatalf("%q: got %v, want %s", test.say, found, test.want)
			}
			for i, w := range want {
				if found[i].String() != w {
					t.Errorf("%q: got %v, want %s", test.say, found, test.want)
				}
			}
		})
	}
}

func noted(of, what string, n int) map[string]map[string]int {
	return map[string]map[string]int{of: {what: n}}
}

// A form may have institutions, acts, both or neither, and no tree of acts.
func TestSearchParts(t *testing.T) {
	whole := shippedIndex(t, "fr")
	flat := []Entry{{"rdv", "", "Prendre rendez-vous", ""}, {"bou", "", "Demander une bourse", "||bour"}}
	tests := []struct {
		name  string
		index map[form.Role][]Entry
		want  string // the first proposal for "bourse"
	}{
		{name: "neither", index: map[form.Role][]Entry{}},
		{name: "institutions", index: map[form.Role][]Entry{form.RoleInstitution: whole[form.RoleInstitution]}, want: "fwb-bour+"},
		{name: "acts", index: map[form.Role][]Entry{form.RoleProcedure: whole[form.RoleProcedure]}, want: "+bou"},
		{name: "acts without a tree", index: map[form.Role][]Entry{form.RoleInstitution: whole[form.RoleInstitution], form.RoleProcedure: flat}, want: "fwb-bour+bou"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := ""
			if found := searched(t, test.index, []asked{{Say: "bourse"}}).Found[0]; len(found) > 0 {
				got = found[0].String()
			}
			if got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// A keystroke costs little: 5 ms of a desktop's processor, 50 ms of a phone's, in the middle of a thousand.
func TestSearchIsFast(t *testing.T) {
	var say []asked
	for _, e := range readEveryday(t, "everyday.json") {
		say = append(say, asked{Say: e.Say})
	}
	took := ran(t, task{Index: shippedIndex(t, "fr"), Asked: say, Keys: 1000}).Millis
	t.Logf("%.2f ms of the processor for each of 1,000 keystrokes", took)
	if took > 5 {
		t.Errorf("a keystroke takes %.2f ms", took)
	}
}

// Browser and server make the same words and stems of a text.
func TestSearchWordsAgree(t *testing.T) {
	var vectors [][2]string
	data, err := os.ReadFile("testdata/words.json")
	if err != nil {
		t.Fatal(err)
	}
	if err = json.Unmarshal(data, &vectors); err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, v := range vectors {
		texts = append(texts, v[0])
	}
	for _, q := range shippedQuestions(t) {
		for c := range q.List.All() {
			for _, tag := range locale.Languages() {
				texts = append(append(texts, c.Label[tag], c.Short[tag]), c.Keywords[tag]...)
			}
		}
	}
	got := ran(t, task{Plain: texts})
	for i, text := range texts {
		if i < len(vectors) && plain(text) != vectors[i][1] {
			t.Errorf("%q: got %q, want %q", text, plain(text), vectors[i][1])
		}
		if got.Plain[i] != plain(text) {
			t.Errorf("%q: the browser has %q, want %q", text, got.Plain[i], plain(text))
		}
		if got.Stems[i] != stems(text) {
			t.Errorf("%q: the browser has stems %q, want %q", text, got.Stems[i], stems(text))
		}
	}
	for _, w := range slices.Sorted(maps.Keys(silent)) {
		if plain(w) != w {
			t.Errorf("%q is not plain", w)
		}
	}
}

func stems(text string) string {
	words := strings.Fields(plain(text))
	for i, w := range words {
		words[i] = stem(w)
	}
	return strings.Join(words, " ")
}
