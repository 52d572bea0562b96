package main

import (
	"bytes"
	"crypto/rand"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"releve/internal/campaign"
	"releve/internal/locale"
	"releve/internal/need"
)

// testPrint prints the pages that are made for it.
func testPrint(t *testing.T, b *browser) {
	t.Run("papers", func(t *testing.T) { testPapers(t, b) })
	t.Run("poster", func(t *testing.T) { testPosters(t, b) })
	t.Run("forms", func(t *testing.T) { testPaperForms(t, b) })
}

// paper prints the page that is shown, as the browser does by itself, and returns its words page by page.
func (b *tab) paper() (path string, pages []string) {
	b.Helper()
	yes := true
	data := do(b, page.PrintToPDF, page.PrintToPDFParams{PreferCSSPageSize: &yes}).Data
	path = filepath.Join(b.TempDir(), "page.pdf")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		b.Fatal(err)
	}
	words, err := exec.CommandContext(b.Context(), need.Program(b, "pdftotext"), "-layout", path, "-").Output()
	if err != nil {
		b.Fatal(err)
	}
	return path, strings.Split(strings.TrimSuffix(string(words), "\f"), "\f")
}

// paperLanguages are the ways in which printed pages are asked for.
func paperLanguages() []string {
	all := []string{"fr", "fr+nl", "nl", "de", "en", "nl+de", "fr+en"}
	return all[:need.Size(2, len(all), len(all))]
}

// testPapers prints the proof and the mandate of a sheet with all that it can say.
func testPapers(t *testing.T, b *browser) {
	s := surveying(t, "monitoring-plus")
	invoke(t, s.dir, "campaign", "set", "c", "publisher=Coordination sociale, rue de l'Essai 1, 1030 Bruxelles", "title=Monitoring social des démarches en ligne, automne 2026")
	failed := randomSheet(t, rand.Reader)
	failed.Answers = map[string]any{
		"inst": "com-pop", "proc": "oth", "proc.text": "Un acte", "dur": "r45", "out": "ko", "com": comment,
		"why": []string{"bug", "nosave", "jargon", "idmissing", "onceonly", "noslot"},
	}
	got, err := post(t.Context(), http.DefaultClient, s.url, strings.TrimPrefix(s.link, "/s/"), failed)
	if err != nil || len(got) != 1 || got[0].Receipt == "" {
		t.Fatalf("%+v, %v", got, err)
	}
	tab := b.tab(t, s.url)
	tab.script(true)
	for _, lang := range paperLanguages() {
		asked, most := "&lang="+url.QueryEscape(lang), 1+strings.Count(lang, "+")
		tab.open(s.link + "/proof?after=" + got[0].Receipt + asked)
		tab.prints("proof, "+lang, 1)
		tab.open(s.link + "/mandate?x=1" + asked)
		tab.prints("mandate, "+lang, most)
	}
	tab.script(false)
	tab.open(s.link + "/mandate?lang=nl")
	tab.sheets("mandate without script", "nl", false)
	tab.prints("mandate without script", 1)
}

// prints types into every field of the page, prints it, and checks that what was typed stands on the paper and nowhere
// else.
func (b *tab) prints(where string, most int) {
	b.Helper()
	b.forget()
	const typed = "Dupont-Martin"
	fields := eval[int](b, `document.querySelectorAll('.blank input').length`)
	for i := range 2 {
		b.click(`document.querySelectorAll('.blank input')[%s]`, i)
		b.keys(typed)
	}
	_, pages := b.paper()
	words := strings.Join(pages, "\n")
	if len(pages) > most || fields < 6 {
		b.Errorf("%s: %d pages with %d fields, want at most %d:\n%s", where, len(pages), fields, most, words)
	}
	if n := strings.Count(words, typed); n != 2 {
		b.Errorf("%s: %d names on the paper, want the two that were typed:\n%s", where, n, words)
	}
	for _, not := range []string{comment, "Un acte", "45 min", "http"} {
		if strings.Contains(words, not) {
			b.Errorf("%s: the paper says %q", where, not)
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, r := range b.requests {
		b.Errorf("%s: typing asks for %s", where, r.url)
	}
}

// sheets checks who offers to print: the page's button where script runs, else a line that says where the browser's is.
func (b *tab) sheets(where string, tag locale.Tag, button bool) {
	b.Helper()
	if b.has(`[data-print] button`) != button || b.has(`[data-menu]`) == button {
		b.Errorf("%s: it is not said how to print: %s", where, b.text("body"))
	}
	if !button && b.text(`[data-menu]`) != sentence(b.T, tag, "print.menu") {
		b.Errorf("%s: says %q", where, b.text(`[data-menu]`))
	}
}

// testPosters prints posters with all that can stand on one: one page each, whose code leads to the form.
func testPosters(t *testing.T, b *browser) {
	o := newOffice(t, b, t.TempDir())
	link := surveyed(t, o.dir, "monitoring-plus")
	invoke(t, o.dir, "campaign", "set", "c", "title=Monitoring social des démarches en ligne à Schaerbeek, automne et hiver 2026",
		"publisher=Coordination sociale de Schaerbeek, A. Martin, rue de l'Essai 1, 1030 Bruxelles", "to=2026-12-31")
	tab := o.tab(t)
	tab.script(true)
	o.begin(t, tab)
	for _, grey := range []uint8{0, 40, 80, 120, 160, 200} {
		tab.open("/c/c/logos")
		tab.attach(`#f-file`, writeFile(t, "logo.png", logoFile(t, grey)))
		tab.submit(`main form:has([name=file])`, map[string]string{"name": "Partenaire"})
		tab.wantStatus(http.StatusOK)
	}
	for _, lang := range paperLanguages() {
		for _, of := range []string{"asso", "_campaign"} {
			tab.open("/c/c/services/" + of + "/poster?lang=" + url.QueryEscape(lang))
			tab.sheets("poster", "fr", true)
			path, pages := tab.paper()
			if len(pages) != 1 || !strings.Contains(pages[0], "1030 Bruxelles") || !strings.Contains(pages[0], "127.0.0.1") {
				t.Errorf("poster of %s in %s: %d pages\n%s", of, lang, len(pages), strings.Join(pages, "\n----\n"))
			}
			if want := o.url + "/s/" + link; of == "asso" && codeOn(t, path) != want {
				t.Errorf("the code in %s says %q, want %s", lang, codeOn(t, path), want)
			}
			if n := eval[int](tab, `[...document.querySelectorAll('.logos img')].filter(e => e.complete && e.naturalWidth === 600).length`); n != campaign.MostLogos {
				t.Errorf("%d logos are shown in %s", n, lang)
			}
		}
	}
}

// logoFile draws a logo, each grey a different one.
func logoFile(t *testing.T, grey uint8) string {
	t.Helper()
	m := image.NewGray(image.Rect(0, 0, 600, 200))
	for i := range m.Pix {
		m.Pix[i] = grey
	}
	m.SetGray(0, 0, color.Gray{Y: 255})
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// codeOn reads the QR code on the first page of a printed file, as a telephone does.
func codeOn(t *testing.T, path string) string {
	t.Helper()
	data, err := exec.CommandContext(t.Context(), need.Program(t, "pdftoppm"), "-png", "-r", "100", "-f", "1", "-l", "1", path).Output()
	if err != nil {
		t.Fatal(err)
	}
	picture, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	bitmap, err := gozxing.NewBinaryBitmapFromImage(picture)
	if err != nil {
		t.Fatal(err)
	}
	read, err := qrcode.NewQRCodeReader().Decode(bitmap, nil)
	if err != nil {
		return "no code: " + err.Error()
	}
	return read.GetText()
}

// papers audits the pages that are printed or read beside a sheet.
func (b *auditor) papers(tag, link, receipt string) {
	b.Helper()
	for where, path := range map[string]string{
		"privacy": "/privacy?lang=" + tag, "proof": "/proof?after=" + receipt + "&lang=" + tag, "mandate": "/mandate?lang=" + tag,
		"proof in two": "/proof?after=" + receipt + "&lang=" + tag + "%2Ben", "mandate in two": "/mandate?lang=" + tag + "%2Ben",
	} {
		b.open(link + path)
		b.audit(tag+", "+where, http.StatusOK)
	}
	b.open(link + "/proof?after=0&lang=" + tag)
	b.audit(tag+", proof of nothing", http.StatusNotFound)
}

// marks looks at the logos of a campaign, of which there are none before the first round.
func (b *inspector) marks(f furniture) {
	b.Helper()
	b.visit("logos", "/c/c/logos", http.StatusOK)
	b.refused("logo, no file", "/c/c/logos", `main form:has([name=file])`, map[string]string{"name": ""}, http.StatusUnprocessableEntity)
	b.open("/c/c/logos")
	b.attach(`#f-file`, f.logo)
	b.submit(`main form:has([name=file])`, map[string]string{"name": "Commune de Schaerbeek"})
	b.look("logo, given once or twice", map[string]int64{"fr": http.StatusOK, "nl": http.StatusConflict}[b.tag])
	for _, of := range []string{f.service, "_campaign"} {
		b.visit("poster", "/c/c/services/"+of+"/poster?lang="+b.tag, http.StatusOK)
	}
	b.visit("poster in two", "/c/c/services/"+f.service+"/poster?lang="+b.tag+"%2Bde", http.StatusOK)
}
