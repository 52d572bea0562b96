package web_test

import (
	"bytes"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"releve/internal/account"
	"releve/internal/campaign"
	"releve/internal/need"
	"releve/internal/paper"
)

// order asks for sheets of paper and returns where that led to.
func (d *desk) order(values url.Values) *url.URL {
	d.t.Helper()
	w := d.post("/c/c/paper", values)
	to, err := url.Parse(w.Header().Get("Location"))
	if w.Code != http.StatusSeeOther || err != nil {
		d.t.Fatalf("order %v: %d, %v\n%s", values, w.Code, err, w.Body)
	}
	return to
}

// runs returns what was printed with numbers.
func (d *desk) runs() []paper.Run {
	d.t.Helper()
	runs, err := d.db.Runs(d.t.Context(), "c")
	if err != nil {
		d.t.Fatal(err)
	}
	return runs
}

// fileLink finds the address of a file on a page.
func (d *desk) fileLink(page, ending string) string {
	d.t.Helper()
	m := regexp.MustCompile(`href="(/c/c/paper[^"]*` + ending + `[^"]*)"`).FindStringSubmatch(page)
	if m == nil {
		d.t.Fatalf("no link to %s in\n%s", ending, page)
	}
	return strings.ReplaceAll(m[1], "&amp;", "&")
}

func TestPaperMaster(t *testing.T) {
	need.Full(t)
	d := newDesk(t, "monitoring-1030")
	if page := d.page("/c/c/paper?service=asso"); !strings.Contains(page, `<option value="asso" selected>La Rencontre`) ||
		!strings.Contains(page, "Rien encore") {
		t.Errorf("the page before anything was made:\n%s", page)
	}
	to := d.order(url.Values{"kind": {"slip"}, "in": {"fr"}, "and": {"nl"}, "service": {"asso"}})
	page := d.page(to.String())
	for _, want := range []string{"un original", "Imprimez à 100", "Fiche · fr&#43;nl", to.Query().Get("ready")} {
		if !strings.Contains(strings.ToLower(page), strings.ToLower(want)) {
			t.Errorf("no %q in\n%s", want, page)
		}
	}
	for range 2 {
		w := d.get(d.fileLink(page, "sheets.pdf"))
		if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "application/pdf" || !bytes.HasPrefix(w.Body.Bytes(), []byte("%PDF-")) ||
			!strings.Contains(w.Header().Get("Content-Disposition"), "releve-c-slip-"+to.Query().Get("ready")+".pdf") {
			t.Fatalf("the PDF: %d %v", w.Code, w.Header())
		}
	}
	w := d.get(d.fileLink(page, "layout.json"))
	l, err := paper.DecodeLayout(w.Body)
	if err != nil || l.Number != to.Query().Get("ready") || l.Campaign != "c" || len(l.Languages) != 2 {
		t.Errorf("the layout file: %+v, %v", l, err)
	}
	layouts, err := d.db.Layouts(t.Context(), "c")
	if err != nil || len(layouts) != 1 || len(d.runs()) != 0 {
		t.Errorf("kept %d layouts and %v, %v; want one layout, and no copies", len(layouts), d.runs(), err)
	}
}

func TestPaperCopies(t *testing.T) {
	need.Full(t)
	d := newDesk(t, "monitoring-1030")
	ask := url.Values{"kind": {"slip"}, "copies": {"3"}, "service": {"asso"}, "_once": {"a"}}
	first := d.order(ask)
	again := d.order(ask)
	ask.Set("_once", "b")
	second := d.order(ask)
	if first.String() != again.String() || first.Query().Get("first") != "1" || second.Query().Get("first") != "4" {
		t.Errorf("led to %s, again %s, then %s; want 1, 1 and 4", first, again, second)
	}
	page := d.page(second.String())
	for _, want := range []string{"numéros 4–6", "1–3", "La Rencontre"} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q in\n%s", want, page)
		}
	}
	one, two := d.get(d.fileLink(page, "first=4")), d.get(d.fileLink(page, "first=1"))
	if one.Code != http.StatusOK || two.Code != http.StatusOK || bytes.Equal(one.Body.Bytes(), two.Body.Bytes()) {
		t.Errorf("two runs: %d, %d", one.Code, two.Code)
	}
	runs := d.runs()
	if len(runs) != 2 || runs[0].Participant != "asso" || runs[0].Worker != "" {
		t.Errorf("kept %+v; want two runs for the service, without a token", runs)
	}
}

func TestPaperPad(t *testing.T) {
	need.Full(t)
	d := newDesk(t, "monitoring-1030")
	page := d.page(d.order(url.Values{"kind": {"tally"}, "copies": {"20"}, "pad": {"1"}}).String())
	d.order(url.Values{"kind": {"tally"}, "copies": {"20"}, "pad": {"1"}})
	runs := d.runs()
	if len(runs) != 2 || len(runs[0].Worker) != 64 || runs[0].Worker == runs[1].Worker || !strings.Contains(page, ">bloc<") {
		t.Errorf("kept %+v; want two runs, each with a token of its own, and the page says it\n%s", runs, page)
	}
	if strings.Contains(page, runs[1].Worker) {
		t.Error("the page shows the token")
	}
}

func TestPaperRefused(t *testing.T) {
	need.Full(t)
	d := newDesk(t, "monitoring-1030")
	cases := []struct {
		name   string
		values url.Values
		want   string
	}{
		{"too many", url.Values{"copies": {"501"}}, "de 1 à 500"},
		{"fewer than none", url.Values{"copies": {"-1"}}, "de 1 à 500"},
		{"no number", url.Values{"copies": {"vingt"}}, "de 1 à 500"},
		{"a pad of slips", url.Values{"kind": {"slip"}, "copies": {"5"}, "pad": {"1"}}, "Un bloc est fait de relevés"},
		{"a pad without numbers", url.Values{"kind": {"tally"}, "pad": {"1"}}, "dites combien"},
		{"no such service", url.Values{"service": {"nobody"}}, "nobody"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			w := d.post("/c/c/paper", c.values)
			if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), c.want) {
				t.Errorf("got %d, want %q in\n%s", w.Code, c.want, w.Body)
			}
		})
	}
	if len(d.runs()) != 0 {
		t.Error("something refused took numbers")
	}
}

// TestPaperGet asks for every page and file, which changes nothing.
func TestPaperGet(t *testing.T) {
	need.Full(t)
	d := newDesk(t, "monitoring-1030")
	number := d.order(url.Values{"kind": {"tally"}}).Query().Get("ready")
	before, runs, reader := d.campaign("c"), len(d.runs()), d.as(account.Reader)
	cases := []struct {
		name, path string
		want       int
	}{
		{"page", "/c/c/paper?kind=tally&copies=5", http.StatusOK},
		{"poster", "/c/c/paper?ready=poster&service=asso", http.StatusOK},
		{"no such layout", "/c/c/paper?ready=ZZZZZZ", http.StatusNotFound},
		{"a number that was not printed", "/c/c/paper?ready=" + number + "&first=7", http.StatusNotFound},
		{"master", "/c/c/paper/" + number + "/sheets.pdf", http.StatusOK},
		{"master for a service", "/c/c/paper/" + number + "/sheets.pdf?service=asso", http.StatusOK},
		{"master for nobody", "/c/c/paper/" + number + "/sheets.pdf?service=nobody", http.StatusUnprocessableEntity},
		{"copies that were not printed", "/c/c/paper/" + number + "/sheets.pdf?first=7", http.StatusNotFound},
		{"no such layout file", "/c/c/paper/ZZZZZZ/layout.json", http.StatusNotFound},
		{"poster file", "/c/c/paper/poster.pdf?service=asso&in=fr&and=de", http.StatusOK},
		{"form", "/c/c/paper/form?kind=slip&lang=fr%2Bnl&service=asso", http.StatusOK},
		{"form of the other page", "/c/c/paper/form?kind=slip&in=nl&and=fr&service=asso", http.StatusSeeOther},
		{"form of a poster", "/c/c/paper/form?kind=poster&in=nl", http.StatusSeeOther},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if w := d.get(c.path); w.Code != c.want {
				t.Errorf("got %d, want %d:\n%s", w.Code, c.want, w.Body)
			}
			if w := reader.get(c.path); w.Code != http.StatusForbidden {
				t.Errorf("a reader gets %d", w.Code)
			}
		})
	}
	if after := d.campaign("c"); after.Config != before.Config || after.Change != before.Change || len(d.runs()) != runs {
		t.Error("looking changed something")
	}
}

// TestPaperChanged asks for sheets again whose boxes are others by now.
func TestPaperChanged(t *testing.T) {
	need.Full(t)
	d := newDesk(t, "monitoring-1030")
	page := d.page(d.order(url.Values{"kind": {"slip"}, "copies": {"2"}}).String())
	d.set(func(k *campaign.Campaign) { k.PaperGroups = []string{"com", "cpas"} })
	w := d.get(d.fileLink(page, "sheets.pdf"))
	if w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), "préparez de nouvelles feuilles") {
		t.Errorf("got %d\n%s", w.Code, w.Body)
	}
	if w = d.get(d.fileLink(page, "layout.json")); w.Code != http.StatusOK {
		t.Errorf("the layout file: %d", w.Code)
	}
}

// TestPaperForm reads the page that a browser prints: it has the keys of the PDF and of keyed entry.
func TestPaperForm(t *testing.T) {
	need.Full(t)
	d := newDesk(t, "monitoring-1030")
	slip, tally := d.page("/c/c/paper/form?kind=slip&lang=nl%2Bfr&service=asso"), d.page("/c/c/paper/form?kind=tally&lang=de")
	k := d.campaign("c")
	boxes := 0
	for _, col := range paper.Columns(k, k.Form()) {
		for _, choice := range col.Choices {
			boxes++
			key := "<b>" + choice.Key + "</b>"
			label := paper.Label(col.Question, choice.Code, "de")
			if !strings.Contains(tally, key+`<span><span class="w" lang="de">`+label) {
				t.Errorf("no %s %s in the tally", choice.Key, label)
			}
		}
	}
	squares := strings.Count(slip, `<span class="square" aria-hidden="true"></span>`)
	if squares != boxes+1 || strings.Contains(tally, `class="square"`) {
		t.Errorf("%d squares for %d boxes and the one of a sequel", squares, boxes)
	}
	for _, want := range []string{`<html lang="nl">`, `lang="fr"`, "La Rencontre", "https://releve.example/s/" + serviceLink, "<h2>"} {
		if !strings.Contains(slip, want) {
			t.Errorf("no %s in the slip", want)
		}
	}
	if n := strings.Count(tally, `<th scope="row">`); n != 15 {
		t.Errorf("a tally of %d lines, want 15", n)
	}
}

// TestPaperTab follows the tab: who may only read is led to what came of the sheets.
func TestPaperTab(t *testing.T) {
	need.Full(t)
	d := newDesk(t, "monitoring-1030")
	if page := d.page("/c/c/paper"); !strings.Contains(page, `<a href="/c/c/paper" aria-current="page">Papier</a>`) {
		t.Error("the tab of the page is not marked")
	}
	if page := d.as(account.Reader).page("/c/c"); !strings.Contains(page, `<a href="/c/c/batches">Papier</a>`) {
		t.Error("a reader is led elsewhere")
	}
	if page := d.page("/c/c/services/asso"); !strings.Contains(page, `href="/c/c/paper?service=asso"`) {
		t.Error("a service does not lead to its sheets")
	}
}

// TestPaperElsewhere asks a campaign for what was printed in another one.
func TestPaperElsewhere(t *testing.T) {
	need.Full(t)
	d := newDesk(t, "monitoring-1030")
	d.move("/c/c/clone", url.Values{"title": {"Suite"}, "slug": {"d"}, "from": {"2027-01-01"}})
	w := d.post("/c/d/paper", url.Values{"kind": {"slip"}})
	to, err := url.Parse(w.Header().Get("Location"))
	if err != nil || w.Code != http.StatusSeeOther {
		t.Fatalf("order: %d, %v", w.Code, err)
	}
	number := to.Query().Get("ready")
	for _, path := range []string{"paper/" + number + "/sheets.pdf", "paper/" + number + "/layout.json", "paper?ready=" + number} {
		if here, there := d.get("/c/c/"+path), d.get("/c/d/"+path); here.Code != http.StatusNotFound || there.Code != http.StatusOK {
			t.Errorf("%s: %d here and %d there", path, here.Code, there.Code)
		}
	}
}
