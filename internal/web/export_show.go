package web

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strconv"

	"github.com/labstack/echo/v4"

	"releve/internal/campaign"
	"releve/internal/locale"
	"releve/internal/problem"
	"releve/internal/tally"
	"releve/internal/transfer"
)

// fieldTongue names the language of a file, which need not be that of the desk.
const fieldTongue = "in"

// tongue returns the printer of the language that a file is asked for in.
func (s *Server) tongue(v *visit) *locale.Printer {
	if asked := v.QueryParam(fieldTongue); locale.Known(asked) {
		return s.Catalogue.Printer(locale.Tag(asked))
	}
	return v.t
}

// exportPage offers what can be taken out of a campaign.
type exportPage struct {
	*deskPage

	From, To string
	Services []option
	Tongues  []option
	Matching string // how many sheets the filter lets through

	query url.Values
}

// Link returns the address of a file with the page's filter: for whom it is, or "excel-fr" for that kind of CSV.
func (p *exportPage) Link(file, purpose string) string {
	query := url.Values{}
	for _, name := range []string{transfer.FieldFrom, transfer.FieldTo, transfer.FieldParticipant, fieldTongue} {
		if value := p.query.Get(name); value != "" {
			query.Set(name, value)
		}
	}
	if purpose == transfer.FieldExcelFR {
		query.Set(transfer.FieldExcelFR, "1")
	} else {
		query.Set(transfer.FieldPurpose, purpose)
	}
	return p.At("/"+file) + "?" + query.Encode()
}

// transferStore is the part of the store that takes files in.
type transferStore struct {
	campaign.Store
	campaign.Sheets
}

// exportRequest reads what is asked for from an address.
func exportRequest(query url.Values, format transfer.Format) transfer.Request {
	q := transfer.Request{
		Format: format, Purpose: transfer.Purpose(query.Get(transfer.FieldPurpose)), ExcelFR: query.Get(transfer.FieldExcelFR) != "",
		Tokens: query.Get(transfer.FieldTokens) != "",
		Filter: tally.Filter{From: query.Get(transfer.FieldFrom), To: query.Get(transfer.FieldTo)},
	}
	if code := query.Get(transfer.FieldParticipant); code != "" {
		q.Filter.Participants = []string{code}
	}
	if format == transfer.XLSX && q.Purpose == "" {
		q.Purpose = transfer.Share // the page's default: what leaves without a thought is what may be shared
	}
	return q
}

// showExport shows what can be taken out, and how many sheets the filter lets through.
func (s *Server) showExport(v *visit) error {
	query := v.QueryParams()
	p := &exportPage{
		deskPage: s.newDeskPage(v, "desk.export.title"), query: query,
		From: query.Get(transfer.FieldFrom), To: query.Get(transfer.FieldTo),
	}
	for _, service := range v.campaign.Participants {
		p.Services = append(p.Services, option{
			Value: service.Code, Label: service.Name, Chosen: service.Code == query.Get(transfer.FieldParticipant),
		})
	}
	for _, tag := range locale.Languages() {
		chosen := tag == s.tongue(v).Tag()
		p.Tongues = append(p.Tongues, option{Value: string(tag), Label: v.t.Text("lang."+string(tag), nil), Chosen: chosen})
	}
	q, err := exportRequest(query, transfer.XLSX).Checked()
	if err == nil {
		err = q.Known(v.campaign)
	}
	if err != nil {
		return s.refuse(v, err, "export", p)
	}
	var found tally.Found
	err = s.figures.use(v.Request().Context(), v.campaign.Slug, func(c *tally.Columns) {
		found, err = c.Find(v.campaign, q.Filter, nil, 0, 0)
	})
	if err != nil {
		return err
	}
	p.Matching = v.t.Text("desk.export.matching", problem.Args{"n": found.Total})
	return s.answer(v, "export", p)
}

// export writes a file. It is made whole before the first byte goes out, so that a file that arrives is a whole one.
func (s *Server) export(v *visit, format transfer.Format) error {
	q, err := exportRequest(v.QueryParams(), format).Checked()
	if err != nil {
		return err
	}
	made, err := os.CreateTemp("", "releve-export-")
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	defer os.Remove(made.Name()) //nolint:errcheck // a file of the system's temporary folder
	defer made.Close()           //nolint:errcheck // what is in it was read
	name := ""
	err = s.Sheets.View(v.Request().Context(), v.campaign.Slug, func(view campaign.View) error {
		o := transfer.Options{Made: s.Now(), Printer: s.tongue(v), Reports: s.Reports}
		if view.Campaign().Fictitious {
			o.Notice = o.Printer.Text("page.demo", nil)
		}
		name = q.Name(view.Campaign(), o.Made)
		return transfer.Write(made, view, q, o)
	})
	if err != nil {
		return err
	}
	return sendFile(v, made, name, format.Type())
}

// sendFile sends a file to be kept under a name.
func sendFile(v *visit, file *os.File, name, kind string) error {
	info, err := file.Stat()
	if err != nil {
		return fmt.Errorf("send file: %w", err)
	}
	if _, err = file.Seek(0, 0); err != nil {
		return fmt.Errorf("send file: %w", err)
	}
	download(v, name)
	h := v.Response().Header()
	h.Set(echo.HeaderContentType, kind)
	h.Set(echo.HeaderContentLength, strconv.FormatInt(info.Size(), 10))
	v.Response().WriteHeader(http.StatusOK)
	_, err = file.WriteTo(v.Response())
	return err //nolint:wrapcheck // the caller only logs that the answer was not written
}

// showBackup tells what a backup is.
func (s *Server) showBackup(v *visit) error {
	return s.answer(v, "backup", s.newDeskPage(v, "desk.backup.title"))
}

// sendBackup makes a checked copy of everything and sends it.
func (s *Server) sendBackup(v *visit) error {
	dir, err := os.MkdirTemp("", "releve-backup-")
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a folder of the system's temporary one
	path, err := s.Backup(v.Request().Context(), dir)
	if err != nil {
		return err
	}
	file, err := os.Open(path) //nolint:gosec // it was made just now
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	defer file.Close() //nolint:errcheck // it was only read
	return sendFile(v, file, "releve-"+s.Now().Format("2006-01-02-1504")+".zip", "application/zip")
}
