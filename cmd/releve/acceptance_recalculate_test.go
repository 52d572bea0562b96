package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"releve/internal/need"
)

// promised returns the defined names that a workbook of a questionnaire has.
func promised(id string) []string {
	names := strings.Fields(`n_sheets n_rows n_tokens n_people_declared n_organisations failed_n failed_base failed_share failed_low failed_high
		minutes_mean_low minutes_mean_mid minutes_mean_high hours_low hours_mid hours_high open_band_n first_date last_date
		top1_label top1_n top1_share top2_label top2_n top2_share top3_label top3_n top3_share`)
	if id == appels { // asks for no outcome
		names = slices.DeleteFunc(names, func(name string) bool { return strings.HasPrefix(name, "failed_") })
	}
	slices.Sort(names)
	return names
}

// Questionnaires that the program brings.
const (
	monitoring1030 = "monitoring-1030"
	monitoringPlus = "monitoring-plus"
	appels         = "appels"
)

// promisedSheets returns the sheets of a workbook for work.
func promisedSheets(id, language string) []string {
	all := map[string]string{
		"fr": "Lisez-moi Synthèse Institutions Démarches Services Fonctions Semaines Croisements Commentaires Données Codes Dictionnaire",
		"nl": "Lees_mij Samenvatting Instellingen Procedures Diensten Functies Weken Kruistabellen Opmerkingen Gegevens Codes Woordenboek",
		"de": "Lies_mich Übersicht Einrichtungen Vorgänge Dienste Funktionen Wochen Kreuztabellen Bemerkungen Daten Codes Wörterbuch",
		"en": "Read_me Summary Institutions Procedures Services Jobs Weeks Cross_tables Comments Data Codes Dictionary",
	}
	sheets := strings.Fields(all[language])
	if id == appels { // asks for neither function nor outcome
		sheets = slices.Delete(sheets, 7, 8)
		sheets = slices.Delete(sheets, 5, 6)
	}
	for i, name := range sheets {
		sheets[i] = strings.ReplaceAll(name, "_", " ")
	}
	return sheets
}

// made is a workbook to look at.
type made struct {
	id, language string
	n            int      // sheets that it was made of, -1 for the demonstration
	flags        []string // of the export
	path         string
	before       *book
	planted      int
}

func (m *made) name() string {
	if m.n < 0 {
		return "demonstration-" + m.language
	}
	return fmt.Sprintf("%s-%d-%s%d", m.id, m.n, m.language, len(m.flags))
}

// make writes the workbook.
func (m *made) make(t *testing.T, dir string) {
	t.Helper()
	w := trial(t)
	if m.n < 0 {
		demonstration(t, w)
	} else {
		drawFile(t, m.id, 7+m.n, m.n).put(t, w)
	}
	m.path = filepath.Join(dir, m.name()+".xlsx")
	succeed(t, w, append([]string{"export", "--campaign", "a", "--lang", m.language, "-o", m.path}, m.flags...)...)
	m.before = opened(t, m.path)
	wrong := filepath.Join(dir, "planted")
	if err := os.MkdirAll(wrong, 0o700); err != nil {
		t.Fatal(err)
	}
	m.path = filepath.Join(wrong, m.name()+".xlsx")
	m.planted = planted(t, filepath.Join(dir, m.name()+".xlsx"), m.path)
}

// demonstration puts the 416 synthetic sheets into a campaign.
func demonstration(t *testing.T, w world) {
	t.Helper()
	for _, line := range []string{
		"campaign create --form monitoring-1030 --slug a --title A --from 2022-09-14 --to 2022-11-30",
		"participant import --campaign a demo/participants.csv",
		"import --campaign a --strict demo/monitoring-1030.csv",
	} {
		succeed(t, w, strings.Fields(line)...)
	}
}

// LibreOffice works every formula out again, beside each of which a wrong value was planted, and finds what the program
// had written there. The largest workbook with formulas and one without take minutes: make long.
func TestRecalculated(t *testing.T) {
	need.Full(t)
	var all []*made
	for _, id := range []string{monitoring1030, monitoringPlus, appels} {
		for i, n := range []int{0, 1, 300} {
			all = append(all, &made{id: id, n: n, language: []string{"de", "nl", "fr"}[i]})
		}
	}
	all = append(all, &made{id: monitoring1030, n: -1, language: "fr"}, &made{id: monitoringPlus, n: 2000, language: "en"},
		&made{id: monitoringPlus, n: 300, language: "fr", flags: []string{"--participant", "s307-0,s307-1,s307-2", "--from", "2020-01-01"}})
	recalculate(t, all...)
	if need.Size(0, 0, 1) > 0 {
		recalculate(t, &made{id: monitoring1030, n: 50_000, language: "fr"})
	}
}

// recalculate makes workbooks, has them worked out again, and compares.
func recalculate(t *testing.T, all ...*made) {
	t.Helper()
	dir := t.TempDir()
	var paths []string
	for _, m := range all {
		m.make(t, dir)
		paths = append(paths, m.path)
	}
	calculated := need.Convert(t, "xlsx", paths...)
	for i, m := range all {
		after := opened(t, calculated[i])
		t.Run(m.name(), func(t *testing.T) {
			if !slices.Equal(m.before.sheets, promisedSheets(m.id, m.language)) {
				t.Errorf("sheets %q, want %q", m.before.sheets, promisedSheets(m.id, m.language))
			}
			if names := sortedKeys(m.before.names); !slices.Equal(names, promised(m.id)) {
				t.Errorf("names %q, want %q", names, promised(m.id))
			}
			compareBooks(t, m, after)
		})
	}
}

// compareBooks asks that every cell of a workbook kept its value.
func compareBooks(t *testing.T, m *made, after *book) {
	t.Helper()
	if n := m.before.formulas(); n != m.planted || n < 400 {
		t.Errorf("%d formulas, and %d wrong values planted", n, m.planted)
	}
	if len(m.before.errors)+len(after.errors) > 0 {
		t.Errorf("errors %q, worked out again %q", m.before.errors, after.errors)
	}
	differing := 0
	for at, c := range m.before.cells {
		now := after.cells[at]
		if c.formula == "" || now.formula != "" && c.like(now) {
			continue
		}
		if differing++; differing < 9 {
			t.Errorf("%s = %s: %q, worked out again %q", at, c.formula, c.value, now.value)
		}
	}
	if differing > 0 {
		t.Errorf("%d of %d formulas differ", differing, m.planted)
	}
	was, is := m.before.figures(), after.figures()
	for _, name := range promised(m.id) {
		if !sameFigure(was[name], is[name]) {
			t.Errorf("%s: %q, worked out again %q", name, was[name], is[name])
		}
	}
}

func sortedKeys[T any](m map[string]T) []string {
	var keys []string
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// sameFigure compares figures that were worked out in different ways.
func sameFigure(a, b string) bool {
	x, errA := strconv.ParseFloat(a, 64)
	y, errB := strconv.ParseFloat(b, 64)
	if errA != nil || errB != nil {
		return a == b
	}
	return cell{kind: "n", value: fmt.Sprint(x)}.like(cell{kind: "n", value: fmt.Sprint(y)})
}

// Above 50,000 rows the counts are values, and they are still right.
func TestWorkbookLarge(t *testing.T) {
	n := need.Size(0, 0, 100_000)
	if n == 0 {
		n = 50_001
		if need.Size(0, 1, 1) == 0 {
			t.Skip("slow")
		}
	}
	w := trial(t)
	d := drawFile(t, monitoring1030, 5, n)
	d.put(t, w)
	path := filepath.Join(t.TempDir(), "large.xlsx")
	succeed(t, w, "export", "--campaign", "a", "-o", path)
	b := opened(t, path)
	if n := b.formulas(); n != 0 || !slices.Contains(b.sheets, "Données") || !slices.Contains(b.sheets, "Codes") {
		t.Errorf("%d formulas, sheets %q", n, b.sheets)
	}
	if names := sortedKeys(b.names); !slices.Equal(names, promised(monitoring1030)) {
		t.Errorf("names %q", names)
	}
	lines := d.records(t, w, "csv")
	for name, want := range recounted(d.form, lines) {
		if got := b.figures()[name]; !sameFigure(got, want) {
			t.Errorf("%s: %q, recounted %q", name, got, want)
		}
	}
	// The rows are counted in shares, side by side; chains reach from one into another.
	weeks := map[string]int{}
	for _, p := range procedures(d.form, lines) {
		day, _ := time.Parse(time.DateOnly, p.last["_date"])
		year, week := day.ISOWeek()
		weeks[fmt.Sprintf("%d-W%02d", year, week)]++
	}
	seen := 0
	for at, c := range b.cells {
		if row, ok := strings.CutPrefix(at, "Semaines!A"); ok && weeks[c.value] > 0 {
			if got := b.cells["Semaines!D"+row].value; got != strconv.Itoa(weeks[c.value]) {
				t.Errorf("%s: %s, recounted %d", c.value, got, weeks[c.value])
			}
			seen++
		}
	}
	if seen != len(weeks) {
		t.Errorf("%d weeks are shown, of %d", seen, len(weeks))
	}
}
