package web_test

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"releve/internal/account"
	"releve/internal/campaign"
	"releve/internal/need"
)

// mark draws a logo in a colour of its own.
func mark(tb testing.TB, red uint8) []byte {
	tb.Helper()
	m := image.NewNRGBA(image.Rect(0, 0, 60, 20))
	for i := range m.Pix {
		m.Pix[i] = 255
	}
	m.Set(3, 3, color.NRGBA{R: red, A: 255})
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// names returns the names of the campaign's logos.
func (d *desk) names() string {
	d.t.Helper()
	var all []string
	for _, l := range d.campaign("c").Logos {
		all = append(all, l.Name)
	}
	return strings.Join(all, ", ")
}

// addLogo adds a logo on the page.
func (d *desk) addLogo(name string, picture []byte) (status int, body string) {
	d.t.Helper()
	w := d.uploadTo("/c/c/logos", "logo.png", picture, map[string]string{"do": "add", "name": name})
	return w.Code, plain(w.Body.String())
}

func TestLogosPage(t *testing.T) {
	need.Full(t)
	d := newDesk(t, "monitoring-1030")
	for i, name := range []string{"Commune", "CPAS", "Asbl"} {
		if code, body := d.addLogo(name, mark(t, uint8(i))); code != http.StatusSeeOther {
			t.Fatalf("%d %s", code, body)
		}
	}
	marks := map[string]string{}
	for _, l := range d.campaign("c").Logos {
		marks[l.Name] = l.Mark()
	}
	page := d.page("/c/c/logos")
	for name, mark := range marks {
		if !strings.Contains(page, `alt="`+name+`"`) || !strings.Contains(page, mark) {
			t.Errorf("%s is not on the page", name)
		}
	}
	for _, step := range []struct {
		do, logo, name string
		want           string
	}{
		{"advance", "Asbl", "", "Commune, Asbl, CPAS"},
		{"rename", "Commune", "Commune de Schaerbeek", "Commune de Schaerbeek, Asbl, CPAS"},
		{"remove", "Asbl", "", "Commune de Schaerbeek, CPAS"},
	} {
		w := d.uploadTo("/c/c/logos", "", nil, map[string]string{"do": step.do, "logo": marks[step.logo], "name": step.name})
		if to := w.Header().Get("Location"); w.Code != http.StatusSeeOther || to != "/c/c/logos?did=logo."+step.do || d.names() != step.want {
			t.Errorf("%s: %d to %s, %s; want %s", step.do, w.Code, to, d.names(), step.want)
		}
		if said := plain(d.page("/c/c/logos?did=logo." + step.do)); !strings.Contains(said, "logo") {
			t.Errorf("%s is not told: %s", step.do, said)
		}
	}
}

func TestLogosRefusedOnThePage(t *testing.T) {
	need.Full(t)
	d := newDesk(t, "monitoring-1030")
	d.addLogo("Commune", mark(t, 1))
	gone := strings.Repeat("0", 16)
	for _, test := range []struct {
		name    string
		fields  map[string]string
		file    string
		content []byte
		status  int
		want    string
	}{
		{"no file", map[string]string{"do": "add", "name": "X"}, "", nil, http.StatusUnprocessableEntity, "Choisissez d'abord un fichier"},
		{"no picture", map[string]string{"do": "add", "name": "X"}, "x.png", []byte("GIF89a"), http.StatusUnprocessableEntity, "n'est pas une image PNG"},
		{"no name", map[string]string{"do": "add"}, "x.png", mark(t, 9), http.StatusUnprocessableEntity, "Donnez le nom"},
		{"twice", map[string]string{"do": "add", "name": "X"}, "x.png", mark(t, 1), http.StatusConflict, "déjà dans la liste"},
		{"heavy", map[string]string{"do": "add", "name": "X"}, "x.png", make([]byte, 300_001), http.StatusRequestEntityTooLarge, "300 kB"},
		{"far too heavy", map[string]string{"do": "add", "name": "X"}, "x.png", make([]byte, 2<<20), http.StatusRequestEntityTooLarge, ""},
		{"gone", map[string]string{"do": "remove", "logo": gone}, "", nil, http.StatusNotFound, "n'est plus dans la liste"},
		{"nothing to do", map[string]string{}, "", nil, http.StatusBadRequest, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := d.uploadTo("/c/c/logos", test.file, test.content, test.fields)
			if got := plain(w.Body.String()); w.Code != test.status || !strings.Contains(got, test.want) || d.names() != "Commune" {
				t.Errorf("%d %s, %s", w.Code, got, d.names())
			}
		})
	}
	if w := d.as(account.Reader).get("/c/c/logos"); w.Code != http.StatusForbidden {
		t.Errorf("who may only read: %d", w.Code)
	}
}

// TestLogoTwice: two clicks on one page add one logo, and the second one leads where the first one did.
func TestLogoTwice(t *testing.T) {
	need.Full(t)
	d := newDesk(t, "monitoring-1030")
	once := find(t, d.page("/c/c/logos"), `name="_once" value="([0-9a-f]+)"`)
	for range 2 {
		w := d.uploadTo("/c/c/logos", "x.png", mark(t, 1), map[string]string{"do": "add", "name": "Commune", "_once": once})
		if w.Code != http.StatusSeeOther || d.names() != "Commune" {
			t.Fatalf("%d %s: %s", w.Code, plain(w.Body.String()), d.names())
		}
	}
}

// TestLogosTravel: a clone has the logos of its original.
func TestLogosTravel(t *testing.T) {
	need.Full(t)
	d := newDesk(t, "monitoring-1030")
	d.addLogo("Commune", mark(t, 1))
	d.post("/c/c/clone", url.Values{"title": {"Deux"}, "from": {"2026-03-01"}, "language": {"fr"}})
	if logos := d.campaign("deux").Logos; len(logos) != 1 || logos[0].Name != "Commune" {
		t.Errorf("the clone has %v", logos)
	}
}

func TestPoster(t *testing.T) {
	need.Full(t)
	d := newDesk(t, "monitoring-1030")
	d.addLogo("Commune de Schaerbeek", mark(t, 7))
	d.set(func(c *campaign.Campaign) { c.Publisher, c.To = "Asbl des Tilleuls, rue Haute 1", "2026-06-30" })
	for _, test := range []struct {
		name, target string
		want         []string
		not          []string
	}{
		{
			"service", "/asso/poster?lang=fr",
			[]string{
				"Monitoring social 2026 La Rencontre Scannez le code", "Touchez 4 réponses Institution · Démarche · Temps passé · Résultat", "sans réseau", "releve.example aaaa-bbbb-cccc-dddd",
				"Ni compte, ni nom, ni adresse IP.", "du 1er janvier 2026 au 30 juin 2026", "Éd. resp. : Asbl des Tilleuls", "Une fiche =",
			},
			[]string{"Scan de", "doit nommer"},
		},
		{"two languages", "/asso/poster?lang=fr%2Bnl", []string{"Scannez le code avec un téléphone Scan de code", "Éd. resp. :", "V.U.:", "Geen account"}, []string{"Scannen"}},
		{"campaign", "/_campaign/poster?lang=de", []string{"Monitoring social 2026 Scannen Sie", "jjjj-kkkk-mmmm-nnnn"}, []string{"La Rencontre"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			body := d.page("/c/c/services" + test.target)
			got := plain(body)
			wantWords(t, got, test.want, test.not)
			data := find(t, body, `<img src="data:image/png;base64,([^"]+)" alt="Commune de Schaerbeek"`)
			picture, err := base64.StdEncoding.DecodeString(strings.NewReplacer("&#43;", "+").Replace(data))
			if m, failed := png.Decode(bytes.NewReader(picture)); err != nil || failed != nil || m.Bounds().Dx() != 60 {
				t.Errorf("the logo cannot be read: %v, %v", err, failed)
			}
		})
	}
	d.set(func(c *campaign.Campaign) { c.Publisher = "" })
	if got := plain(d.page("/c/c/services/asso/poster?lang=fr")); !strings.Contains(got, "Éd. resp. : …") || !strings.Contains(got, "doit nommer") {
		t.Errorf("without a publisher: %s", got)
	}
	if got := d.page("/c/c/services/asso/poster?lang=nl") + d.page("/c/c/services"); !strings.Contains(got, `<html lang="fr">`) {
		t.Error("the poster in Dutch made the desk Dutch")
	}
	if !strings.Contains(d.page("/c/c/services/asso"), "/c/c/services/asso/poster") || !strings.Contains(d.page("/c/c/settings"), "/c/c/logos") {
		t.Error("nothing leads to the poster or to the logos")
	}
}

func TestPosterRefused(t *testing.T) {
	need.Full(t)
	d := newDesk(t, "monitoring-1030")
	d.set(func(c *campaign.Campaign) { c.Participants[0].Link = "" })
	for name, target := range map[string]string{"no link yet": "/c/c/services/asso/poster", "no such service": "/c/c/services/nobody/poster"} {
		if w := d.get(target); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", name, w.Code)
		}
	}
	if w := d.as(account.Reader).get("/c/c/services/autre/poster"); w.Code != http.StatusForbidden {
		t.Errorf("who may only read sees a link: %d", w.Code)
	}
}
