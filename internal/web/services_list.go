package web

import (
	"bytes"
	"mime"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"releve/internal/campaign"
	"releve/internal/csv"
	"releve/internal/interchange"
	"releve/internal/problem"
)

// servicesPage lists the services of a campaign.
type servicesPage struct {
	*deskPage

	Noted       string // heading of the numbers of sheets
	Sum         string // how many services, people and sheets
	Rows        []serviceRow
	Apart       int    // sheets without a service
	Unreachable string // that phones cannot open the links
}

// serviceRow is one service of the list.
type serviceRow struct {
	Code, Name, Kind, Own string
	Headcount, Sheets     int
	Link                  string // code of the link, shown to those who may change the campaign
}

// listServices lists the services in their order.
func (s *Server) listServices(v *visit) error {
	n, err := s.sheetsByService(v.Request().Context(), v.campaign)
	if err != nil {
		return err
	}
	p := &servicesPage{deskPage: s.newDeskPage(v, "desk.services.title"), Apart: n.of[""], Unreachable: s.unreachable(v)}
	for _, service := range v.campaign.Participants {
		row := serviceRow{
			Code: service.Code, Name: service.Name, Kind: v.t.Text(string(campaign.KindKey(service.Kind)), nil),
			Own: strings.Join(service.Own, ", "), Headcount: service.Headcount, Sheets: n.of[service.Code],
			Link: service.Link,
		}
		p.Rows = append(p.Rows, row)
	}
	p.Sum, p.Noted = s.sumOf(v, n), v.t.Text(n.label(), nil)
	return s.answer(v, "services", p)
}

// label returns the message that names the numbers.
func (n serviceSheets) label() string {
	if n.trial {
		return "desk.service.trial"
	}
	return "desk.service.sheets"
}

// sumOf says how many services take part, how many people they declare and how many sheets there are.
func (*Server) sumOf(v *visit, n serviceSheets) string {
	told := []string{v.t.Text("desk.services.n", problem.Args{"n": len(v.campaign.Participants)})}
	if people, declared := v.campaign.PeopleDeclared(); declared {
		told = append(told, v.t.Text("desk.services.people.n", problem.Args{"n": people}))
	}
	noted := v.t.Text("desk.services.sheets.n", problem.Args{"n": n.all})
	if n.trial {
		noted = v.t.Text("desk.services.trial.n", problem.Args{"n": n.all})
	}
	return v.t.Join(append(told, noted))
}

// unreachable says what will not work under the server's address, "" when phones can open it.
func (s *Server) unreachable(v *visit) string {
	if reachable(s.PublicURL) {
		return ""
	}
	return v.t.Text("desk.services.unreachable", problem.Args{"address": s.PublicURL})
}

// linkTo returns the address behind a link code, "" without a code.
func (s *Server) linkTo(code string) string {
	if code == "" {
		return ""
	}
	return s.PublicURL + "/s/" + code
}

// downloadServices sends the services with their links, for a mailing, as a file that importing reads back.
func (s *Server) downloadServices(v *visit) error {
	var b bytes.Buffer
	err := csv.Write(&b, csv.ExcelFR, interchange.ServiceColumns(), interchange.ServiceLines(v.campaign, s.linkTo))
	if err != nil {
		return err
	}
	download(v, "releve-"+v.campaign.Slug+"-services.csv")
	return v.Blob(http.StatusOK, "text/csv; charset=utf-8", b.Bytes())
}

// download makes the browser keep an answer as a file of a name.
func download(c echo.Context, name string) {
	c.Response().Header().Set(echo.HeaderContentDisposition, mime.FormatMediaType("attachment", map[string]string{"filename": name}))
}
