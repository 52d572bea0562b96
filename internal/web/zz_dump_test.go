package web

import (
	"bytes"
	"compress/gzip"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"os"
	"testing"
	"time"

	"releve/forms"
	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/locale"
	"releve/internal/sheet"
	"releve/static"
)

type noStore struct{ campaign.Store }
type noSheets struct{ campaign.Sheets }

func TestDump(t *testing.T) {
	lib, err := form.Load(forms.FS)
	if err != nil {
		t.Fatal(err)
	}
	cat, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(Options{Store: noStore{}, Sheets: noSheets{}, Catalogue: cat, Static: static.FS, Now: time.Now, Random: rand.Reader, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), PublicURL: "http://127.0.0.1:8080", Demo: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range lib.Forms() {
		for _, tag := range locale.Languages() {
			c := &campaign.Campaign{Slug: "essai", Title: "Monitoring social 2026", FormID: f.ID, Version: f.Version, Zone: "Europe/Brussels", Language: "fr", State: campaign.Open, ProcedureText: f.ProcedureText, Forms: []*form.Form{f}, Groups: f.Groups}
			at := &place{link: "abcd-efgh-jkmn-pqrs", campaign: c, participant: campaign.Participant{Code: "a", Name: "Service social La Rencontre"}, zone: time.UTC, blanks: map[locale.Tag]blank{}}
			fl := filling{at: at, form: f, tag: tag, blank: true, frequent: []string{"com-pop", "fwb-bour", "han", "onem", "cpas-loc", "csc"}}
			fl.sent = sheet.Entry{ID: "x", Date: "2026-11-22", Answers: sheet.Fields{}}
			var b bytes.Buffer
			if err := s.pages.set.ExecuteTemplate(&b, "form", s.formPage(fl)); err != nil {
				t.Fatal(err)
			}
			var z bytes.Buffer
			w := gzip.NewWriter(&z)
			w.Write(b.Bytes())
			w.Close()
			fmt.Println(f.ID, tag, b.Len(), z.Len())
			os.WriteFile(fmt.Sprintf("/tmp/dump-%s-%s.html", f.ID, tag), b.Bytes(), 0o644)
		}
	}
}
