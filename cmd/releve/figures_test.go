package main

import (
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// TestFigures takes the 416 synthetic sheets from the file through the database to the workbook and the page, and compares with what
// the "Analyse Monitoring social 1030" (CASS Schaerbeek, 2022) published: 416 procedures, 178 workers, 27 % not carried
// through, 18 to 31 minutes on average and more than 160 hours in all.
func TestFigures(t *testing.T) {
	w := trial(t)
	out := filepath.Join(t.TempDir(), "figures.xlsx")
	for _, line := range []string{
		"campaign create --form monitoring-1030 --slug a --title A --from 2022-09-14 --to 2022-11-30",
		"participant import --campaign a demo/participants.csv",
		"campaign open a",
		"import --campaign a --strict demo/monitoring-1030.csv",
		"export --campaign a -o " + out,
	} {
		if got := releve(t, w, line); got.code != exitSuccess {
			t.Fatalf("%s: got %+v", line, got)
		}
	}
	got, err := definedNames(out)
	if err != nil {
		t.Fatal(err)
	}
	page := signedIn(t, w, started(t, w.getenv("RELEVE_DATA"), nil), "reader").get(t, "/c/a?lang=fr")
	shown := figuresOn(t, page)
	for _, test := range []struct {
		name, want string // numbers to as many decimals as want has
	}{
		{"n_sheets", "416"},
		{"n_rows", "416"},
		{"n_tokens", "178"},
		{"n_people_declared", "212"},
		{"n_organisations", "20"},
		{"failed_n", "112"},
		{"failed_base", "416"},
		{"failed_share", "0.2692"},
		{"minutes_mean_low", "17.98"},
		{"minutes_mean_mid", "24.35"},
		{"minutes_mean_high", "30.72"},
		{"hours_low", "124.7"},
		{"hours_mid", "168.8"},
		{"hours_high", "213.0"},
		{"open_band_n", "32"},
		{"top1_label", "Fédération Wallonie-Bruxelles"},
		{"top1_n", "83"},
		{"top1_share", "0.1995"},
		{"top2_label", "Commune"},
		{"top2_n", "79"},
		{"top3_label", "Sécurité sociale"},
		{"top3_n", "67"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if value := rounded(got[test.name], test.want); value != test.want {
				t.Errorf("got %q, want %q", got[test.name], test.want)
			}
			if value := rounded(shown[test.name], test.want); value != test.want {
				t.Errorf("on the page %q, want %q", shown[test.name], test.want)
			}
		})
	}
	for _, words := range []string{"416 démarches", "20 services", "27 %", "entre 125 et 213 heures"} {
		if !strings.Contains(strings.ReplaceAll(page, "\u00a0", " "), words) {
			t.Errorf("the page does not say %q", words)
		}
	}
	if low, high := number(t, got["failed_low"]), number(t, got["failed_high"]); low >= 0.2692 || high <= 0.2692 || low < 0.15 || high > 0.4 {
		t.Errorf("the interval %v to %v does not hold the share", low, high)
	}
}

// rounded writes a number with as many decimals as an example.
func rounded(value, like string) string {
	f, err := strconv.ParseFloat(value, 64)
	if err != nil {
		return value
	}
	_, decimals, _ := strings.Cut(like, ".")
	return strconv.FormatFloat(f, 'f', len(decimals), 64)
}

func number(t *testing.T, s string) float64 {
	t.Helper()
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return f
}
