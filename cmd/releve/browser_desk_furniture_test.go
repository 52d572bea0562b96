package main

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
)

// furniture is what the pages are about.
type furniture struct {
	service, sheet, row string // a service's code; ids of a sheet and of one with rows
	fit, unfit          string // files to import
	logo                string // a picture
}

// furnish makes campaigns of several kinds: "c" is large, with 200 services; "essai" is on trial and has a sheet,
// "vide" has nothing, "appels" has a sheet with rows.
func furnish(t *testing.T, o *office) furniture {
	t.Helper()
	services := []string{"code,name,kind,headcount,own"}
	for i := range 180 {
		services = append(services, fmt.Sprintf("service-%03d,Maison d'accueil et de soutien n° %d,association,%d,", i, i, 1+i%9))
	}
	id := randomSheet(t, rand.Reader).ID
	calls := []string{"kind,theme,action,_id,_row,_date,_organisation", "ask,ali,orient," + id + ",1,2026-03-02,asso", "ask,log,relay," + id + ",2,2026-03-02,asso"}
	for _, args := range [][]string{
		{"campaign", "create", "--form", "monitoring-1030", "--slug", "c", "--title", "Monitoring social, 2022", "--from", "2022-09-14"},
		{"participant", "import", "--campaign", "c", filepath.Join("demo", "participants.csv")},
		{"participant", "import", "--campaign", "c", writeFile(t, "services.csv", strings.Join(services, "\n")+"\n")},
		{"campaign", "open", "c"},
		{"import", "--campaign", "c", filepath.Join("demo", "monitoring-1030.csv")},
		{"campaign", "create", "--form", "monitoring-plus", "--slug", "essai", "--title", "Essai", "--from", "2026-01-01"},
		{"participant", "add", "--campaign", "essai", "--code", "asso", "--name", "Association"},
		{"campaign", "create", "--form", "monitoring-1030", "--slug", "vide", "--title", "Vide", "--from", "2026-01-01"},
		{"campaign", "open", "vide"},
		{"campaign", "create", "--form", "appels", "--slug", "appels", "--title", "Appels", "--from", "2026-01-01"},
		{"participant", "add", "--campaign", "appels", "--code", "asso", "--name", "Association"},
		{"campaign", "open", "appels"},
		{"import", "--campaign", "appels", writeFile(t, "calls.csv", strings.Join(calls, "\n")+"\n")},
	} {
		invoke(t, o.dir, args...)
	}
	trial := randomSheet(t, rand.Reader)
	trial.Answers = map[string]any{"inst": "com", "proc": "rdv", "dur": "r45", "out": "wait"}
	wantReceived(t, o.server, linkOf(t, o.dir, "essai", "asso"), trial)
	rows := exported(t, o.dir, "c")
	return furniture{
		service: "asso-04", sheet: rows[0]["_id"], row: id,
		logo:  writeFile(t, "logo.png", logoFile(t, 90)),
		fit:   writeFile(t, "fit.csv", "inst,proc,dur,out,_date\ncom-pop,rdv,d10,ok,2022-10-10\n"),
		unfit: writeFile(t, "unfit.csv", "inst,proc,dur,out,_date\nnowhere,rdv,d10,ok,2022-10-10\ncom-pop,rdv,,ok,10/10\n"),
	}
}

// wantReceived posts a sheet, which must be taken.
func wantReceived(t *testing.T, s *server, link string, sheet apiSheet) {
	t.Helper()
	got, err := post(t.Context(), http.DefaultClient, s.url, link, sheet)
	if err != nil || len(got) != 1 || got[0].Receipt == "" {
		t.Fatalf("post a sheet: %+v, %v", got, err)
	}
}

// alter gives a sheet a history.
func (f furniture) alter(b *inspector) {
	b.Helper()
	at := "/c/c/sheets/" + f.sheet
	b.open(at + "/edit")
	b.submit(`main form`, map[string]string{"_service": f.service, "_date": "2022-10-03"})
	b.submit(`form:has([name=reason])`, map[string]string{"reason": "double"})
	b.wantStatus(http.StatusOK)
	b.open("/c/appels/sheets/" + f.row + "/edit")
	b.submit(`main form`, map[string]string{"_date": "2026-03-03"})
	b.wantStatus(http.StatusOK)
}
