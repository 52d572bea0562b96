package device

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"releve/forms"
	"releve/internal/form"
	"releve/internal/locale"
)

var loadLibrary = sync.OnceValues(func() (*form.Library, error) { return form.Load(forms.FS) })

// shippedQuestions returns the questions of a shipped form that search finds choices of.
func shippedQuestions(t *testing.T) map[form.Role]*form.Question {
	t.Helper()
	lib, err := loadLibrary()
	if err != nil {
		t.Fatal(err)
	}
	f, ok := lib.Form("monitoring-plus")
	if !ok {
		t.Fatal("no monitoring-plus")
	}
	return map[form.Role]*form.Question{
		form.RoleInstitution: f.Role(form.RoleInstitution), form.RoleProcedure: f.Role(form.RoleProcedure),
	}
}

// shippedIndex returns the index of a shipped form as search takes it: with the labels that the page has.
func shippedIndex(t *testing.T, tag locale.Tag) map[form.Role][]Entry {
	t.Helper()
	index := make(map[form.Role][]Entry)
	for role, q := range shippedQuestions(t) {
		index[role] = Index(q, tag, "2026-11-22")
		for i := range index[role] {
			c, ok := q.List.Choice(index[role][i][0])
			if !ok {
				t.Fatalf("%s has no choice %s", role, index[role][i][0])
			}
			index[role][i][2] = c.Label.In(tag)
		}
	}
	return index
}

func TestIndex(t *testing.T) {
	text := func(s string) locale.Text { return locale.Text{"fr": s, "nl": s + " nl", "de": s, "en": s} }
	choice := func(code, label string, words ...string) *form.Choice {
		return &form.Choice{Code: code, Label: text(label), Short: text(label), Keywords: map[locale.Tag][]string{"fr": words}}
	}
	below := []*form.Choice{
		choice("one", "Alpha", "le nom", "seul", "tous"), choice("two", "Beta", "tous", "beta"), choice("gone", "Parti", "seul"),
	}
	group := choice("g", "Les groupes", "tous", "seul", "unique")
	group.Group, group.Short, group.Children = text("Nom"), text("Groupe"), below
	leaf := choice("leaf", "Carte d'identité", "eID", "carte d’identité", "À la carte", "aux", "?")
	leaf.Short = text("Carte")
	leaf.Keywords["de"] = []string{"eid", "Ausweis", "Karten"}
	old, soon := choice("old", "Ancien"), choice("soon", "Bientôt")
	below[2].Retired, old.Retired, soon.Retired = "2026-11-22", "2026-01-01", "2026-11-23"
	old.Children = []*form.Choice{choice("lost", "Perdu")}
	for _, branch := range []*form.Choice{group, old} {
		for _, c := range branch.Children {
			c.Parent = branch
		}
	}
	want := []Entry{
		{"g", "", "", "nom|nom nl|group nl||seul|tous|uniqu"},
		{"one", "g", "", "alpha nl||nom|seul"},
		{"two", "g", "", "beta nl||"},
		{"leaf", "", "", "cart|cart nl||auswei|aux|eid|kart"},
		{"soon", "", "", "bientot nl||"},
	}
	got := Index(&form.Question{List: &form.List{Choices: []*form.Choice{group, leaf, old, soon}}}, "fr", "2026-11-22")
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// TestIndexShipped holds the index that ships to what it is for: whatever people wrote for a choice is in its entry or in
// that of its branch, nothing stands there twice, and both lists together stay small.
func TestIndexShipped(t *testing.T) {
	for _, tag := range locale.Languages() {
		index := make(map[form.Role][]Entry)
		for role, q := range shippedQuestions(t) {
			index[role] = Index(q, tag, "2026-11-22")
			if !reflect.DeepEqual(index[role], Index(q, tag, "2026-11-22")) {
				t.Errorf("%s in %s is not the same twice", role, tag)
			}
			parts := make(map[string][]string)
			for _, e := range index[role] {
				c, _ := q.List.Choice(e[0])
				parts[e[0]] = append(strings.Split(e[3], partEnd), telling(c.Label.In(tag)))
			}
			for _, e := range index[role] {
				c, _ := q.List.Choice(e[0])
				findable(t, c, parts)
			}
		}
		data, err := json.Marshal(index)
		if err != nil {
			t.Fatal(err)
		}
		zipped := compressed(t, data)
		t.Logf("%s: %d bytes, %d with gzip", tag, len(data), zipped)
		if zipped > 18_000 {
			t.Errorf("the index in %s has %d bytes, compressed", tag, zipped)
		}
	}
}

func compressed(t *testing.T, data []byte) int {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Len()
}

// findable checks that every name and keyword of a choice finds it or its branch.
func findable(t *testing.T, c *form.Choice, parts map[string][]string) {
	t.Helper()
	near := slices.Clone(parts[c.Code])
	if c.Parent != nil {
		near = append(near, parts[c.Parent.Code]...)
	}
	for _, tag := range locale.Languages() {
		for _, said := range append([]string{c.Group[tag], c.Short[tag]}, c.Keywords[tag]...) {
			if part := telling(said); part != "" && !slices.Contains(near, part) {
				t.Errorf("%s is not found by %q", c.Code, said)
			}
		}
	}
	own := slices.DeleteFunc(slices.Clone(parts[c.Code]), func(p string) bool { return p == "" })
	slices.Sort(own)
	if once := slices.Compact(slices.Clone(own)); len(once) < len(own) {
		t.Errorf("%s says something twice: %q", c.Code, own)
	}
}
