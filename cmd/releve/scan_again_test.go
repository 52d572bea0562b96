package main

import (
	"encoding/json"
	"strings"
	"testing"

	"releve/internal/locale"
	"releve/internal/paper"
	"releve/internal/scan"
	"releve/internal/simulate"
)

// TestScanAgain judges a batch anew that was read by other rules, and finds the fields that these read otherwise.
func TestScanAgain(t *testing.T) {
	u := newUploads(t)
	w := trial(t).with("RELEVE_DATA", u.dir)
	c, err := u.db.Campaign(t.Context(), "c")
	if err != nil {
		t.Fatal(err)
	}
	catalogue, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	l, err := paper.NewPrinter(catalogue).Layout(paper.Job{Campaign: c, Kind: paper.Tally, Languages: []locale.Tag{"fr"}, Copies: 1})
	if err != nil {
		t.Fatal(err)
	}
	if err = u.db.KeepLayout(t.Context(), l); err != nil {
		t.Fatal(err)
	}
	blank, err := simulate.NewPrint(l, paper.Code{Layout: l.Number, Page: 1, Serial: 7}, 150)
	if err != nil {
		t.Fatal(err)
	}
	page := scan.Measure(scan.Picture{Gray: blank.Gray}, func(string) (*paper.Layout, error) { return l, nil })
	if page.Status != scan.Read {
		t.Fatalf("the page is %s %s", page.Status, page.Reason)
	}
	u.add(t, "a.pdf", []byte("a"))
	keep := func() {
		b, wrong := u.scans.Batch(t.Context(), "c", u.batch.ID)
		if wrong != nil {
			t.Fatal(wrong)
		}
		if _, err = u.scans.KeepImage(t.Context(), "c", u.batch.ID, scan.Image{File: b.Files[0].ID, Number: 1, Page: page}, nil); err != nil {
			t.Fatal(err)
		}
	}
	keep()
	if got := releve(t, w, "scan --campaign c --again "+u.batch.ID); got.code != exitSuccess || got.out != "" || !strings.Contains(got.err, "0 champ") {
		t.Errorf("by the same rules: %+v", got)
	}
	page.Rules, page.Fields[3].Values, page.Fields[4].Doubts = 1, []string{"x"}, []string{scan.DoubtFaint}
	keep()
	got := releve(t, w, "scan --campaign c --again "+u.batch.ID)
	if lines := strings.Split(strings.TrimSpace(got.out), "\n"); len(lines) != 3 || !strings.Contains(got.out, "trait très pâle") || !strings.Contains(got.err, "2 champs") {
		t.Errorf("by other rules: %+v", got)
	}
	var all []changeRecord
	if err = json.Unmarshal([]byte(releve(t, w, "scan --json --campaign c --again "+u.batch.ID).out), &all); err != nil || len(all) != 2 ||
		all[0].Rules != 1 || all[0].File != "a.pdf" || all[0].Page != 1 || all[0].Was.Values[0] != "x" || len(all[0].Now.Values) != 0 || len(all[1].Was.Doubts) != 1 {
		t.Errorf("as JSON: %+v, %v", all, err)
	}
}
