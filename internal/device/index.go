package device

import (
	"encoding/json"
	"io/fs"
	"slices"
	"strings"

	"releve/internal/form"
	"releve/internal/locale"
)

// Entry is a choice in the index: its code, the code of the branch it stands under ("" at the top), room for its label,
// which the page knows already, and the words that find it, in parts separated by "|".
type Entry [4]string

// partEnd stands between what was written apart in the words of an entry; twice between names and what else finds it.
const partEnd = "|"

// silent are words that say nothing, in all languages; script search.js passes over the same.
var silent = readSilent(sources) //nolint:gochecknoglobals // as good as a constant

// readSilent reads script/silent.json, of which a test says that it can be read.
func readSilent(files fs.FS) map[string]bool {
	var words []string
	data, err := fs.ReadFile(files, "script/silent.json")
	if err == nil {
		err = json.Unmarshal(data, &words)
	}
	if err != nil {
		panic(err)
	}
	set := make(map[string]bool, len(words))
	for _, w := range words {
		set[w] = true
	}
	return set
}

// Index returns the choices of a question that are offered on a day (yyyy-mm-dd), in the order of its list, a branch
// before what is below it. Their words are stems (see stem), in all languages: names (headings and short forms), then
// keywords, among them rare words of labels. Left out is what need not travel: the label in the page's language, and what
// a branch and what is below it have in common (see share).
func Index(q *form.Question, tag locale.Tag, today string) []Entry {
	entries, all, rare := []Entry{}, make(map[*form.Choice]*wording), rareWords(q.List)
	for c := range q.List.All() {
		if c.Offered(today) {
			all[c] = wordingOf(c, tag, rare)
		}
	}
	for c := range q.List.All() {
		w, ok := all[c]
		if !ok {
			continue
		}
		share(c, all)
		parent := ""
		if c.Parent != nil {
			parent = c.Parent.Code
		}
		entries = append(entries, Entry{c.Code, parent, "", w.String()})
	}
	return entries
}

// wording is what finds a choice.
type wording struct {
	names, keywords []string
}

func (w *wording) String() string {
	return strings.Join(w.names, partEnd) + partEnd + partEnd + strings.Join(w.keywords, partEnd)
}

// wordingOf returns the words that find a choice beside its label in the page's language, each part once.
func wordingOf(c *form.Choice, tag locale.Tag, rare map[string]bool) *wording {
	w, said := &wording{}, map[string]bool{"": true, telling(c.Label.In(tag)): true}
	for _, tag := range locale.Languages() {
		w.names = addParts(w.names, said, c.Group[tag], c.Short[tag])
	}
	for _, tag := range locale.Languages() {
		w.keywords = addParts(w.keywords, said, c.Keywords[tag]...)
	}
	for _, tag := range locale.Languages()[:spoken] {
		w.keywords = addParts(w.keywords, said, besides(c.Label.In(tag), said, rare))
	}
	slices.Sort(w.keywords) // neighbours that begin alike travel lighter
	return w
}

// addParts adds what texts tell and was not said yet, each text a part.
func addParts(parts []string, said map[string]bool, texts ...string) []string {
	for _, text := range texts {
		if part := telling(text); !said[part] {
			parts = append(parts, part)
			said[part] = true
		}
	}
	return parts
}

// Which words of labels travel.
const (
	spoken = 2 // languages, the first ones, that everybody in the region is used to
	rarely = 5 // labels that have a word that is no longer rare
)

// besides returns the rare words of a label that stand in no part that was said.
func besides(label string, said, rare map[string]bool) string {
	known := make(map[string]bool)
	for part := range said {
		for w := range strings.FieldsSeq(part) {
			known[w] = true
		}
	}
	return strings.Join(slices.DeleteFunc(strings.Fields(plain(label)), func(w string) bool { return known[stem(w)] || !rare[stem(w)] }), " ")
}

// rareWords returns the words that few labels of a list have, so that they tell choices apart.
func rareWords(list *form.List) map[string]bool {
	count, rare := make(map[string]int), make(map[string]bool)
	for c := range list.All() {
		for _, label := range c.Label {
			for w := range strings.FieldsSeq(telling(label)) {
				count[w]++
				rare[w] = count[w] < rarely
			}
		}
	}
	return rare
}

// share takes keywords that a branch says too from the choices directly below it, where several have them: they do not
// tell those choices apart, and what finds a branch finds what is below it.
func share(branch *form.Choice, all map[*form.Choice]*wording) {
	holders := make(map[string][]*wording)
	for _, c := range branch.Children {
		if w, ok := all[c]; ok {
			for _, k := range w.keywords {
				holders[k] = append(holders[k], w)
			}
		}
	}
	for _, k := range slices.Concat(all[branch].names, all[branch].keywords) {
		for _, w := range holders[k] {
			if len(holders[k]) > 1 {
				w.keywords = slices.DeleteFunc(w.keywords, func(other string) bool { return other == k })
			}
		}
	}
}

// telling returns the stems of the words of a text, without words that say nothing; all of them where there are no
// others.
func telling(text string) string {
	words := strings.Fields(plain(text))
	some := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return silent[w] })
	if len(some) == 0 {
		some = words
	}
	for i, w := range some {
		some[i] = stem(w)
	}
	return strings.Join(some, " ")
}

// stem returns what is left of a plain word without doubled letters and the endings that French, Dutch and German words
// take. Script search.js does the same.
func stem(word string) string {
	if len(word) < shortStem || strings.ContainsAny(word, "0123456789") {
		return word
	}
	s := strings.Join(single(word), "")
	if cut, ok := strings.CutSuffix(s, "aux"); ok {
		s = cut + "al"
	}
	for before := ""; s != before; {
		before = s
		if len(s) > shortStem {
			s = cutEnding(s)
		}
		if len(s) >= shortStem {
			s = strings.TrimSuffix(s, "e")
		}
	}
	if len(s) < shortestStem {
		return word
	}
	return hardEnding(s)
}

// Lengths in letters: from which a word may lose its ending, and of what must be left.
const (
	shortStem    = 4
	shortestStem = 3
)

// hardEnding writes the end of a stem as Dutch writes it at the end of a word: huiz-en, huis.
func hardEnding(s string) string {
	if cut, ok := strings.CutSuffix(s, "v"); ok {
		return cut + "f"
	}
	if cut, ok := strings.CutSuffix(s, "z"); ok {
		return cut + "s"
	}
	return s
}

func cutEnding(s string) string {
	for _, ending := range []string{"en", "n", "s", "x"} {
		if cut, ok := strings.CutSuffix(s, ending); ok {
			return cut
		}
	}
	return s
}

// single returns the letters of a word, doubled ones once.
func single(word string) []string {
	return slices.Compact(strings.Split(word, ""))
}

// plain returns the words of a text as search compares them: in small letters without accents, a to z and 0 to 9, one
// blank between two. Script search.js does the same; testdata/words.json holds both to it.
func plain(s string) string {
	return strings.Join(strings.FieldsFunc(locale.Plain(s), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	}), " ")
}
