package locale

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"releve/internal/problem"
)

type minutes int

type headcount uint8

type ratio float32

type colour struct{}

func (colour) String() string { return "vert" }

// trial is a catalogue with a few messages of its own beside the needed ones.
func trial(t *testing.T, extra string) (*Catalogue, error) {
	t.Helper()
	var needs strings.Builder
	for _, key := range needed() {
		fmt.Fprintf(&needs, "%q: %q,\n", key, "{n}"+key)
	}
	files := fstest.MapFS{}
	for _, tag := range Languages() {
		text := "{" + needs.String() + extra + "}"
		files["messages/"+string(tag)+".json"] = &fstest.MapFile{Data: []byte(text)}
	}
	return load(files)
}

func TestText(t *testing.T) {
	catalogue, err := trial(t, `
		"a.plain": "rien à remplir",
		"a.value": "<{x}>",
		"a.two": "{x}{y}, {x}",
		"a.count": {"one": "{n} fiche", "other": "{n} fiches"},
		"a.other": {"other": "beaucoup"}`)
	if err != nil {
		t.Fatal(err)
	}
	p := catalogue.Printer("fr")
	p.group, p.decimal = "'", ","
	p.messages["list.last"] = message{whole: pattern{texts: []string{" et "}}}
	p.messages["list.next"] = message{whole: pattern{texts: []string{", "}}}
	tests := []struct {
		name string
		key  string
		args problem.Args
		want string
	}{
		{"plain", "a.plain", nil, "rien à remplir"},
		{"plain with args nobody asked for", "a.plain", problem.Args{"x": 1}, "rien à remplir"},
		{"missing key", "a.nothing", nil, "a.nothing"},
		{"missing value stays visible", "a.value", nil, "<{x}>"},
		{"string as it is", "a.value", problem.Args{"x": "1000 {y} <b>"}, "<1000 {y} <b>>"},
		{"int", "a.value", problem.Args{"x": 1234567}, "<1'234'567>"},
		{"int64", "a.value", problem.Args{"x": int64(-1234)}, "<-1'234>"},
		{"named int", "a.value", problem.Args{"x": minutes(1234)}, "<1'234>"},
		{"named unsigned", "a.value", problem.Args{"x": headcount(200)}, "<200>"},
		{"greatest unsigned", "a.value", problem.Args{"x": uint64(math.MaxUint64)}, "<18'446'744'073'709'551'615>"},
		{"float", "a.value", problem.Args{"x": 1234.56}, "<1'234,6>"},
		{"named float", "a.value", problem.Args{"x": ratio(0.5)}, "<0,5>"},
		{"nested key", "a.value", problem.Args{"x": problem.Key("a.plain")}, "<rien à remplir>"},
		{"list", "a.value", problem.Args{"x": []string{"a", "b", "c"}}, "<a, b et c>"},
		{"text by language", "a.value", problem.Args{"x": Text{"fr": "oui", "en": "yes"}}, "<oui>"},
		{"stringer", "a.value", problem.Args{"x": colour{}}, "<vert>"},
		{"named string", "a.value", problem.Args{"x": Tag("nl")}, "<nl>"},
		{"error", "a.value", problem.Args{"x": errors.New("x")}, "<x>"},
		{"no value", "a.value", problem.Args{"x": nil}, "<>"},
		{"twice and side by side", "a.two", problem.Args{"x": "a", "y": "b"}, "ab, a"},
		{"plural 0", "a.count", problem.Args{"n": 0}, "0 fiche"},
		{"plural 1", "a.count", problem.Args{"n": int64(1)}, "1 fiche"},
		{"plural 2", "a.count", problem.Args{"n": uint8(2)}, "2 fiches"},
		{"plural 1.5", "a.count", problem.Args{"n": 1.5}, "1,5 fiche"},
		{"plural 2.0", "a.count", problem.Args{"n": 2.0}, "2,0 fiches"},
		{"plural of a text", "a.count", problem.Args{"n": "1"}, "1 fiches"},
		{"plural without number", "a.count", nil, "{n} fiches"},
		{"plural without the form", "a.other", problem.Args{"n": 1}, "beaucoup"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := p.Text(test.key, test.args); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestPluralByLanguage(t *testing.T) {
	catalogue, err := trial(t, `"a.count": {"one": "one", "other": "other"}`)
	if err != nil {
		t.Fatal(err)
	}
	want := map[Tag]string{
		"fr": "0 int, 1 int, 1 float64, 1.9 float64", "nl": "1 int", "de": "1 int", "en": "1 int",
	}
	for tag, singular := range want {
		var got []string
		for _, n := range []any{0, 1, 1.0, 1.9, 2, 21} {
			if catalogue.Printer(tag).Text("a.count", problem.Args{"n": n}) == "one" {
				got = append(got, fmt.Sprintf("%v %T", n, n))
			}
		}
		if joined := strings.Join(got, ", "); joined != singular {
			t.Errorf("%s: got the form one for %q, want %q", tag, joined, singular)
		}
	}
}

func TestLoadRefuses(t *testing.T) {
	tests := []struct {
		name  string
		extra string
		want  string
	}{
		{"number", `"a.b": 3`, "messages/fr.json: a.b: neither a sentence nor"},
		{"list", `"a.b": ["x"]`, "messages/fr.json: a.b: neither a sentence nor"},
		{"empty", `"a.b": ""`, "messages/fr.json: a.b: empty"},
		{"null", `"a.b": null`, "messages/fr.json: a.b: empty"},
		{"open brace", `"a.b": "x {y"`, "a.b: a brace that belongs to no placeholder"},
		{"closing brace", `"a.b": "x} y"`, "a.b: a brace that belongs to no placeholder"},
		{"placeholder without a name", `"a.b": "x {} y"`, "a.b: a brace that belongs to no placeholder"},
		{"name in capitals", `"a.b": "x {Name} y"`, "a.b: a brace that belongs to no placeholder"},
		{"unknown form", `"a.b": {"one": "x", "other": "y", "lots": "z"}`, "a.b: lots: not a plural form"},
		{"brace in a form", `"a.b": {"one": "{", "other": "y"}`, "a.b: one: a brace"},
		{"no other", `"a.b": {"one": "x"}`, "a.b: no plural form other"},
		{"needed message as a plural", `"number.group": {"other": "x"}`, "fr: number.group: missing, or not a sentence"},
		{"syntax", `"a.b"`, "messages/fr.json: invalid character"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := trial(t, test.extra)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want an error with %q", err, test.want)
			}
		})
	}
	t.Run("no file", func(t *testing.T) {
		if _, err := load(fstest.MapFS{}); err == nil {
			t.Error("got no error, want one that names the file")
		}
	})
	t.Run("needed message missing", func(t *testing.T) {
		empty := fstest.MapFS{"messages/fr.json": {Data: []byte("{}")}}
		if _, err := load(empty); !errors.Is(err, errNeeded) {
			t.Errorf("got %v, want %v", err, errNeeded)
		}
	})
}

func TestProblem(t *testing.T) {
	p := printers(t)["fr"]
	known := problem.New(problem.Invalid, "check.max", problem.Args{"limit": 3})
	internal := p.Text("problem.internal", nil)
	tests := []struct {
		name string
		err  error
		want string
	}{
		{"none", nil, ""},
		{"one", known, "Indiquez un nombre qui ne dépasse pas 3."},
		{"wrapped", fmt.Errorf("save sheet: %w", known), "Indiquez un nombre qui ne dépasse pas 3."},
		{"first of a list", problem.List{known, problem.New(problem.Invalid, "check.email", nil)}, "Indiquez un nombre qui ne dépasse pas 3."},
		{"any other keeps its text to itself", errors.New("disk on fire"), internal},
		{"empty list", problem.List{}, internal},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := p.Problem(test.err); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
	if internal == "problem.internal" {
		t.Error("got the key itself, want a sentence")
	}
}

func TestJoin(t *testing.T) {
	tests := []struct {
		name  string
		items string
		want  map[Tag]string
	}{
		{"none", "", map[Tag]string{"fr": ""}},
		{"one", "a", map[Tag]string{"fr": "a"}},
		{"two", "a b", map[Tag]string{"fr": "a et b", "nl": "a en b", "de": "a und b", "en": "a and b"}},
		{"four", "a b c d", map[Tag]string{"fr": "a, b, c et d", "nl": "a, b, c en d", "de": "a, b, c und d", "en": "a, b, c and d"}},
	}
	all := printers(t)
	for _, test := range tests {
		for tag, want := range test.want {
			if got := all[tag].Join(strings.Fields(test.items)); got != want {
				t.Errorf("%s, %s: got %q, want %q", test.name, tag, got, want)
			}
		}
	}
}

func TestPrinter(t *testing.T) {
	catalogue, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, tag := range Languages() {
		if got := catalogue.Printer(tag).Tag(); got != tag {
			t.Errorf("got %q, want %q", got, tag)
		}
	}
	if got := catalogue.Printer("es").Tag(); got != "fr" {
		t.Errorf("got %q for a language that is not ours, want fr", got)
	}
	keys := catalogue.Keys()
	if !catalogue.Has(keys[0]) || catalogue.Has("no.such.key") {
		t.Error("Has must hold for the keys of Keys only")
	}
	keys[0] = "zz"
	if catalogue.Keys()[0] == "zz" {
		t.Error("Keys hands out its own slice")
	}
}

// TestPrinterShared prints in several goroutines: the race detector sees what they share.
func TestPrinterShared(t *testing.T) {
	all := printers(t)
	var group sync.WaitGroup
	for range 4 {
		for p := range maps.Values(all) {
			group.Go(func() {
				_ = p.Text("check.toolong", problem.Args{"n": 1234, "limit": 1234})
				_ = p.Percent(0.5, 1) + p.Date("2022-09-14") + p.DateTime(time.Unix(0, 0)) + p.Join([]string{"a", "b"})
			})
		}
	}
	group.Wait()
}

// TestTextAllocates holds the cost of what pages print hundreds of times.
func TestTextAllocates(t *testing.T) {
	p := printers(t)["fr"]
	args := problem.Args{"n": 1234, "limit": 1234}
	tests := []struct {
		name  string
		print func()
		want  float64
	}{
		{"plain sentence", func() { _ = p.Text("check.required", nil) }, 0},
		{"sentence with a number", func() { _ = p.Text("check.toolong", args) }, 3},
		{"integer", func() { _ = p.Integer(1_234_567) }, 1},
		{"decimal", func() { _ = p.Decimal(1234.56, 2) }, 1},
		{"percentage", func() { _ = p.Percent(0.269, 1) }, 3},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := testing.AllocsPerRun(100, test.print); got > test.want {
				t.Errorf("got %v allocations, want at most %v", got, test.want)
			}
		})
	}
}

func BenchmarkText(b *testing.B) {
	p := printers(b)["nl"]
	args := problem.Args{"n": 1234, "limit": 1234}
	b.Run("plain", func(b *testing.B) {
		for b.Loop() {
			_ = p.Text("check.required", nil)
		}
	})
	b.Run("plural", func(b *testing.B) {
		for b.Loop() {
			_ = p.Text("check.toolong", args)
		}
	})
	b.Run("percent", func(b *testing.B) {
		for b.Loop() {
			_ = p.Percent(0.269, 1)
		}
	})
}
