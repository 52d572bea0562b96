package xlsx_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"releve/internal/campaign"
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
	c := newCampaign(t, "monitoring-1030")
	for tag, want := range map[locale.Tag]string{"fr": "Synthèse Codes", "nl": "Samenvatting Codes", "de": "Übersicht Codes", "en": "Summary Codes"} {
		if got := strings.Join(reopen(t, writeBook(t, c, nil, tag)).GetSheetList(), " "); got != want {
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
	for name, text := range parts(t, data) {
		if strings.HasPrefix(name, "xl/worksheets/") && strings.Contains(text, "<f>") {
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

// excelize drops features that come too late without an error, so that the file itself is looked at.
func TestFeatures(t *testing.T) {
	c, kept := example(t)
	c.Title = "A & B"
	all := parts(t, writeBook(t, c, kept, "fr"))
	for _, want := range []struct{ part, text string }{
		{"xl/worksheets/sheet1.xml", `paperSize="9"`},
		{"xl/worksheets/sheet1.xml", `orientation="portrait"`},
		{"xl/worksheets/sheet1.xml", `fitToHeight="1"`},
		{"xl/worksheets/sheet1.xml", `fitToPage="true"`},
		{"xl/worksheets/sheet1.xml", `<mergeCell ref="A1:E1"/>`},
		{"xl/worksheets/sheet1.xml", `&amp;LA &amp;&amp; B&amp;R&amp;P / &amp;N`},
		{"xl/worksheets/sheet1.xml", `width="34" customWidth="1"`},
		{"xl/worksheets/sheet2.xml", `state="frozen"`},
		{"xl/worksheets/sheet2.xml", `ySplit="1"`},
		{"xl/worksheets/sheet2.xml", `orientation="landscape"`},
		{"xl/worksheets/sheet2.xml", `fitToHeight="0"`},
		{"xl/worksheets/sheet2.xml", `<autoFilter ref="$A$1:$Y$417"`},
		{"xl/workbook.xml", `&#39;Codes&#39;!$1:$1`},
		{"docProps/core.xml", `2022-12-05T09:30:00Z`},
	} {
		if !strings.Contains(all[want.part], want.text) {
			t.Errorf("%s has no %s: %.1500s", want.part, want.text, all[want.part])
		}
	}
	if strings.Contains(all["xl/worksheets/sheet2.xml"], kept[0].Sheet.Worker) {
		t.Error("a token stands in Codes")
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

func simple(rowless string) *report.Report {
	return &report.Report{Name: "L'été", Language: "fr", Title: "T", Rowless: rowless, Tables: []report.Table{{
		Title: "Table", Head: []string{"", "a"},
		Rows: []report.Row{{Cells: []report.Cell{{Text: "Line"}, {Kind: report.Count, Value: 5, Name: "n_x"}, {Kind: report.Share, Value: math.NaN()}}}},
	}}}
}

func TestRowless(t *testing.T) {
	lines := func(func([]interchange.Cell, error) bool) { t.Error("the lines were read") }
	var out bytes.Buffer
	err := xlsx.Write(&out, xlsx.Workbook{Reports: []*report.Report{simple("elsewhere")}, Codes: &xlsx.Codes{Header: []string{"a"}, Lines: lines}})
	if err != nil {
		t.Fatal(err)
	}
	f := reopen(t, out.Bytes())
	if got := f.GetSheetList(); len(got) != 1 {
		t.Errorf("sheets %v, want one", got)
	}
	if refers := f.GetDefinedName()[0].RefersTo; !strings.HasPrefix(refers, "'L''été'!$B$") {
		t.Errorf("n_x refers to %s", refers)
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
		err := xlsx.Write(io.Discard, xlsx.Workbook{Reports: []*report.Report{simple("")}, Codes: &xlsx.Codes{Header: []string{"a"}, Lines: lines}})
		if !errors.Is(err, errLines) {
			t.Errorf("after %d lines: got %v, want the error of the lines", after, err)
		}
	}
}

// LibreOffice opens the workbook, prints it, and sees in it what we wrote.
func TestLibreOffice(t *testing.T) {
	if testing.Short() {
		t.Skip("slow")
	}
	office := need.Program(t, "soffice", "libreoffice")
	pdftotext := need.Program(t, "pdftotext")
	c, kept := example(t)
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "w.xlsx"), writeBook(t, c, kept, "fr"), 0o600); err != nil {
		t.Fatal(err)
	}
	run := func(name string, args ...string) string {
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
		defer cancel()
		out, err := exec.CommandContext(ctx, name, args...).CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v\n%s", name, err, out)
		}
		return string(out)
	}
	run(office, "-env:UserInstallation=file://"+filepath.Join(dir, "profile"), "--headless", "--convert-to", "pdf", "--outdir", dir, filepath.Join(dir, "w.xlsx"))
	text := run(pdftotext, "-layout", "-f", "1", "-l", "1", filepath.Join(dir, "w.pdf"), "-")
	for _, want := range []string{"416 démarches notées par 20 services", "124.7", "168.8", "213.0", " 27 %", "30/11/2022", "Fédération Wallonie-Bruxelles"} {
		if !strings.Contains(strings.ReplaceAll(text, "\u00a0", " "), want) {
			t.Errorf("the first page has no %q:\n%s", want, text)
		}
	}
}

func TestCalls(t *testing.T) {
	c := newCampaign(t, "appels")
	call := func(id byte, rows ...form.Answers) *sheet.Sheet {
		return &sheet.Sheet{
			ID: sheet.ID{id, 6: 0x40}, Version: c.Version, Date: "2022-10-01", Precision: sheet.Day, Channel: sheet.Keyed, Language: "fr",
			Status: sheet.Received, Answers: form.Answers{"cdur": {Codes: []string{"r10"}}}, Rows: rows,
		}
	}
	inst := func(code string) form.Answers { return form.Answers{"inst": {Codes: []string{code}}} }
	kept := keep([]*sheet.Sheet{call(1), call(2, inst("onem"), inst("actiris")), call(3, inst("onem"))})
	f := reopen(t, writeBook(t, c, kept, "fr"))
	for name, want := range map[string]string{"n_sheets": "3", "n_rows": "3", "minutes_mean_mid": "10", "hours_mid": "0.5", "top1_n": "2"} {
		in, address := cellNamed(t, f, name)
		if got, err := f.GetCellValue(in, address); got != want || err != nil {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if rows, err := f.GetRows("Codes"); err != nil || len(rows) != 5 {
		t.Errorf("Codes has %d rows, want 5 (%v)", len(rows), err)
	}
}

func BenchmarkWrite(b *testing.B) {
	c, base := example(b)
	var kept []campaign.Kept
	for i := range need.Size(2_000, 10_000, 100_000) {
		s := *base[i%len(base)].Sheet
		s.ID[0], s.ID[1], s.ID[2] = byte(i>>16), byte(i>>8), byte(i)
		kept = append(kept, campaign.Kept{Sheet: &s, Place: int64(i), Rows: 1})
	}
	for b.Loop() {
		writeBook(b, c, kept, "fr")
	}
	b.ReportMetric(float64(len(kept)*b.N)/b.Elapsed().Seconds(), "rows/s")
}
