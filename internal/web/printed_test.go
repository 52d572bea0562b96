package web_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"releve/internal/campaign"
	"releve/internal/locale"
	"releve/internal/need"
)

// noted sends a sheet as a device does and returns its receipt; answers and rows are members of its JSON object.
func (h *house) noted(link, content string) string {
	h.t.Helper()
	id := newID(h.t)
	_, answer := h.batch(link, `{"sheets":[{"id":"`+id+`","date":"2026-03-01","language":"fr",`+content+`}]}`)
	if len(answer.Sheets) != 1 || answer.Sheets[0].Receipt == "" {
		h.t.Fatalf("%s: %+v", content, answer)
	}
	return answer.Sheets[0].Receipt
}

// rawKey finds a message key that was printed in place of its message.
var rawKey = regexp.MustCompile(`>\s*(print|proof|mandate|privacy|poster|desk|page)\.[a-z.]+\s*<`)

// markup is what stands between the words of a page.
var markup = regexp.MustCompile(`(?s)<(style|script)[^>]*>.*?</(style|script)>|<[^>]*>`)

// plain returns the words of a page, one space between them.
func plain(body string) string {
	return strings.Join(strings.Fields(html.UnescapeString(markup.ReplaceAllString(body, " "))), " ")
}

// wantWords checks that some words are in a page, and others are not.
func wantWords(t *testing.T, got string, want, not []string) {
	t.Helper()
	for _, words := range want {
		if !strings.Contains(got, words) {
			t.Errorf("%q is not in %s", words, got)
		}
	}
	for _, words := range not {
		if strings.Contains(got, words) {
			t.Errorf("%q is in %s", words, got)
		}
	}
}

// shown returns the words of a page, which must be there and hold no raw key.
func (h *house) shown(target string) string {
	h.t.Helper()
	w := h.get(target)
	body := w.Body.String()
	if w.Code != http.StatusOK || rawKey.MatchString(body) {
		h.t.Fatalf("%s: %d, key %q", target, w.Code, rawKey.FindString(body))
	}
	return plain(body)
}

const failedSheet = `"answers":{"inst":"com-pop","proc":"oth","proc.text":"Un acte à part","dur":"r45","dur.minutes":"47","out":"ko",
	"why":["idmissing","noslot"],"fn":"as","com":"Page perdue deux fois","posture":"avec","risk":["pin"]}`

func TestProof(t *testing.T) {
	need.Full(t)
	h := newHouse(t, "monitoring-plus")
	h.set(func(c *campaign.Campaign) { c.Publisher = "Asbl des Tilleuls" })
	for _, test := range []struct {
		name, content, lang string
		want, not           []string
	}{
		{
			"failed", failedSheet, "fr",
			[]string{
				"La Rencontre", "Asbl des Tilleuls", "Ce qui a été tenté Autre acte", "Auprès de Commune", "Quand 1er mars 2026", "Résultat Bloquée",
				"Obstacles rencontrés Pas de numéro national", "n'a pas pu être menée à bien", "peut montrer ce document à l'institution", "Précisions",
			},
			[]string{"Un acte à part", "Page perdue", "45 min", "47 min", "Temps", "La démarche a été faite", "Wat"},
		},
		{
			"failed, in two languages", failedSheet, "fr%2Bnl",
			[]string{"Preuve de démarche Bewijs van stappen", "Ce qui a été tenté Wat geprobeerd is Autre acte Andere handeling", "1er mars 2026 1 maart 2026", "kon niet worden afgerond"},
			[]string{"Nachweis", "What was"},
		},
		{"a plus that the browser made a space", failedSheet, "nl+de", []string{"Bewijs van stappen Nachweis eines Behördengangs"}, []string{"Preuve"}},
		{"three languages are two", failedSheet, "en+de+fr", []string{"Record of a step taken Nachweis"}, []string{"Preuve"}},
		{"one twice is one", failedSheet, "nl+nl", []string{"Bewijs van stappen Betrokken"}, nil},
		{"languages nobody has", failedSheet, "tr+xx", []string{"Preuve de démarche"}, nil},
		{"done", `"answers":{"inst":"onem","proc":"cho","dur":"r20","out":"ok"}`, "fr", []string{"Résultat Aboutie", "La démarche a été faite"}, []string{"menée à bien", "Obstacles", "Précisions"}},
		{"neither", `"answers":{"inst":"onem","proc":"cho","dur":"r20","out":"declined"}`, "fr", []string{"Résultat Refusée par le service"}, []string{"menée à bien", "a été faite"}},
		{"sent, the reply awaited", `"answers":{"inst":"onem","proc":"cho","dur":"r20","out":"wait"}`, "fr", []string{"Envoyée"}, []string{"menée à bien"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := h.shown("/s/" + serviceLink + "/proof?after=" + h.noted(serviceLink, test.content) + "&lang=" + test.lang)
			wantWords(t, got, test.want, test.not)
		})
	}
}

// What stands on the paper does not open the sheet, and names no service that the sheet was not noted for.
func TestProofTellsNoMore(t *testing.T) {
	need.Full(t)
	h := newHouse(t, "monitoring-plus")
	receipt := h.noted(serviceLink, failedSheet)
	got := h.shown("/s/" + serviceLink + "/proof?after=" + receipt + "&lang=fr")
	if strings.Contains(strings.ReplaceAll(got, "-", ""), receipt) || !strings.Contains(strings.ReplaceAll(got, "-", ""), receipt[:10]+"…") {
		t.Errorf("the proof shows the receipt %s otherwise than by its beginning: %s", receipt, got)
	}
	w := h.post("/s/"+serviceLink, url.Values{
		"_id": {newID(t)}, "_language": {"fr"}, "_noservice": {"1"}, "inst": {"onem"}, "proc": {"cho"}, "dur": {"r20"}, "out": {"ok"},
	})
	saved := w.Header().Get("Location")
	if w.Code != http.StatusSeeOther {
		t.Fatalf("status %d", w.Code)
	}
	for _, page := range []string{saved, strings.Replace(saved, "/saved?", "/proof?", 1)} {
		if got := h.shown(page); strings.Contains(got, "La Rencontre") {
			t.Errorf("%s names the service: %s", page, got)
		}
	}
}

// TestProofOfRows: a form that asks each sheet neither for an institution nor for a procedure is told by its own
// questions, and each row for itself.
func TestProofOfRows(t *testing.T) {
	need.Full(t)
	h := newHouse(t, "appels")
	receipt := h.noted(serviceLink, `"answers":{"kind":"ask","chan":"tel","cdur":"r45","com":"Un commentaire"},
		"rows":[{"theme":"ali","action":"orient","inst":"com","ntu":"nonconn","dcom":"Un autre"},{"theme":"log","action":"relay","res":"pending"}]`)
	got := h.shown("/s/" + serviceLink + "/proof?after=" + receipt + "&lang=fr")
	wantWords(t, got, []string{
		"Quand 1er mars 2026 Voie du contact Appel téléphonique reçu Nature de l'appel Appel avec une demande Demande 1 Thème Aide alimentaire Institution Commune",
		"Demande 2 Thème Logement", "Suite donnée En cours, réponse attendue",
	}, []string{"commentaire", "Un autre", "Durée", "Non-recours"})
}

func TestProofRefused(t *testing.T) {
	need.Full(t)
	h := newHouse(t, "monitoring-1030")
	other := h.noted(otherLink, `"answers":{"inst":"onem","proc":"cho","dur":"d30","out":"ko"}`)
	for _, test := range []struct{ name, link, receipt string }{
		{"none", serviceLink, ""},
		{"no receipt", serviceLink, "zzz"},
		{"unknown", serviceLink, strings.Repeat("0", 26)},
		{"of another service", serviceLink, other},
		{"unknown link", "0000-0000-0000-0000", other},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := h.get("/s/" + test.link + "/proof?after=" + test.receipt + "&lang=nl%2Bfr")
			if body := plain(w.Body.String()); w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), `lang="nl"`) || len(body) < 40 {
				t.Errorf("%d %s", w.Code, body)
			}
		})
	}
	if w := h.get("/s/" + serviceLink + "/proof?after=zzz&lang=fr"); !strings.Contains(plain(w.Body.String()), "vérifiez les 26 signes") {
		t.Errorf("it is not said what to check: %s", plain(w.Body.String()))
	}
}

// TestNothingCanBeSent: what is typed on pages that are printed belongs to no form and has no name, and no script but
// that of the button runs.
func TestNothingCanBeSent(t *testing.T) {
	need.Full(t)
	h := newHouse(t, "monitoring-plus")
	receipt := h.noted(serviceLink, failedSheet)
	for name, target := range map[string]string{"proof": "/proof?after=" + receipt + "&lang=fr%2Bnl", "mandate": "/mandate?lang=fr%2Bnl"} {
		w := h.get("/s/" + serviceLink + target)
		body := w.Body.String()
		if fields := strings.Count(body, "<input"); fields < 6 {
			t.Errorf("%s has %d fields", name, fields)
		}
		for _, not := range []string{"<form", " name=\"", " form=", "formaction", "http-equiv", "<iframe"} {
			if strings.Contains(strings.ReplaceAll(strings.ReplaceAll(body, `<meta name="viewport"`, ""), `<meta name="`, "<meta "), not) {
				t.Errorf("%s holds %s", name, not)
			}
		}
		if strings.Count(body, "<script") != 1 || !strings.Contains(body, `<script src="/static/print.js"`) {
			t.Errorf("%s has other scripts", name)
		}
		policy := w.Header().Get("Content-Security-Policy")
		for _, not := range []string{"connect-src", "unsafe"} {
			if strings.Contains(policy, not) {
				t.Errorf("%s: %s", name, policy)
			}
		}
		if !strings.Contains(policy, "default-src 'none'") || w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %s, %s", name, policy, w.Header().Get("Cache-Control"))
		}
	}
}

func TestMandate(t *testing.T) {
	need.Full(t)
	for _, test := range []struct {
		form, lang string
		acts       int
		want       []string
	}{
		{"monitoring-plus", "fr", 23, []string{"Facultatif", "pas un modèle officiel", "Bourse d'études", "Aucun mot de passe", "y mettre fin à tout moment", "Volet à détacher"}},
		{"monitoring-1030", "nl%2Bfr", 23, []string{"Niet verplicht", "Facultatif", "Studietoelage Bourse d'études", "Af te knippen strook"}},
		{"appels", "de", 0, []string{"kein amtliches Muster", "Abtrennen"}},
	} {
		t.Run(test.form, func(t *testing.T) {
			h := newHouse(t, test.form)
			target := "/s/" + serviceLink + "/mandate?lang=" + test.lang
			got := h.shown(target)
			for _, want := range test.want {
				if !strings.Contains(got, want) {
					t.Errorf("%q is not in %s", want, got)
				}
			}
			body := h.get(target).Body.String()
			if acts := strings.Count(body, `type="checkbox"`); acts != test.acts || !strings.Contains(body, `value="La Rencontre"`) {
				t.Errorf("%d acts, want %d, and the service's name", acts, test.acts)
			}
		})
	}
}

func TestPrivacyPage(t *testing.T) {
	need.Full(t)
	h := newHouse(t, "monitoring-1030")
	for _, test := range []struct {
		name string
		set  func(*campaign.Campaign)
		want []string
		not  []string
	}{
		{
			"nothing settled", func(c *campaign.Campaign) { c.CorrectionDays = 0 },
			[]string{
				"Ni compte, ni nom, ni adresse IP. Votre direction ne voit rien par personne. Qui voit quoi ?", "n'a pas encore fixé de date",
				"La coordination qui vous a donné ce lien", "ne permet pas de corriger",
			},
			[]string{"au plus tard le"},
		},
		{
			"all settled", func(c *campaign.Campaign) {
				c.CorrectionDays, c.KeepUntil, c.Publisher = 14, "2028-12-31", "Asbl des Tilleuls"
			},
			[]string{"31 décembre 2028", "pendant 14 jours", "Asbl des Tilleuls répond de cette campagne", "L'administration du serveur", "Une institution"},
			[]string{"n'a pas encore"},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			h.set(test.set)
			got := h.shown("/s/" + serviceLink + "/privacy?lang=fr")
			wantWords(t, got, test.want, test.not)
		})
	}
	for _, tag := range locale.Languages() {
		if got := h.shown("/s/" + serviceLink + "/privacy?lang=" + string(tag)); len(got) < 3000 {
			t.Errorf("%s: %s", tag, got)
		}
		if w := h.get("/s/" + serviceLink + "/privacy?lang=" + string(tag)); w.Header().Get("Set-Cookie") != "" {
			t.Error("the page that says there is no cookie sets one")
		}
	}
}

// TestPagesLinkEachOther: the pages are found where somebody needs them.
func TestPagesLinkEachOther(t *testing.T) {
	need.Full(t)
	h := newHouse(t, "monitoring-1030")
	saved := h.post("/s/"+serviceLink, filled(t)).Header().Get("Location")
	receipt := find(t, saved, `after=([0-9a-z]+)`)
	at := "/s/" + serviceLink
	for target, links := range map[string][]string{
		at + "?lang=nl": {at + "/privacy?lang=nl"},
		saved:           {at + "/proof?after=" + receipt + "&amp;lang=fr", at + "/mandate?lang=fr"},
		at + "/proof?after=" + receipt + "&lang=fr+nl": {at + "/mandate?lang=fr%2bnl", at + "/saved?after=" + receipt, "lang=fr%2Bde", "lang=de"},
		at + "/privacy?lang=de":                        {at + "?lang=de"},
	} {
		for _, link := range links {
			if body := h.get(target).Body.String(); !strings.Contains(strings.ToLower(body), strings.ToLower(link)) {
				t.Errorf("%s does not link %s", target, link)
			}
		}
	}
}
