package main

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/locale"
	"releve/internal/paper"
)

// sheetsOfPaper looks at the pages on which sheets of paper are made, and fetches their files.
func (b *inspector) sheetsOfPaper(f furniture) {
	b.Helper()
	const wrong = http.StatusUnprocessableEntity
	b.visit("paper", "/c/c/paper?service="+f.service, http.StatusOK)
	b.visit("paper, no service", "/c/vide/paper", http.StatusOK)
	b.refused("paper, too many", "/c/c/paper", `main form`, map[string]string{"copies": "501"}, wrong)
	b.refused("paper, a pad of slips", "/c/c/paper", `main form`, map[string]string{"copies": "5", "kind": "slip", "pad": "1"}, wrong)
	b.submit(`main form`, map[string]string{"copies": "5", "kind": "tally", "pad": "1", "and": "de"})
	b.look("paper, copies", http.StatusOK)
	b.open("/c/appels/paper")
	b.submit(`main form`, map[string]string{"kind": "slip"})
	b.look("paper, a master", http.StatusOK)
	for i, path := range eval[[]string](b.tab, `[...document.querySelectorAll('main .ready a[download]')].map(a => a.getAttribute('href'))`) {
		b.file(path, []string{"application/pdf", "application/json"}[i])
	}
	b.open("/c/c/paper")
	b.submit(`main form`, map[string]string{"kind": "poster", "service": f.service})
	b.look("paper, a poster", http.StatusOK)
	b.file(eval[string](b.tab, `document.querySelector('main .ready a[download]').getAttribute('href')`), "application/pdf")
	b.visit("form from the browser", "/c/appels/paper/form?kind=slip&lang="+b.tag, http.StatusOK)
	b.visit("lines from the browser", "/c/appels/paper/form?kind=tally&lang="+b.tag, http.StatusOK)
	b.visit("form in two", "/c/c/paper/form?kind=slip&lang="+b.tag+"%2Bde&service="+f.service, http.StatusOK)
}

// file fetches a file to be kept.
func (b *inspector) file(path, kind string) {
	b.Helper()
	at, err := url.Parse(path)
	if err != nil {
		b.Fatal(err)
	}
	b.seen[b.tag+" "+at.Path] = true
	status, head, data := b.fetch(path)
	if status != http.StatusOK || head.Get("Content-Type") != kind || !strings.HasPrefix(head.Get("Content-Disposition"), "attachment") ||
		!bytes.HasPrefix(data, []byte(map[string]string{"application/pdf": "%PDF-", "application/json": "{"}[kind])) {
		b.Errorf("%s, %s: %d, %d bytes, %v", b.tag, path, status, len(data), head)
	}
}

// testPaperForms prints questionnaires from the browser: every answer stands there with its key, a tally's lines on one
// page.
func testPaperForms(t *testing.T, b *browser) {
	o := newOffice(t, b, t.TempDir())
	surveyed(t, o.dir, "monitoring-1030")
	tab := o.tab(t)
	tab.script(true)
	o.begin(t, tab)
	k := shippedCampaign(t, "monitoring-1030")
	for _, lang := range []string{"fr+nl", "nl"} {
		for _, kind := range []string{"slip", "tally"} {
			tab.open("/c/c/paper/form?service=asso&kind=" + kind + "&lang=" + url.QueryEscape(lang))
			tab.sheets(kind, "fr", true)
			_, pages := tab.paper()
			words := letters(strings.Join(pages, " "))
			if len(pages) > 3 || kind == "tally" && len(pages) > 2+strings.Count(lang, "+") {
				t.Errorf("%s in %s: %d pages", kind, lang, len(pages))
			}
			tag := locale.Tag(lang[:2])
			for _, col := range paper.Columns(k, k.Form()) {
				for _, choice := range col.Choices {
					first := strings.Fields(paper.Label(col.Question, choice.Code, tag))[0]
					if !strings.Contains(words, choice.Key+letters(first)) {
						t.Errorf("%s in %s has no %s %s", kind, lang, choice.Key, first)
					}
				}
			}
			if strings.Contains(words, "PDF") {
				t.Errorf("%s in %s prints what is for the screen", kind, lang)
			}
		}
	}
}

// letters leaves out of a text where lines end, and the hyphens there.
func letters(s string) string {
	return strings.Join(strings.Fields(strings.NewReplacer("-", "", "\u00ad", "", "‐", "").Replace(s)), "")
}

// shippedCampaign returns a campaign of a shipped form as "campaign create" makes it.
func shippedCampaign(t *testing.T, id string) *campaign.Campaign {
	t.Helper()
	lib, err := library()
	if err != nil {
		t.Fatal(err)
	}
	f, ok := lib.Form(id)
	if !ok {
		t.Fatal("no form ", id)
	}
	return &campaign.Campaign{From: "2026-01-01", Groups: f.Groups, Forms: []*form.Form{f}, FormID: f.ID, Version: f.Version}
}
