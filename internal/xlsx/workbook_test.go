package xlsx_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"releve/internal/form"
	"releve/internal/interchange"
	"releve/internal/locale"
	"releve/internal/need"
	"releve/internal/report"
	"releve/internal/sheet"
	"releve/internal/xlsx"
)

func reopen(t *testing.T, data []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	})
	return f
}

// cellNamed returns the sheet and the address of a defined name.
func cellNamed(t *testing.T, f *excelize.File, name string) (in, address string) {
	t.Helper()
	for _, d := range f.GetDefinedName() {
		if d.Name == name {
			in, address, _ = strings.Cut(d.RefersTo, "!")
			return strings.ReplaceAll(strings.Trim(in, "'"), "''", "'"), strings.ReplaceAll(address, "$", "")
		}
	}
	t.Fatalf("no defined name %s", name)
	return "", ""
}

// published are the figures of the 416 sheets.
func published() map[string]float64 {
	return map[string]float64{
		"n_sheets": 416, "n_rows": 416, "n_tokens": 178, "n_organisations": 20, "failed_n": 112, "failed_base": 416, "failed_share": 112. / 416,
		"failed_low": .2287417714, "failed_high": .3139690891, "minutes_mean_low": 7480. / 416, "minutes_mean_mid": 10130. / 416,
		"minutes_mean_high": 12780. / 416, "hours_low": 7480. / 60, "hours_mid": 10130. / 60, "hours_high": 213, "open_band_n": 32,
		"top1_n": 83, "top1_share": 83. / 416, "top2_n": 79, "top2_share": 79. / 416, "top3_n": 67, "top3_share": 67. / 416,
		"first_date": 44818, "last_date": 44895, // days since the end of 1899: 14 September and 30 November 2022
	}
}

func TestDefinedNames(t *testing.T) {
	c, kept := example(t)
	for _, tag := range locale.Languages() {
		f := reopen(t, writeBook(t, c, kept, tag))
		for name, want := range published() {
			in, address := cellNamed(t, f, name)
			raw, err := f.GetCellValue(in, address)
			if err != nil {
				t.Fatal(err)
			}
			kind, err := f.GetCellType(in, address)
			if err != nil {
				t.Fatal(err)
			}
			got, err := strconv.ParseFloat(raw, 64)
			if err != nil || math.Abs(got-want) > 1e-9*math.Max(1, want) || kind != excelize.CellTypeUnset && kind != excelize.CellTypeNumber {
				t.Errorf("%s: %s is %q (type %d), want the number %v", tag, name, raw, kind, want)
			}
		}
		in, address := cellNamed(t, f, "n_people_declared")
		if raw, err := f.GetCellValue(in, address); raw != "" || err != nil {
			t.Errorf("%s: n_people_declared is %q, want an empty cell", tag, raw)
		}
	}
}

// Numbers are shown as the published report shows them.
func TestFormats(t *testing.T) {
	c, kept := example(t)
	data := writeBook(t, c, kept, "nl")
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for name, want := range map[string]string{
		"n_rows": "416", "failed_share": "27%", "minutes_mean_low": "18.0", "hours_mid": "168.8", "first_date": "14/09/2022",
		"top1_label": "Federatie Wallonië-Brussel", "top3_share": "16%",
	} {
		in, address := cellNamed(t, f, name)
		if got, err := f.GetCellValue(in, address); got != want || err != nil {
			t.Errorf("%s shows %q, want %q", name, got, want)
		}
	}
}

func TestSheetNames(t *testing.T) {
	c, kept := example(t)
	for tag, want := range map[locale.Tag]string{
		"fr": "Lisez-moi Synthèse Institutions Démarches Services Fonctions Semaines Croisements Commentaires Données Codes Dictionnaire",
		"nl": "Lees mij Samenvatting Instellingen Procedures Diensten Functies Weken Kruistabellen Opmerkingen Gegevens Codes Woordenboek",
		"de": "Lies mich Übersicht Einrichtungen Vorgänge Dienste Funktionen Wochen Kreuztabellen Bemerkungen Daten Codes Wörterbuch",
		"en": "Read me Summary Institutions Procedures Services Jobs Weeks Cross tables Comments Data Codes Dictionary",
	} {
		if got := strings.Join(reopen(t, writeBook(t, c, kept, tag)).GetSheetList(), " "); got != want {
			t.Errorf("%s: sheets %q, want %q", tag, got, want)
		}
	}
}

// Nothing filled in yet: counts are 0, everything without a base is an empty cell that still has its name.
func TestNoSheets(t *testing.T) {
	f := reopen(t, writeBook(t, newCampaign(t, "monitoring-1030"), nil, "fr"))
	for name, want := range map[string]string{
		"n_sheets": "0", "n_rows": "0", "failed_n": "0", "failed_share": "", "failed_low": "", "minutes_mean_mid": "", "hours_mid": "0",
		"first_date": "", "top1_label": "", "top1_n": "",
	} {
		in, address := cellNamed(t, f, name)
		if got, err := f.GetCellValue(in, address); got != want || err != nil {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	rows, err := f.GetRows("Codes")
	if err != nil || len(rows) != 1 {
		t.Errorf("Codes has %d rows (%v), want the header alone", len(rows), err)
	}
}

func TestAbsentRole(t *testing.T) {
	f := reopen(t, writeBook(t, newCampaign(t, "appels"), nil, "fr"))
	for _, d := range f.GetDefinedName() {
		if strings.HasPrefix(d.Name, "failed") {
			t.Errorf("%s is there, and the form asks for no outcome", d.Name)
		}
	}
	cellNamed(t, f, "minutes_mean_low")
}

// What looks like a formula stays the text that somebody wrote, and Codes reads back to the same sheets.
func TestCodesReadBack(t *testing.T) {
	c, kept := example(t)
	c.Title = "=1+1 & 'x'"
	for i, words := range []string{"=1+1", "'t loket is dicht", "@jean", "-5", "＝1", " & <b> \"x\""} {
		s := *kept[i].Sheet
		s.Answers = form.Answers{"com": {Text: strings.TrimSpace(words)}}
		for code, a := range kept[i].Sheet.Answers {
			if code != "com" {
				s.Answers[code] = a
			}
		}
		kept[i].Sheet = &s
	}
	kept[0].Sheet.ReceivedAt = made()
	kept[1].Sheet.Follows = kept[2].Sheet.ID.String()
	kept[3].Sheet.Shared = 3
	data := writeBook(t, c, kept, "nl")
	for _, name := range []string{"Gegevens", "Codes"} {
		if strings.Contains(sheetXML(t, data, name), "<f>") {
			t.Errorf("%s holds a formula", name)
		}
	}
	layout, err := interchange.New(c)
	if err != nil {
		t.Fatal(err)
	}
	back, err := layout.Read(xlsx.Read(bytes.NewReader(data), int64(len(data))), interchange.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(back.Sheets) != len(kept) {
		t.Fatalf("%d sheets read back, want %d", len(back.Sheets), len(kept))
	}
	found := map[sheet.ID]*sheet.Sheet{}
	for _, s := range back.Sheets {
		found[s.ID] = s
	}
	for _, k := range kept {
		s, ok := found[k.Sheet.ID]
		if !ok {
			t.Fatalf("sheet %s is missing", k.Sheet.ID)
		}
		want := *k.Sheet
		want.Worker = "" // no token leaves with Codes
		if s.Digest(sheet.Salt{}) != want.Digest(sheet.Salt{}) || !s.ReceivedAt.Equal(want.ReceivedAt) || s.Channel != want.Channel {
			t.Errorf("sheet %s reads back as\n%+v, want\n%+v", want.ID, s, want)
		}
	}
}

// parts unzips a workbook.
func parts(t *testing.T, data []byte) map[string]string {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, file := range r.File {
		in, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		all[file.Name] = string(text)
	}
	return all
}

// sheetXML returns the part of a sheet.
func sheetXML(t *testing.T, data []byte, name string) string {
	t.Helper()
	for i, n := range reopen(t, data).GetSheetList() {
		if n == name {
			return parts(t, data)["xl/worksheets/sheet"+strconv.Itoa(i+1)+".xml"]
		}
	}
	t.Fatalf("no sheet %s", name)
	return ""
}

// Every feature is really in the file.
func TestFeatures(t *testing.T) {
	c, kept := example(t)
	c.Title = "A & B"
	data := writeBook(t, c, kept, "fr")
	const landscape, upright = `<pageSetup paperSize="9" orientation="landscape" fitToWidth="`, `<pageSetup paperSize="9" orientation="portrait" fitToWidth="1"`
	for _, want := range []struct{ sheet, text string }{
		{"Synthèse", upright},
		{"Synthèse", `<pageSetUpPr fitToPage="1"/>`},
		{"Synthèse", `<mergeCell ref="A1:`},
		{"Synthèse", `showGridLines="0"`},
		{"Synthèse", ` A &amp;&amp; B – Synthèse&amp;R`},
		{"Synthèse", `&amp;P / &amp;N</oddFooter>`},
		{"Synthèse", `K8A1C1C DONNÉES FICTIVES</oddHeader>`},
		{"Synthèse", `state="frozen"`},
		{"Synthèse", `<drawing r:id="rId1"/>`},
		{"Synthèse", `customWidth="1"/>`},
		{"Synthèse", `customHeight="1" ht="`},
		{"Institutions", landscape + `1"`},
		{"Institutions", `xSplit="1"`},
		{"Institutions", `<drawing r:id="rId1"/>`},
		{"Semaines", `<drawing r:id="rId1"/>`},
		{"Commentaires", `<autoFilter ref="A`},
		{"Commentaires", `state="frozen"`},
		{"Données", `ySplit="1"`},
		{"Données", landscape},
		{"Données", `<tablePart r:id="rId1"/>`},
		{"Données", `fitToHeight="0"`},
		{"Codes", `ySplit="1"`},
		{"Codes", landscape},
		{"Codes", `<autoFilter ref="A1:Y417"/>`},
		{"Codes", "K8A1C1C DONNÉES FICTIVES"},
	} {
		if xml := sheetXML(t, data, want.sheet); !strings.Contains(xml, want.text) {
			t.Errorf("%s has no %s: %.900s … %.900s", want.sheet, want.text, xml, xml[max(0, len(xml)-900):])
		}
	}
	all := parts(t, data)
	for _, want := range []struct{ part, text string }{
		{"xl/workbook.xml", `&#39;Codes&#39;!$1:$1</definedName>`},
		{"xl/workbook.xml", `&#39;Données&#39;!$1:$1</definedName>`},
		{"xl/workbook.xml", `name="_xlnm._FilterDatabase">&#39;Codes&#39;!$A$1:$Y$417`},
		{"xl/tables/table1.xml", `displayName="Donnees" ref="A1:`},
		{"docProps/core.xml", `2022-12-05T09:30:00Z`},
		{"[Content_Types].xml", "xl/charts/chart1.xml"},
	} {
		if !strings.Contains(all[want.part], want.text) {
			t.Errorf("%s has no %s: %.3000s", want.part, want.text, all[want.part])
		}
	}
	for _, name := range []string{"Données", "Codes"} {
		if strings.Contains(sheetXML(t, data, name), kept[0].Sheet.Worker) {
			t.Errorf("a token stands in %s", name)
		}
	}
}

func TestSameDataSameBytes(t *testing.T) {
	c, kept := example(t)
	want := writeBook(t, c, kept, "fr")
	for range 4 {
		if !bytes.Equal(writeBook(t, c, kept, "fr"), want) {
			t.Fatal("two workbooks of the same data differ")
		}
	}
}

func simple(rowless string) *report.Book {
	return &report.Book{Language: "fr", Title: "T", Reports: []*report.Report{{Name: "L'été", Language: "fr", Title: "T", Rowless: rowless, Tables: []report.Table{{
		Title: "Table", Head: []string{"", "a"},
		Rows: []report.Row{{Cells: []report.Cell{{Text: "Line"}, {Kind: report.Count, Value: 5, Name: "n_x"}, {Kind: report.Share, Value: math.NaN()}}}},
	}}}}}
}

func TestRowless(t *testing.T) {
	lines := func(func([]interchange.Cell, error) bool) { t.Error("the lines were read") }
	var out bytes.Buffer
	err := xlsx.Write(&out, xlsx.Workbook{Book: simple("elsewhere"), Codes: &xlsx.Codes{Header: []string{"a"}, Lines: lines}})
	if err != nil {
		t.Fatal(err)
	}
	f := reopen(t, out.Bytes())
	if got := f.GetSheetList(); len(got) != 1 {
		t.Errorf("sheets %v, want one", got)
	}
	in, address := cellNamed(t, f, "n_x")
	if got, err := f.GetCellValue(in, address); in != "L'été" || got != "5" || err != nil {
		t.Errorf("n_x leads to %s %s: %q, %v", in, address, got, err)
	}
}

var errLines = errors.New("the store is gone")

func TestErrorsOfLines(t *testing.T) {
	for _, after := range []int{0, 3, 500} {
		lines := func(yield func([]interchange.Cell, error) bool) {
			for range after {
				if !yield([]interchange.Cell{{Kind: interchange.Number, Number: 1}}, nil) {
					return
				}
			}
			yield(nil, errLines)
		}
		err := xlsx.Write(io.Discard, xlsx.Workbook{Book: simple(""), Codes: &xlsx.Codes{Header: []string{"a"}, Lines: lines}})
		if !errors.Is(err, errLines) {
			t.Errorf("after %d lines: got %v, want the error of the lines", after, err)
		}
	}
}

// LibreOffice opens the workbook, prints it, and sees in it what we wrote. Nothing is too wide for its column.
func TestLibreOffice(t *testing.T) {
	need.Full(t)
	pdftotext := need.Program(t, "pdftotext")
	c, kept := example(t)
	path := filepath.Join(t.TempDir(), "w.xlsx")
	if err := os.WriteFile(path, writeBook(t, c, kept, "fr"), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), pdftotext, "-layout", need.Convert(t, "pdf", path)[0], "-").CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	text := strings.ReplaceAll(string(out), "\u00a0", " ")
	for _, want := range []string{"416 démarches notées par 20 services", "124.7", "168.8", "213.0", " 27 %", "30/11/2022", "Fédération Wallonie-Bruxelles"} {
		if !strings.Contains(text, want) {
			t.Errorf("no page has %q:\n%.5000s", want, text)
		}
	}
	for _, not := range []string{"###", "#REF!", "#NAME?", "#VALUE!", "Err:"} {
		if strings.Contains(text, not) {
			t.Errorf("a page has %q", not)
		}
	}
}
