package web_test

import (
	"archive/zip"
	"bytes"
	"context"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"releve/internal/account"
	"releve/internal/campaign"
	"releve/internal/need"
)

// upload posts a file to the import page.
func (d *desk) upload(name string, content []byte, fields map[string]string) *httptest.ResponseRecorder {
	d.t.Helper()
	return d.uploadTo("/c/c/import", name, content, fields)
}

// uploadTo posts a file to a page; without a name, the form's field for it stays empty.
func (d *desk) uploadTo(target, name string, content []byte, fields map[string]string) *httptest.ResponseRecorder {
	d.t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for k, v := range fields {
		if err := m.WriteField(k, v); err != nil {
			d.t.Fatal(err)
		}
	}
	w, err := m.CreateFormFile("file", name)
	if err != nil {
		d.t.Fatal(err)
	}
	if _, err = w.Write(content); err != nil {
		d.t.Fatal(err)
	}
	if err = m.Close(); err != nil {
		d.t.Fatal(err)
	}
	return d.send(http.MethodPost, target, m.FormDataContentType(), &b)
}

// sheets counts the sheets of the campaign.
func (d *desk) sheets() int {
	d.t.Helper()
	n := 0
	err := d.db.View(context.Background(), "c", func(v campaign.View) error {
		for _, err := range v.ByDate() {
			if err != nil {
				return err
			}
			n++
		}
		return nil
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return n
}

// threeSheets is a file in the interchange layout; the third line names a service that the campaign does not know.
const threeSheets = `inst,proc,dur,dur.minutes,out,_id,_organisation,_date
fwb-bour,bou,d30,45,ko,0f8fad5b-d9cb-469f-a165-70867728950e,asso,2026-02-02
fwb-bour,bou,d10,,ok,7c9e6679-7425-40de-944b-e07fc1f90ae7,asso,2026-02-03
fwb-bour,bou,d20,,ok,9b2c1a3e-5a3f-4c57-8a50-1f5f8a6f1c11,nouveau,2026-02-04
`

func TestImportPage(t *testing.T) {
	need.Full(t)
	d := newDesk(t, "monitoring-1030")
	w := d.upload("trois.csv", []byte(threeSheets), map[string]string{"do": "try"})
	if w.Code != http.StatusOK || d.sheets() != 0 || !strings.Contains(w.Body.String(), "3 nouvelles fiches") {
		t.Fatalf("rehearsal: %d, %d sheets\n%s", w.Code, d.sheets(), w.Body)
	}
	w = d.upload("trois.csv", []byte(threeSheets), map[string]string{"do": "keep", "strict": "1"})
	if w.Code != http.StatusUnprocessableEntity || d.sheets() != 0 || !strings.Contains(w.Body.String(), "nouveau") {
		t.Fatalf("strict: %d, %d sheets\n%s", w.Code, d.sheets(), w.Body)
	}
	w = d.upload("trois.csv", []byte(threeSheets), map[string]string{"do": "keep"})
	if w.Code != http.StatusOK || d.sheets() != 3 || !strings.Contains(w.Body.String(), "nouveau") {
		t.Fatalf("import: %d, %d sheets\n%s", w.Code, d.sheets(), w.Body)
	}
	w = d.upload("trois.csv", []byte(threeSheets), map[string]string{"do": "keep"})
	if w.Code != http.StatusOK || d.sheets() != 3 || !strings.Contains(w.Body.String(), "3 fiches étaient déjà là") {
		t.Fatalf("again: %d, %d sheets\n%s", w.Code, d.sheets(), w.Body)
	}
}

// TestImportRefused: a file with one mistake leaves nothing, and the page names line, column, value and reason.
func TestImportRefused(t *testing.T) {
	need.Full(t)
	d := newDesk(t, "monitoring-1030")
	for _, tt := range []struct {
		name, file, content string
		status              int
		want                []string
	}{
		{
			"unknown code", "x.csv", strings.Replace(threeSheets, "d20", "d99", 1), http.StatusUnprocessableEntity,
			[]string{`<td class="r">4</td>`, `<td class="code">dur</td>`, "d99"},
		},
		{"empty", "x.csv", "", http.StatusUnprocessableEntity, nil},
		{"no workbook", "x.xlsx", "PK\x03\x04 half a file", http.StatusBadRequest, nil},
		{"half a JSON", "x.json", `[{"inst":"fwb-bour"`, http.StatusUnprocessableEntity, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := d.upload(tt.file, []byte(tt.content), map[string]string{"do": "keep"})
			if w.Code < 400 || w.Code >= 500 {
				t.Errorf("status %d, want about %d", w.Code, tt.status)
			}
			if !strings.Contains(w.Body.String(), "Rien n&#39;a été importé") {
				t.Errorf("the page does not say that nothing was imported:\n%s", w.Body)
			}
			for _, want := range tt.want {
				if !strings.Contains(w.Body.String(), want) {
					t.Errorf("the page does not say %s", want)
				}
			}
			if n := d.sheets(); n != 0 {
				t.Errorf("%d sheets are there", n)
			}
		})
	}
	if w := d.send(http.MethodPost, "/c/c/import", "application/x-www-form-urlencoded", strings.NewReader("do=keep")); w.Code != http.StatusUnprocessableEntity &&
		w.Code != http.StatusBadRequest {
		t.Errorf("no file: %d", w.Code)
	}
}

// TestExportFiles: what comes out is a whole file with a name, and the page's default is the workbook to share.
func TestExportFiles(t *testing.T) {
	need.Full(t)
	d := newDesk(t, "monitoring-1030")
	d.upload("trois.csv", []byte(threeSheets), map[string]string{"do": "keep"})
	for target, want := range map[string]string{
		"/c/c/export.csv":                  "attachment; filename=releve-c-2026-03-02.csv",
		"/c/c/export.json":                 "attachment; filename=releve-c-2026-03-02.json",
		"/c/c/export.xlsx":                 "attachment; filename=releve-c-2026-03-02-share.xlsx",
		"/c/c/export.xlsx?for=work":        "attachment; filename=releve-c-2026-03-02.xlsx",
		"/c/c/export.csv?participant=asso": "attachment; filename=releve-c-2026-03-02.csv",
	} {
		w := d.get(target)
		if got := w.Header().Get("Content-Disposition"); w.Code != http.StatusOK || got != want {
			t.Errorf("%s: %d, %q, want %q", target, w.Code, got, want)
		}
		if strings.Contains(target, "xlsx") {
			if _, err := zip.NewReader(bytes.NewReader(w.Body.Bytes()), int64(w.Body.Len())); err != nil {
				t.Errorf("%s: %v", target, err)
			}
		}
		if strings.Contains(w.Body.String(), "_worker") {
			t.Errorf("%s holds tokens", target)
		}
	}
	if n := strings.Count(d.page("/c/c/export.csv?participant=asso"), "\n"); n != 3 {
		t.Errorf("%d lines of one service, want 3", n)
	}
	if w := d.get("/c/c/export?from=2026-13-01"); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("a wrong date answers %d", w.Code)
	}
	if w := d.get("/c/c/export.csv?for=share"); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("rows to share answer %d", w.Code)
	}
	if !strings.Contains(d.page("/c/c/export?participant=asso"), "2 fiches correspondent") {
		t.Error("the page does not count what the filter lets through")
	}
}

func TestBackupPage(t *testing.T) {
	need.Full(t)
	d := newDesk(t, "monitoring-1030")
	w := d.post("/c/_backup", nil)
	if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "application/zip" {
		t.Fatalf("backup: %d", w.Code)
	}
	if _, err := zip.NewReader(bytes.NewReader(w.Body.Bytes()), int64(w.Body.Len())); err != nil {
		t.Error(err)
	}
	if w = d.as(account.Coordinator).post("/c/_backup", nil); w.Code != http.StatusForbidden {
		t.Errorf("a coordinator gets %d", w.Code)
	}
}
