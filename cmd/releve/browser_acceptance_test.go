package main

import (
	"math"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// testAcceptance goes the whole way: the 416 sheets of the demonstration are imported, three more are filled in the
// browser while the command line reads beside the server, and the workbook shows the published figures before and
// what was added after.
func testAcceptance(t *testing.T, b *browser) {
	dir := t.TempDir()
	invoke(t, dir, "campaign", "create", "--form", "monitoring-1030", "--slug", "c", "--title", "Monitoring social 1030",
		"--from", "2022-09-14", "--to", "2022-11-30")
	invoke(t, dir, "campaign", "open", "c")
	invoke(t, dir, "import", "--campaign", "c", filepath.Join("demo", "monitoring-1030.csv"))
	invoke(t, dir, "participant", "add", "--campaign", "c", "--code", "rencontre", "--name", "Service social La Rencontre")
	s := &survey{server: started(t, dir, nil), link: "/s/" + linkOf(t, dir, "c", "rencontre")}

	before := namedCells(t, dir)
	wantFigures(t, before, map[string]float64{
		"n_sheets": 416, "n_rows": 416, "n_tokens": 178, "n_organisations": 20, "open_band_n": 32,
		"top1_n": 83, "top2_n": 79, "top3_n": 67, "failed_n": 112, "failed_base": 416,
	}, 0)
	wantFigures(t, before, map[string]float64{
		"minutes_mean_low": 17.98, "minutes_mean_mid": 24.35, "minutes_mean_high": 30.72,
	}, 0.005)
	wantFigures(t, before, map[string]float64{"hours_low": 124.7, "hours_mid": 168.8, "hours_high": 213.0}, 0.05)
	for name, want := range map[string]string{
		"top1_label": "Fédération Wallonie-Bruxelles", "top2_label": "Commune", "top3_label": "Sécurité sociale",
	} {
		if before[name] != want {
			t.Errorf("%s = %q, want %q", name, before[name], want)
		}
	}

	// One of each of the three groups; 15 (10 to 20), 25 and 60 minutes; one failed, one in the open band.
	tab := s.tab(t, b)
	for _, answers := range [][]answer{
		{{"inst", "com-pop"}, {"proc", "rdv"}, {"dur", "d10"}, {"out", "ko"}},
		{{"inst", "fwb-bour"}, {"proc", "bou"}, {"dur.minutes", "25"}, {"out", "ok"}},
		{{"inst", "onem"}, {"proc", "cho"}, {"dur", "d60"}, {"out", "ok"}, {"com", comment}},
	} {
		tab.fill(answers...)
		tab.date("2022-11-15")
		tab.save()
		tab.follow(`.next a`)
	}

	after := namedCells(t, dir)
	wantFigures(t, after, map[string]float64{
		"n_sheets": 419, "n_rows": 419, "n_tokens": 178, "n_organisations": 21, "open_band_n": 33,
		"top1_n": 84, "top2_n": 80, "top3_n": 68, "failed_n": 113, "failed_base": 419,
	}, 0)
	for name, minutes := range map[string]float64{"low": 10 + 25 + 60, "mid": 15 + 25 + 60, "high": 20 + 25 + 60} {
		hours := figure(t, before, "hours_"+name) + minutes/60
		wantFigures(t, after, map[string]float64{"hours_" + name: hours, "minutes_mean_" + name: hours * 60 / 419}, 1e-6)
	}
}

// namedCells exports the summary workbook and returns the values of its named cells.
func namedCells(t *testing.T, dir string) map[string]string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "synthese.xlsx")
	invoke(t, dir, "export", "--campaign", "c", "--format", "xlsx", "-o", path)
	book, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	found := map[string]string{}
	for _, name := range book.GetDefinedName() {
		sheet, cell, ok := strings.Cut(strings.ReplaceAll(name.RefersTo, "$", ""), "!")
		if !ok || strings.Contains(cell, ":") {
			continue // not one cell: an area for filters or printing
		}
		value, err := book.GetCellValue(strings.Trim(sheet, "'"), cell, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		found[name.Name] = value
	}
	return found
}

// figure returns a named cell as a number.
func figure(t *testing.T, cells map[string]string, name string) float64 {
	t.Helper()
	value, err := strconv.ParseFloat(cells[name], 64)
	if err != nil {
		t.Errorf("%s = %q, want a number", name, cells[name])
	}
	return value
}

// wantFigures checks named cells to within a distance.
func wantFigures(t *testing.T, cells map[string]string, want map[string]float64, within float64) {
	t.Helper()
	for name, value := range want {
		if got := figure(t, cells, name); math.Abs(got-value) > within {
			t.Errorf("%s = %v, want %v to within %v", name, got, value, within)
		}
	}
}
