package main

import (
	"archive/zip"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"releve/internal/need"
)

// What is exported with tokens and read into a fresh data folder is exported again to the same bytes, through each format
// and for every questionnaire; and what was read is what the foreign program had written.
func TestRoundTrip(t *testing.T) {
	need.Full(t)
	for seed, id := range []string{monitoring1030, monitoringPlus, appels} {
		t.Run(id, func(t *testing.T) {
			w := trial(t)
			d := drawFile(t, id, 100+seed, 150)
			d.put(t, w)
			dir := t.TempDir()
			want := map[string]string{}
			for _, format := range []string{"csv", "json"} {
				want[format] = succeed(t, w, "export", "--campaign", "a", "--with-tokens", "--format", format).out
			}
			d.written(t, readRecords(t, "csv", want["csv"]))
			for _, through := range [][]string{{"csv"}, {"json"}, {"xlsx"}, {"csv", "--excel-fr"}} {
				path := filepath.Join(dir, "out."+through[0])
				succeed(t, w, append([]string{"export", "--campaign", "a", "--with-tokens", "-o", path, "--format"}, through...)...)
				fresh := trial(t)
				succeed(t, fresh, "campaign", "create", "--form", id, "--slug", "a", "--title", "Autre", "--from", "2020-01-01")
				succeed(t, fresh, "import", "--campaign", "a", path)
				for format, first := range want {
					again := succeed(t, fresh, "export", "--campaign", "a", "--with-tokens", "--format", format).out
					if again != first {
						t.Errorf("%s through %q differs: %s", format, through, firstDifference(first, again))
					}
				}
			}
		})
	}
}

// firstDifference shows where two texts part.
func firstDifference(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			return fmt.Sprintf("line %d\n%s\n%s", i+1, x[i], y[i])
		}
	}
	return fmt.Sprintf("%d and %d lines", len(x), len(y))
}

// written asks that every cell which the foreign program filled in came out again as it was written.
func (d *foreign) written(t *testing.T, exported []record) {
	t.Helper()
	by := map[string]record{}
	for _, r := range exported {
		by[r["_id"]+" "+r["_row"]] = r
	}
	if len(exported) != len(d.lines) || len(by) != len(d.lines) {
		t.Fatalf("%d lines written, %d came out, %d of them different", len(d.lines), len(exported), len(by))
	}
	for _, line := range d.lines {
		r := by[line[d.at["_id"]]+" "+line[d.at["_row"]]]
		for i, name := range d.header {
			if line[i] != "" && r[name] != line[i] {
				t.Errorf("%s of %s: %q came out as %q", name, r["_id"], line[i], r[name])
			}
		}
	}
}

// What is handed on has no rows, no free text, no formula, and names no service with fewer than five counted sheets.
func TestShareNamesNoSmallService(t *testing.T) {
	need.Full(t)
	for seed, id := range []string{monitoring1030, monitoringPlus, appels} {
		t.Run(id, func(t *testing.T) {
			w := trial(t)
			d := drawFile(t, id, 200+seed, 250)
			for i := range d.services {
				d.services[i][1] = fmt.Sprintf("Zz%d %.100s", i, d.services[i][1])
			}
			for _, line := range d.lines {
				for _, column := range []string{"com", "dcom"} {
					if i, has := d.at[column]; has && line[i] != "" {
						line[i] = "Qqremarque"
					}
				}
			}
			d.put(t, w)
			sheets := map[string]map[string]bool{}
			for _, line := range d.lines {
				if status := line[d.at["_status"]]; status != "rejected" && status != "excluded" {
					code := line[d.at["_organisation"]]
					if sheets[code] == nil {
						sheets[code] = map[string]bool{}
					}
					sheets[code][line[d.at["_id"]]] = true
				}
			}
			for _, language := range []string{"fr", "nl"} {
				path := filepath.Join(t.TempDir(), "share.xlsx")
				succeed(t, w, "export", "--campaign", "a", "--for", "share", "--lang", language, "-o", path)
				shared(t, path, d, sheets)
				b := opened(t, path)
				var want []string
				for i, name := range promisedSheets(id, language) {
					if fr := promisedSheets(id, "fr")[i]; fr != "Commentaires" && fr != "Données" && fr != "Codes" {
						want = append(want, name)
					}
				}
				if !slices.Equal(b.sheets, want) || b.formulas() > 0 {
					t.Errorf("sheets %q, want %q; %d formulas", b.sheets, want, b.formulas())
				}
				if names := sortedKeys(b.names); !slices.Equal(names, promised(id)) {
					t.Errorf("names %q", names)
				}
			}
		})
	}
}

// shared looks through every part of a workbook that is handed on.
func shared(t *testing.T, path string, d *foreign, sheets map[string]map[string]bool) {
	t.Helper()
	text := parts(t, path)
	if strings.Contains(text, "Qqremarque") {
		t.Error("a remark is handed on")
	}
	small, large := 0, 0
	for _, service := range d.services {
		name, n := strings.Fields(service[1])[0]+" ", len(sheets[service[0]])
		switch named := strings.Contains(text, name); {
		case n < 5:
			small++
			if named || strings.Contains(text, service[0]+"<") {
				t.Errorf("%s is named, and has %d sheets", service[1], n)
			}
		case !named:
			t.Errorf("%s is not named, and has %d sheets", service[1], n)
		default:
			large++
		}
	}
	for _, id := range d.ids {
		if strings.Contains(text, id) {
			t.Fatalf("the id %s is handed on", id)
		}
	}
	if small < 3 || large < 3 {
		t.Errorf("%d small services and %d large ones: the test shows nothing", small, large)
	}
}

// parts returns all that stands in a zip file, entities read.
func parts(t *testing.T, path string) string {
	t.Helper()
	archive, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	var b strings.Builder
	for _, f := range archive.File {
		b.WriteString(html.UnescapeString(string(content(t, f))))
	}
	return b.String()
}

// A workbook to hand on that is narrowed down to what too few sheets are behind is refused, or names no service.
func TestShareOfFewServices(t *testing.T) {
	w := trial(t)
	d := drawFile(t, monitoring1030, 300, 12)
	for i := range d.services {
		d.services[i][1] = fmt.Sprintf("Zz%d service", i)
	}
	for i, line := range d.lines {
		line[d.at["_organisation"]], line[d.at["_status"]] = d.services[min(i/2, 2)][0], "received" // 2, 2 and 8 sheets
	}
	d.put(t, w)
	for name, args := range map[string][]string{
		"one": {"--participant", d.services[0][0]}, "two": {"--participant", d.services[0][0] + "," + d.services[1][0]}, "days": {"--to", d.day(20)},
	} {
		path := filepath.Join(t.TempDir(), "share.xlsx")
		got := releveArgs(t, w, append([]string{"export", "--campaign", "a", "--for", "share", "-o", path}, args...)...)
		if _, err := os.Stat(path); got.code != exitSuccess && err != nil && strings.Contains(got.err, " ") {
			continue
		}
		text := parts(t, path)
		for _, service := range d.services[:2] {
			if strings.Contains(text, service[1]) {
				t.Errorf("%s: %s is named", name, service[1])
			}
		}
	}
}
