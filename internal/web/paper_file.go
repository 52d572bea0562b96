package web

import (
	"bytes"
	"net/http"
	"strconv"

	"releve/internal/paper"
	"releve/internal/problem"
)

// Types of files that are printed or read.
const (
	typePDF  = "application/pdf"
	typeJSON = "application/json"
)

// downloadSheets sends a run's copies, or a master, as PDF: the same file each time, for as long as the questionnaire is laid
// out as it was.
func (s *Server) downloadSheets(v *visit) error {
	l, err := s.layoutOf(v, v.Param(paramLayout))
	if err != nil {
		return err
	}
	run := paper.Run{Participant: v.QueryParam(paperService)}
	if serial, _ := strconv.Atoi(v.QueryParam(paperSerial)); serial > 0 {
		if run, err = s.Paper.RunOf(v.Request().Context(), l.Number, serial); err != nil {
			return err
		}
	}
	j, err := s.job(v.campaign, run.Participant)
	if err != nil {
		return err
	}
	j.Kind, j.Languages, j.First, j.Copies = l.Kind, l.Languages, run.First, max(1, run.Copies)
	printer := paper.NewPrinter(s.Catalogue)
	now, err := printer.Layout(j)
	if err != nil {
		return err
	}
	if now == nil || now.Number != l.Number {
		return problem.New(problem.Conflict, "desk.paper.changed", problem.Args{"value": l.Number})
	}
	name := "releve-" + v.campaign.Slug + "-" + string(l.Kind) + "-" + l.Number
	if run.First > 0 {
		name += "-" + strconv.Itoa(run.First)
	}
	return sendPDF(v, printer, j, name)
}

// downloadPoster sends a poster as PDF.
func (s *Server) downloadPoster(v *visit) error {
	in := readPaper(v.QueryParams(), v.campaign)
	j, err := s.job(v.campaign, in.Service)
	if err != nil {
		return err
	}
	j.Kind, j.Languages = paper.Poster, in.languages()
	name := "releve-" + v.campaign.Slug + "-" + string(paper.Poster)
	if in.Service != "" {
		name += "-" + in.Service
	}
	return sendPDF(v, paper.NewPrinter(s.Catalogue), j, name)
}

// sendPDF sends what a job makes, to be kept under a name.
func sendPDF(v *visit, printer *paper.Printer, j paper.Job, name string) error {
	var made bytes.Buffer
	if err := printer.PDF(&made, j); err != nil {
		return err
	}
	download(v, name+".pdf")
	return v.Blob(http.StatusOK, typePDF, made.Bytes())
}

// downloadLayout sends the layout file, which is all that a reader of filled sheets needs.
func (s *Server) downloadLayout(v *visit) error {
	l, err := s.layoutOf(v, v.Param(paramLayout))
	if err != nil {
		return err
	}
	var made bytes.Buffer
	if err = paper.EncodeLayout(&made, l); err != nil {
		return err
	}
	download(v, "releve-"+v.campaign.Slug+"-"+string(l.Kind)+"-"+l.Number+".layout.json")
	return v.Blob(http.StatusOK, typeJSON, made.Bytes())
}
