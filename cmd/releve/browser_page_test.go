package main

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"releve/internal/csv"
	"releve/internal/locale"
)

// survey is an open campaign of a shipped questionnaire with one service, served from a folder of its own.
type survey struct {
	*server

	link string // path of the service's questionnaire
}

// surveying makes a survey. What it offers is taken with a tab.
func surveying(t *testing.T, form string) *survey {
	t.Helper()
	dir := t.TempDir()
	code := surveyed(t, dir, form)
	return &survey{server: started(t, dir, nil), link: "/s/" + code}
}

// tab opens the questionnaire in a tab.
func (s *survey) tab(t *testing.T, b *browser) *tab {
	t.Helper()
	opened := b.tab(t, s.url)
	opened.open(s.link)
	opened.wantStatus(200)
	return opened
}

// rows returns the rows stored, by column, in the order of their export.
func (s *survey) rows(tb testing.TB) []map[string]string {
	tb.Helper()
	return exported(tb, s.dir, "c")
}

// exported returns the rows of a campaign, by column.
func exported(tb testing.TB, dir, slug string) []map[string]string {
	tb.Helper()
	var head []string
	var rows []map[string]string
	for line, err := range csv.Read(strings.NewReader(invoke(tb, dir, "export", "--campaign", slug, "--format", "csv"))) {
		if err != nil {
			tb.Fatal(err)
		}
		if head == nil {
			head = line.Values
			continue
		}
		row := map[string]string{}
		for i, name := range head {
			row[name] = line.Values[i]
		}
		rows = append(rows, row)
	}
	return rows
}

// wantRow checks columns of a row.
func wantRow(tb testing.TB, row, want map[string]string) {
	tb.Helper()
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if row[name] != want[name] {
			tb.Errorf("stored %s = %q, want %q", name, row[name], want[name])
		}
	}
}

// said returns a sentence of the program.
func sentence(tb testing.TB, tag locale.Tag, key string) string {
	tb.Helper()
	catalogue, err := locale.Load()
	if err != nil {
		tb.Fatal(err)
	}
	return catalogue.Printer(tag).Text(key, nil)
}

// answer is one answer: the name of its field, and a choice's code or the text to type.
type answer struct{ name, value string }

// fill gives answers in the order of the page, with the mouse.
func (b *tab) fill(answers ...answer) {
	b.Helper()
	for _, a := range answers {
		if eval[bool](b, `!!document.querySelector('[name="'+%s+'"][value="'+CSS.escape(%s)+'"]')`, a.name, a.value) {
			b.choose(a.name, a.value)
		} else {
			b.write(a.name, a.value)
		}
	}
}

// choice is the choice of a question that a visitor would take: the first one that is shown.
const choice = `((name, value) => {
	const all = [...document.querySelectorAll('input[name="'+name+'"][value="'+CSS.escape(value)+'"]')]
	return all.find(e => e.checkVisibility()) ?? all[0]
})(%s, %s)`

// closed is the outermost closed branch around an element.
const closed = `((e) => {
	let found = null
	for (; e; e = e.parentElement) if (e.matches('details:not([open])')) found = e
	return found?.querySelector('summary')
})`

// choose ticks a choice after opening the branches that it stands in.
func (b *tab) choose(name, value string) {
	b.Helper()
	b.reveal(choice, name, value)
	b.click(choice+`.closest('label')`, name, value)
	if !eval[bool](b, choice+`.checked`, name, value) {
		b.Fatalf("%s %s is not ticked by a click", name, value)
	}
}

// reveal opens the branches around an element, from the outside in.
func (b *tab) reveal(expression string, args ...any) {
	b.Helper()
	for range 4 {
		if eval[bool](b, closed+`(`+expression+`) == null`, args...) {
			return
		}
		b.click(closed+`(`+expression+`)`, args...)
	}
	b.Fatalf("branches do not open: %s", expressed(expression, args))
}

// write types into a field, over what stands there.
func (b *tab) write(name, text string) {
	b.Helper()
	field := `[name="` + name + `"]`
	b.reveal(`document.querySelector(%s)`, field)
	b.clickOn(field)
	b.keys("a", kb.ModifierCtrl)
	b.keys(kb.Delete + text)
	if got := eval[string](b, `document.querySelector(%s).value`, field); got != text {
		b.Fatalf("typed %q into %s, it holds %q", text, name, got)
	}
}

// date types a date, yyyy-mm-dd; the browser takes it month first.
func (b *tab) date(day string) {
	b.Helper()
	b.clickOn(`label[for=f_date]`)
	b.keys(day[5:7] + day[8:10] + day[0:4])
	if got := eval[string](b, `document.getElementById('f_date').value`); got != day {
		b.Fatalf("typed the date %s, the field holds %s", day, got)
	}
}

// send presses the button below the form and waits for the page that comes.
func (b *tab) send() {
	b.Helper()
	b.leaving(func() { b.clickOn(`form button.send`) })
}

// follow clicks a link or button that leads to another page.
func (b *tab) follow(selector string) {
	b.Helper()
	b.leaving(func() { b.clickOn(selector) })
}

// save sends the sheet, checks that it is kept, and returns its receipt.
func (b *tab) save() string {
	b.Helper()
	b.send()
	return b.saved()
}

// saved checks that the page tells of a kept sheet, and returns its receipt.
func (b *tab) saved() string {
	b.Helper()
	b.wantStatus(200)
	receipt := strings.ReplaceAll(b.text(".receipt"), "-", "")
	if len(receipt) != 26 || !b.has(".done h1") {
		b.Fatalf("receipt %q on:\n%s", receipt, b.text("body"))
	}
	return receipt
}

// filled returns what the form would send, without what changes at each visit.
func (b *tab) filled() map[string]string {
	b.Helper()
	entries := eval[[][2]string](b, `[...new FormData(document.querySelector('#sheet, main form:has(.send)'))]`)
	found := map[string]string{}
	for _, e := range entries {
		if e[1] != "" && e[0] != "_id" && e[0] != "_version" {
			found[e[0]] = strings.TrimSpace(found[e[0]] + " " + e[1])
		}
	}
	return found
}

// wantFilled checks what the form would send; the date and the language go without saying.
func (b *tab) wantFilled(want map[string]string) {
	b.Helper()
	got := b.filled()
	delete(got, "_date")
	delete(got, "_language")
	if !maps.Equal(got, want) {
		b.Errorf("the form holds %s, want %s", asJSON(got), asJSON(want))
	}
}

func asJSON(v any) string {
	data, _ := json.Marshal(v) //nolint:errchkjson // texts, numbers and maps of texts
	return string(data)
}

// id returns the id of the sheet on the page.
func (b *tab) id() string {
	b.Helper()
	return eval[string](b, `document.querySelector('[name=_id]').value`)
}
