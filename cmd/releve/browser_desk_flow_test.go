package main

import (
	"crypto/rand"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"releve/internal/locale"
	"releve/internal/problem"
)

// flow is somebody who coordinates with the keyboard alone: Tab, arrows, Space, Enter, letters. No script runs.
type flow struct {
	*tab

	office *office
	link   string // of the service
}

// testDeskFlow goes through a whole campaign with the keyboard, from the address that the program prints to signing
// out.
func testDeskFlow(t *testing.T, b *browser) {
	o := newOffice(t, b, t.TempDir())
	f := &flow{tab: o.tab(t), office: o}
	f.starts()
	f.creates()
	f.adds()
	f.opens()
	f.corrects()
	f.excludes()
	f.imports()
	f.exports()
	f.closes()
	f.leaves()
}

// told returns a sentence of the program, in French.
func told(tb testing.TB, key string, args problem.Args) string {
	tb.Helper()
	catalogue, err := locale.Load()
	if err != nil {
		tb.Fatal(err)
	}
	return catalogue.Printer("fr").Text(key, args)
}

// enter goes with Tab to what bears a message, and presses Enter, which leads to another page.
func (f *flow) enter(key string) {
	f.Helper()
	want := told(f, key, nil)
	f.tabTo(want, func(at stop) bool { return spaced(at.Text) == spaced(want) })
	f.follows()
}

// press goes with Tab to a button; a link may bear the same words.
func (f *flow) press(key string) {
	f.Helper()
	want := told(f, key, nil)
	f.tabTo(want, func(at stop) bool { return at.Tag == "button" && spaced(at.Text) == spaced(want) })
	f.follows()
}

// turn goes to one of the campaign's pages.
func (f *flow) turn(key string) {
	f.Helper()
	want := told(f, key, nil)
	f.tabTo(want, func(at stop) bool { return at.Tag == "a" && spaced(at.Text) == spaced(want) })
	f.follows()
}

// follows presses Enter, which must lead to another page that is well.
func (f *flow) follows() {
	f.Helper()
	f.leaving(func() { f.keys(kb.Enter) })
	f.wantStatus(http.StatusOK)
}

// field goes with Tab to a field and types.
func (f *flow) field(name, text string) {
	f.Helper()
	f.tabToField(name)
	f.keys(text)
}

// sees checks that a message stands in an element.
func (f *flow) sees(selector, key string, args problem.Args) {
	f.Helper()
	want := told(f, key, args)
	if got := f.text(selector); !strings.Contains(spaced(got), spaced(want)) {
		f.Errorf("%s says %q, want %q in it, on:\n%s", selector, got, want, f.text("body"))
	}
}

// starts opens the address that the program prints and makes the first account.
func (f *flow) starts() {
	f.Helper()
	f.open(f.office.firstPath(f.T))
	f.sees("h1", "desk.first.title", nil)
	f.field("coordination", deskName)
	f.field("email", deskEmail)
	f.field("password", deskPassword)
	f.press("desk.first.go")
	f.sees("h1", "desk.codes.title", nil)
	codes := eval[[]string](f.tab, `[...document.querySelectorAll('.codes li')].map(e => e.innerText)`)
	if len(codes) != 10 || len(codes[0]) < 8 || codes[0] == codes[9] {
		f.Errorf("recovery codes %q, want ten", codes)
	}
	f.enter("desk.codes.go")
	f.sees("h2", "desk.campaigns.first", nil)
}

// creates makes a campaign of a questionnaire that the program brings.
func (f *flow) creates() {
	f.Helper()
	f.enter("desk.campaigns.new")
	f.tabToField("form")
	f.tick("form", "monitoring-1030")
	f.field("title", "Automne à Schaerbeek")
	f.field("from", "01012026")
	if got := eval[string](f.tab, `document.querySelector('[name=from]').value`); got != "2026-01-01" {
		f.Fatalf("the first day is %s", got)
	}
	f.press("desk.create.go")
	f.sees(".did", "desk.did.created", nil)
	if path := eval[string](f.tab, `location.pathname`); path != "/c/automne-a-schaerbeek/services" {
		f.Errorf("creating leads to %s", path)
	}
}

// adds makes a service and reads its link; a sheet comes in while the campaign is on trial.
func (f *flow) adds() {
	f.Helper()
	f.enter("desk.service.add")
	f.field("name", "La Rencontre")
	f.field("headcount", "4")
	f.press("desk.service.save")
	f.sees(".did", "desk.did.service.added", nil)
	address := f.text("#link")
	if !strings.HasPrefix(address, f.home+"/s/") {
		f.Fatalf("the service's link is %q", address)
	}
	f.link = strings.TrimPrefix(address, f.home+"/s/")
	wantReceived(f.T, f.office.server, f.link, randomSheet(f, rand.Reader))
	f.turn("desk.tab.figures")
	f.sees(".trial", "desk.figures.trial", problem.Args{"n": 1})
}

// opens starts the campaign, after the question about the sheet of the trial; then a sheet comes in that counts.
func (f *flow) opens() {
	f.Helper()
	f.turn("desk.tab.settings")
	f.enter("desk.settings.state")
	f.press("desk.state.open")
	f.sees("h2", "desk.state.question", problem.Args{"n": 1})
	f.press("desk.state.question.go")
	f.sees(".did", "desk.did.opened", problem.Args{"n": 1})
	wantReceived(f.T, f.office.server, f.link, randomSheet(f, rand.Reader))
	f.turn("desk.tab.figures")
	f.counts("1 démarche notée par 1 service")
}

// counts checks the sentence of the campaign's page.
func (f *flow) counts(want string) {
	f.Helper()
	if got := f.text(".say"); !strings.HasPrefix(spaced(got), spaced(want)) {
		f.Errorf("the campaign's page says %q, want %q, on:\n%s", got, want, f.text("main"))
	}
}

// sheet opens the only sheet of a list.
func (f *flow) sheet() {
	f.Helper()
	f.tabTo("the sheet", func(at stop) bool { return at.Tag == "a" && strings.Contains(at.Text, "2026") })
	f.follows()
	f.sees("h1", "desk.sheet.title", problem.Args{"date": f.text("h1")[len("Fiche du "):]})
}

// corrects opens the sheet from the list and corrects an answer, which its history tells.
func (f *flow) corrects() {
	f.Helper()
	f.turn("desk.tab.sheets")
	f.sheet()
	f.sees("#history", "desk.history.none", nil)
	f.enter("desk.sheet.edit")
	f.tabToField("out")
	f.arrow("out", "ko")
	f.press("desk.save")
	f.sees(".did", "desk.did.corrected", nil)
	f.sees("#history", "desk.history.correct", nil)
	for _, want := range []string{"Oui", "Non", deskEmail} {
		if got := f.text("#history"); !strings.Contains(got, want) {
			f.Errorf("the history does not tell %q: %s", want, got)
		}
	}
	if rows := exported(f, f.office.dir, "automne-a-schaerbeek"); len(rows) != 1 || rows[0]["out"] != "ko" || rows[0]["_status"] != "edited" {
		f.Errorf("stored: %v", rows)
	}
}

// excludes leaves the sheet out, sees that nothing counts, and puts it back.
func (f *flow) excludes() {
	f.Helper()
	f.tabToField("reason")
	f.keys(kb.ArrowDown + kb.ArrowDown)
	if got := f.focused(); got.Value != "double" {
		f.Fatalf("two arrows lead to reason %q", got.Value)
	}
	f.press("desk.sheet.exclude")
	f.sees(".did", "desk.did.excluded", nil)
	f.turn("desk.tab.figures")
	if f.has(".say") || f.has(".tile") {
		f.Errorf("there are figures of nothing:\n%s", f.text("main"))
	}
	f.sees("main", "desk.figures.empty", nil)
	f.sees(".look", "desk.remark.excluded", problem.Args{"n": 1})
	f.tabTo("the remark", func(at stop) bool {
		return spaced(at.Text) == spaced(told(f, "desk.remark.excluded", problem.Args{"n": 1}))
	})
	f.follows()
	f.sheet()
	f.sees("main", "desk.sheet.out", nil)
	f.press("desk.sheet.include")
	f.sees(".did", "desk.did.included", nil)
	f.turn("desk.tab.figures")
	f.counts("1 démarche notée par 1 service")
}

// imports tries a file that is refused, then one that is in order, and takes that in.
func (f *flow) imports() {
	f.Helper()
	f.turn("desk.tab.import")
	f.choose("inst,proc,dur,out,_date\nnowhere,rdv,d10,ok,2026-10-10\ncom-pop,rdv,d10,ok,2026-10-11\n")
	f.tabTo("the button", func(at stop) bool { return at.Class == "send" })
	f.leaving(func() { f.keys(kb.Enter) })
	f.wantStatus(http.StatusUnprocessableEntity)
	f.sees("h2", "desk.import.refused", nil)
	f.sees(":focus", "desk.import.refused", nil)
	if got := f.text("main td"); got != "2" {
		f.Errorf("the refusal names line %q, want 2", got)
	}
	const whole = "inst,proc,dur,out,_date,_organisation\nfwb-equi,rdv,d10,ok,2026-10-10,la-rencontre\ncom-pop,rdv,d10,ko,2026-10-11,autre\n"
	f.choose(whole)
	f.press("desk.import.try")
	f.sees("h2", "desk.import.tried", nil)
	f.choose(whole)
	f.press("desk.import.keep")
	f.sees("h2", "desk.import.done", nil)
	f.sees("main", "desk.import.new", problem.Args{"n": 2})
	f.turn("desk.tab.figures")
	f.counts("3 démarches notées par 2 services")
}

// choose goes with Tab to the field for a file and puts one there; the window of the system to choose it is no page.
func (f *flow) choose(text string) {
	f.Helper()
	f.tabToField("file")
	f.attach(`[name=file]`, writeFile(f.T, "fiches.csv", text))
}

// exports downloads the workbook in Dutch, which says the same; the pages stay French.
func (f *flow) exports() {
	f.Helper()
	dir := f.office.downloads(f.T)
	f.turn("desk.tab.export")
	f.sees("main", "desk.export.matching", problem.Args{"n": 3})
	f.tabToField("in")
	f.keys("ne")
	f.press("desk.export.apply")
	f.sees("h1", "desk.export.title", nil)
	want := told(f, "desk.export.work.go", nil)
	f.tabTo(want, func(at stop) bool { return spaced(at.Text) == spaced(want) })
	f.keys(kb.Enter)
	file := downloaded(f.T, dir, "releve-automne-a-schaerbeek-*.xlsx")
	book := opened(f, file)
	if !slices.Contains(book.sheets, "Lees mij") {
		f.Errorf("the workbook is not in Dutch: %v", book.sheets)
	}
	figures := book.figures()
	for name, want := range map[string]string{"n_sheets": "3", "failed_n": "2"} {
		if figures[name] != want {
			f.Errorf("%s: %s is %q, want %s; of %v", filepath.Base(file), name, figures[name], want, figures)
		}
	}
}

// closes announces the end of the campaign and ends it.
func (f *flow) closes() {
	f.Helper()
	f.turn("desk.tab.settings")
	f.enter("desk.settings.state")
	f.press("desk.state.closing")
	f.sees(".did", "desk.did.moved.closing", nil)
	f.turn("desk.tab.settings")
	f.enter("desk.settings.state")
	f.press("desk.state.close")
	f.sees(".did", "desk.did.moved.closed", nil)
	f.sees(".head .pill", "campaign.state.is.closed", nil)
}

// leaves signs out; going back shows nothing of what was there.
func (f *flow) leaves() {
	f.Helper()
	f.turn("desk.tab.figures")
	f.counts("3 démarches")
	f.press("desk.signout")
	f.sees(".did", "desk.did.signedout", nil)
	f.back()
	f.sees("h1", "desk.signin", nil)
	for _, kept := range []string{"Automne", deskEmail, "démarches notées"} {
		if got := f.text("body"); strings.Contains(got, kept) {
			f.Errorf("after signing out, Back shows %q:\n%s", kept, got)
		}
	}
	f.field("email", deskEmail)
	f.field("password", deskPassword)
	f.press("desk.signin")
	f.counts("3 démarches")
}
