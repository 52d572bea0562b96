package web_test

import (
	"net/url"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"releve/internal/campaign"
	"releve/internal/need"
	"releve/internal/sheet"
)

// TestCampaignPage looks at the sentence and the key figures of the 416 sheets.
func TestCampaignPage(t *testing.T) {
	need.Full(t)
	page := text(newGolden(t).page("/c/c"))
	for _, want := range []string{
		"416 démarches notées par 20 services\u00a0; 27\u00a0% ne sont pas allées au bout\u00a0; entre 125 et 213 heures",
		"112 sur 416\u00a0; intervalle à 95\u00a0% de 23\u00a0% à 31\u00a0%",
		"24,4\u00a0min en moyenne entre 18,0 et 30,7",
		"169\u00a0h en tout entre 125 et 213 heures. 32 durées sont sans plafond",
		"Fédération Wallonie-Bruxelles", "83 20\u00a0% 20 83 24\u00a0%", "79 19\u00a0%", "67 16\u00a0%",
		"des services volontaires",
	} {
		want = strings.Join(strings.Fields(want), " ")
		if !strings.Contains(page, want) {
			t.Errorf("no %q in\n%s", want, page)
		}
	}
}

// TestFiguresLeadToTheirSheets follows every link from a figure: the list behind it has exactly so many sheets.
func TestFiguresLeadToTheirSheets(t *testing.T) {
	need.Full(t)
	d := newGolden(t)
	d.change(find(t, d.page("/c/c/sheets?show=outside"), `/c/c/sheets/([0-9a-f-]{36})`), "exclude", "double")
	for _, narrowed := range []string{"", "?service=asso-06", "?from=2022-10-05&to=2022-11-10&channel=web", "strict"} {
		if narrowed == "strict" {
			d.set(func(c *campaign.Campaign) { c.CountOutside, c.From = false, "2022-10-01" })
			narrowed = "?to=2022-11-20"
		}
		page := d.page("/c/c" + narrowed)
		links := regexp.MustCompile(`<a href="([^"]*/sheets\?[^"]*)">(?:Voir les )?(\d+) fiches`).FindAllStringSubmatch(page, -1)
		rows := regexp.MustCompile(`<a href="([^"]*/sheets\?[^"]*)">[^<]*</a>(?:<small>[^<]*</small>)?(?:<td class="w">[^<]*)?<td>(\d+)`).FindAllStringSubmatch(page, -1)
		if len(links) < 3 || len(rows) < 15 {
			t.Fatalf("%d figures and %d lines with a list", len(links), len(rows))
		}
		for _, link := range append(links, rows...) {
			target := strings.ReplaceAll(link[1], "&amp;", "&")
			if got := listed(t, d.page(target)); strconv.Itoa(got) != link[2] {
				t.Errorf("%s says %s, its list has %d", target, link[2], got)
			}
		}
	}
}

// TestCampaignPageIsFresh shows that a page is right at the next load after somebody else changed the sheets.
func TestCampaignPageIsFresh(t *testing.T) {
	need.Full(t)
	d := newDesk(t, "monitoring-1030")
	if page := d.page("/c/c"); strings.Contains(page, `class="tiles"`) || !strings.Contains(text(page), "Aucune fiche n'est encore comptée") {
		t.Fatal(text(page))
	}
	d.take(filepath.Join(need.Root(t), "cmd", "releve", "demo", "monitoring-1030.csv"))
	if page := d.page("/c/c"); !strings.Contains(page, "416\u00a0démarches") {
		t.Error(text(page))
	}
	d.set(func(c *campaign.Campaign) { c.CountOutside = false })
	if page := d.page("/c/c"); strings.Contains(page, "416\u00a0démarches") || !strings.Contains(text(page), "416 fiches datées hors de la période") {
		t.Error(text(page))
	}
}

// TestCampaignPageNarrowed shows the figures of a part, and what is said when there is none.
func TestCampaignPageNarrowed(t *testing.T) {
	need.Full(t)
	d := newGolden(t)
	for _, test := range []struct{ name, query, want string }{
		{"service", "?service=asso-06", "70 démarches notées par 1 service"},
		{"dates", "?from=2022-09-01&to=2022-12-31", "416 démarches notées par 20 services"},
		{"dates as people write them", "?from=01/09/2022&to=31/12/2022", "416 démarches notées par 20 services"},
		{"blank fields of the form", "?from=&to=&service=&channel=&language=&function=", "416 démarches notées par 20 services"},
		{"nothing", "?from=2030-01-01", "Aucune fiche comptée ne passe ces filtres"},
		{"function", "?function=as&language=fr", "démarches notées par"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if page := text(d.page("/c/c" + test.query)); !strings.Contains(page, test.want) {
				t.Errorf("no %q in\n%s", test.want, page)
			}
		})
	}
	if page := d.page("/c/c?service=asso-06"); !strings.Contains(page, `<option value="asso-06" selected>`) {
		t.Error("the form does not say what the page is narrowed to")
	}
}

// TestNobodyIsCounted looks for anything of a single worker on the pages of the desk.
func TestNobodyIsCounted(t *testing.T) {
	need.Full(t)
	d := newGolden(t)
	one := d.kept()[0]
	for _, target := range []string{"/c/c", "/c/c/sheets", "/c/c/sheets/" + one.ID.String(), "/c/c/sheets/" + one.ID.String() + "/edit"} {
		page := d.page(target)
		if strings.Contains(page, one.Worker) || strings.Contains(page, sheet.Token("w019")) || strings.Contains(page, "w019") {
			t.Errorf("%s shows a device", target)
		}
		for _, link := range []string{serviceLink, otherLink, campaignLink} {
			if strings.Contains(page, link) {
				t.Errorf("%s shows a link", target)
			}
		}
	}
	if w := d.get("/c/c?" + url.Values{"worker": {one.Worker}}.Encode()); !strings.Contains(w.Body.String(), "416\u00a0démarches") {
		t.Error("figures can be narrowed to one device")
	}
}
