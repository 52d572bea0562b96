package web_test

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"releve/internal/account"
	"releve/internal/campaign"
	"releve/internal/csv"
	"releve/internal/interchange"
	"releve/internal/need"
)

func TestServices(t *testing.T) {
	need.Full(t)
	d := newDesk(t, "monitoring-1030")
	for range 2 {
		d.house.post("/s/"+serviceLink, filled(t))
	}
	d.house.post("/s/"+campaignLink, filled(t))
	page := d.page("/c/c/services")
	for _, want := range []string{
		"2 services et 3 fiches comptées", serviceLink, "Fiches sans service",
		`La Rencontre</a></th><td>asso</td><td>association</td><td></td><td></td><td>2</td>`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("no %s in\n%s", want, page)
		}
	}
	if strings.Contains(page, "--public-url") {
		t.Error("a public address is called unreachable")
	}
	reader := d.as(account.Reader).page("/c/c/services")
	if strings.Contains(reader, serviceLink) || !strings.Contains(reader, "La Rencontre") {
		t.Error("a reader sees the links, or no services")
	}
	file := d.get("/c/c/services/_file")
	read, err := interchange.ReadServices("f", csv.Read(file.Body))
	if err != nil {
		t.Fatal(err)
	}
	if put, err := read.Put(d.campaign("c"), rand.Reader); err != nil || put != (interchange.ServicesPut{Same: 2}) {
		t.Errorf("the file reads back as %+v, %v", put, err)
	}
}

func TestServiceShown(t *testing.T) {
	need.Full(t)
	d := newDesk(t, "monitoring-1030")
	page := d.page("/c/c/services/asso")
	for _, want := range []string{
		"https://releve.example/s/" + serviceLink, "<svg", "Votre service, La Rencontre,", "Uw dienst, La Rencontre",
		"vos démarches", `data-copy="#m-fr"`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("no %s in\n%s", want, page)
		}
	}
	if page = d.page("/c/c/services/_campaign"); !strings.Contains(page, campaignLink) || strings.Contains(page, "/_campaign/edit") {
		t.Error("the page of the campaign's link")
	}
	for target, status := range map[string]int{
		"/c/c/services/nobody": 404, "/c/c/services/_campaign/edit": 404, "/c/x/services": 404, "/c/c/services/asso/qr.png": 200,
	} {
		if w := d.get(target); w.Code != status {
			t.Errorf("GET %s: %d, want %d", target, w.Code, status)
		}
	}
}

func TestAddService(t *testing.T) {
	need.Full(t)
	d := newDesk(t, "monitoring-1030")
	d.page("/c/c/services/_new")
	got := d.move("/c/c/services/_new", url.Values{
		"name": {"CPAS – Antenne d'accueil"}, "code": {""}, "kind": {"cpas"}, "headcount": {"4"}, "own": {"cpas"}, "own-other": {"fwb-bour"},
	})
	if want := "/c/c/services/cpas-antenne-d-accueil?did=service.added"; got != want {
		t.Errorf("leads to %s, want %s", got, want)
	}
	p, _ := d.campaign("c").Participant("cpas-antenne-d-accueil")
	if p.Name != "CPAS – Antenne d'accueil" || p.Kind != campaign.CPAS || p.Headcount != 4 || fmt.Sprint(p.Own) != "[cpas fwb-bour]" || p.Link == "" {
		t.Errorf("added %+v", p)
	}
	d.page(got)
	for _, tt := range []struct {
		name, field, value string
		status             int
		want               string
	}{
		{"no name", "name", "", 422, "#f-name"},
		{"taken", "code", "asso", 409, "#f-code"},
		{"code", "code", "É", 422, "#f-code"},
		{"headcount", "headcount", "dix", 422, "#f-headcount"},
		{"kind", "kind", "x", 422, "#f-kind"},
		{"own", "own-other", "nulle-part", 422, "#f-own-other"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			values := url.Values{"name": {"N"}, "code": {""}, "kind": {"other"}, "headcount": {""}}
			values.Set(tt.field, tt.value)
			w := d.post("/c/c/services/_new", values)
			if w.Code != tt.status || !strings.Contains(w.Body.String(), `href="`+tt.want+`"`) || strings.Count(w.Body.String(), `class="e"`) != 1 {
				t.Errorf("got %d, want %d and %s in\n%s", w.Code, tt.status, tt.want, w.Body)
			}
		})
	}
	if n := len(d.campaign("c").Participants); n != 3 {
		t.Errorf("%d services, want 3", n)
	}
}

func TestEditService(t *testing.T) {
	need.Full(t)
	d := newDesk(t, "monitoring-1030")
	d.set(func(c *campaign.Campaign) {
		if _, err := c.Amend(campaign.Participant{Code: "asso", Name: "La Rencontre", Kind: campaign.CPAS, Headcount: 3, Own: []string{"cpas", "fwb-bour"}}); err != nil {
			t.Error(err)
		}
	})
	shown := readInputs(d.page("/c/c/services/asso/edit"))
	d.move("/c/c/services/asso/edit", shown)
	p, _ := d.campaign("c").Participant("asso")
	if want := fmt.Sprint(campaign.Participant{Code: "asso", Name: "La Rencontre", Kind: campaign.CPAS, Headcount: 3, Own: []string{"cpas", "fwb-bour"}, Link: serviceLink}); fmt.Sprint(p) != want {
		t.Errorf("what was shown became %v, want %s", p, want)
	}
	shown.Set("name", "Un autre nom")
	if got := d.move("/c/c/services/asso/edit", shown); got != "/c/c/services/asso?did=service.changed" {
		t.Errorf("leads to %s", got)
	}
	if p, _ = d.campaign("c").Participant("asso"); p.Name != "Un autre nom" || p.Link != serviceLink {
		t.Errorf("became %+v", p)
	}
	shown.Set("name", "")
	shown.Set("headcount", "x")
	if w := d.post("/c/c/services/asso/edit", shown); w.Code != 422 || strings.Count(w.Body.String(), `class="e"`) != 2 {
		t.Errorf("%d\n%s", w.Code, w.Body)
	}
}

func TestRelink(t *testing.T) {
	need.Full(t)
	d := newDesk(t, "monitoring-1030")
	for _, tt := range []struct{ name, service, old string }{
		{"service", "asso", serviceLink}, {"campaign", "_campaign", campaignLink},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if w := d.house.get("/s/" + tt.old); w.Code != http.StatusOK {
				t.Fatal(w.Code)
			}
			d.page("/c/c/services/" + tt.service + "/relink")
			if w := d.house.get("/s/" + tt.old); w.Code != http.StatusOK {
				t.Error("asking changed the link")
			}
			to := d.move("/c/c/services/"+tt.service+"/relink", nil)
			link := find(t, d.page(to), `id="link">https://releve.example(/s/[^<]*)<`)
			if was, is := d.house.get("/s/"+tt.old).Code, d.house.get(link).Code; was != 404 || is != 200 {
				t.Errorf("old link %d, new one %d", was, is)
			}
			if w := d.house.post("/s/"+tt.old, filled(t)); w.Code != 404 {
				t.Errorf("posting to the old link: %d", w.Code)
			}
		})
	}
}

// uploadServices posts a file of services, or lines.
func (d *desk) uploadServices(t *testing.T, file, pasted string) (status int, location, body string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	part, err := w.CreateFormFile("file", "services.csv")
	if err == nil {
		_, err = part.Write([]byte(file))
	}
	if err == nil {
		err = w.WriteField("paste", pasted)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	got := d.send(http.MethodPost, "/c/c/services/_import", w.FormDataContentType(), &b)
	return got.Code, got.Header().Get("Location"), got.Body.String()
}

func TestImportServices(t *testing.T) {
	need.Full(t)
	for _, tt := range []struct {
		name, file, pasted string
		status             int
		services           int
		want               string // in the address or on the page
	}{
		{"file", "code,name\nx,X\nasso,La Rencontre\n", "", 303, 3, "did=services.imported&n=1"},
		{"pasted from a spreadsheet", "", "code\tname\tkind\nx\tX\tcpas\ny\tY\tcommune\n", 303, 4, "did=services.imported&n=2"},
		{"nothing", "", " ", 422, 2, "#f-file"},
		{"no services", "", "code;name\n", 422, 2, "(lignes collées)"},
		{"other columns", "code,name,adresse\nx,X,\n", "", 422, 2, "adresse"},
		{"all or nothing", "code,name,headcount\nx,X,3\ny,,dix\n", "", 422, 2, "Ligne 3, colonne"},
		{"what was pasted stays", "", "code;name\nÉ;X\n", 422, 2, "É;X"},
		{"large", strings.Repeat("x", 1<<20), "", 413, 2, "trop grand"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesk(t, "monitoring-1030")
			status, location, body := d.uploadServices(t, tt.file, tt.pasted)
			if n := len(d.campaign("c").Participants); status != tt.status || n != tt.services || !strings.Contains(location+body, tt.want) {
				t.Errorf("%d, %d services; want %d, %d and %s in\n%s%s", status, n, tt.status, tt.services, tt.want, location, body)
			}
		})
	}
}

// What an address outside of the public network cannot do is said where links are handed out.
func TestUnreachableLinks(t *testing.T) {
	need.Full(t)
	d := newDesk(t, "monitoring-1030")
	d.server.PublicURL = "http://192.168.1.4:8080"
	for _, target := range []string{"/c/c/services", "/c/c/services/asso", "/c/c/services/_campaign"} {
		if page := d.page(target); !strings.Contains(page, "Les téléphones ne peuvent pas ouvrir ces liens") {
			t.Errorf("%s does not say it", target)
		}
	}
}
