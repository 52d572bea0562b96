package web

import (
	"bytes"
	"errors"
	"io"
	"iter"
	"net/http"
	"strings"

	"releve/internal/campaign"
	"releve/internal/csv"
	"releve/internal/interchange"
	"releve/internal/problem"
	"releve/internal/xlsx"
)

// mostServices is the largest file of services, in bytes.
const mostServices = 1 << 20

// Fields of the page that imports services.
const (
	fieldFile  = "file"
	fieldPaste = "paste"
)

// servicesImportPage adds many services at once.
type servicesImportPage struct {
	*deskPage

	Pasted  string
	Kinds   []option
	Columns []columnView
}

// columnView explains a column of the file.
type columnView struct {
	Name, Text string
}

func (s *Server) newServicesImport(v *visit, pasted string) *servicesImportPage {
	p := &servicesImportPage{deskPage: s.newDeskPage(v, "desk.services.import"), Pasted: pasted}
	for _, name := range interchange.ServiceColumns() {
		p.Columns = append(p.Columns, columnView{name, v.t.Text("desk.services.column."+name, nil)})
	}
	for _, k := range campaign.Kinds() {
		p.Kinds = append(p.Kinds, option{Value: string(k), Label: v.t.Text(string(campaign.KindKey(k)), nil)})
	}
	return p
}

func (s *Server) showImportServices(v *visit) error {
	return s.answer(v, "services-import", s.newServicesImport(v, ""))
}

// importServices adds and changes services from a file or from lines that were pasted, all of them or none.
func (s *Server) importServices(v *visit) error {
	name, data, err := readServicesFile(v)
	if err != nil {
		return s.refuse(v, err, "services-import", s.newServicesImport(v, ""))
	}
	pasted := ""
	if name == "" {
		name, pasted = v.t.Text("desk.services.import.pasted", nil), v.FormValue(fieldPaste)
	}
	read, err := interchange.ReadServices(name, serviceLines(data))
	var put interchange.ServicesPut
	if err == nil {
		_, err = s.Store.Update(v.Request().Context(), v.campaign.Slug, func(k *campaign.Campaign) (failed error) {
			put, failed = read.Put(k, s.Random)
			return failed
		})
	}
	if err != nil {
		return s.refuse(v, err, "services-import", s.newServicesImport(v, pasted))
	}
	return s.redirect(v, after(newService(v).Base, "services.imported", put.Added+put.Changed))
}

// readServicesFile reads the posted file, else the lines that were pasted; then name is blank. Nothing of it is
// written to a disk: it is smaller than what the reader of the form keeps in memory.
func readServicesFile(v *visit) (name string, data []byte, err error) {
	r := v.Request()
	r.Body = http.MaxBytesReader(v.Response(), r.Body, mostServices)
	if err = r.ParseMultipartForm(mostServices); err != nil {
		return "", nil, unreadable(err)
	}
	file, head, err := r.FormFile(fieldFile)
	switch {
	case errors.Is(err, http.ErrMissingFile):
		return pastedLines(r.FormValue(fieldPaste))
	case err != nil:
		return "", nil, unreadable(err)
	}
	defer file.Close() //nolint:errcheck // it was only read
	if data, err = io.ReadAll(file); err != nil {
		return "", nil, unreadable(err)
	}
	if len(data) == 0 {
		return pastedLines(r.FormValue(fieldPaste))
	}
	return head.Filename, data, nil
}

// pastedLines turns lines that were copied from a spreadsheet, with tabulators between the cells, into those of a file.
func pastedLines(text string) (string, []byte, error) {
	if strings.TrimSpace(text) == "" {
		return "", nil, problem.New(problem.Invalid, "desk.services.import.nothing", nil).At(fieldFile)
	}
	header, _, _ := strings.Cut(text, "\n")
	if strings.Contains(header, "\t") {
		text = strings.ReplaceAll(text, "\t", ";")
	}
	return "", []byte(text), nil
}

// zipMark is how a workbook begins.
const zipMark = "PK\x03\x04"

// serviceLines returns the lines of a CSV file or a workbook.
func serviceLines(data []byte) iter.Seq2[interchange.Line, error] {
	if bytes.HasPrefix(data, []byte(zipMark)) {
		return xlsx.Read(bytes.NewReader(data), int64(len(data)))
	}
	return csv.Read(bytes.NewReader(data))
}
