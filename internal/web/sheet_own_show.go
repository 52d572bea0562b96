package web

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"releve/internal/form"
	"releve/internal/sheet"
)

// ownBody is a sheet as its device reads it, to send it back with other answers: what can be posted, and the last day
// on which it may be corrected, which nobody reads when it comes back.
type ownBody struct {
	sheetBody

	Correctable string `json:"correctable,omitempty"` // yyyy-mm-dd
}

// showOwn answers with what a sheet holds for the device that sent it: a device keeps no free text once it was received.
func (s *Server) showOwn(c echo.Context) error {
	return s.live.settled(c.Request().Context(), c.Param(paramLink), func(at *place) error {
		claim, err := s.claim(c, at)
		if err != nil {
			return err
		}
		kept, err := s.Sheets.Own(c.Request().Context(), at.campaign.Slug, claim)
		if err != nil {
			return err
		}
		last, err := at.campaign.LastDay(kept.Sheet.ReceivedAt)
		if err != nil {
			return err
		}
		body := bodyOf(formOf(at.campaign, kept.Sheet), kept.Sheet)
		return c.JSON(http.StatusOK, ownBody{sheetBody: body, Correctable: last})
	})
}

// bodyOf writes a sheet as a device posts it. Who sent it, and how, is not for the device to say again.
func bodyOf(f *form.Form, sh *sheet.Sheet) sheetBody {
	body := sheetBody{
		ID: sh.ID.String(), Date: sh.Date, Precision: string(sh.Precision), Language: string(sh.Language),
		Version: json.Number(strconv.FormatInt(sh.Version, 10)), Follows: sh.Follows, Shared: sh.Shared,
		Answers: map[string]json.RawMessage{}, Rows: make([]map[string]json.RawMessage, len(sh.Rows)),
	}
	for i := range sh.Rows {
		body.Rows[i] = map[string]json.RawMessage{}
	}
	for q, inside := range f.All() {
		if !inside {
			writeValues(body.Answers, q, sh.Answers)
			continue
		}
		for i, row := range sh.Rows {
			writeValues(body.Rows[i], q, row)
		}
	}
	return body
}

// writeValues writes one answer: a text, or a list of codes where several can be chosen, and what stands beside it.
func writeValues(into map[string]json.RawMessage, q *form.Question, answers form.Answers) {
	a := answers[q.Code]
	if a.Blank() {
		return
	}
	raw := q.Kind.Write(q, a)
	if value := strings.Join(raw.Values, " "); q.Kind.Name() == "multiple" {
		into[q.Code] = asJSON(a.Codes)
	} else if value != "" {
		into[q.Code] = asJSON(value)
	}
	for suffix, beside := range map[string]string{sheet.SuffixText: raw.Text, sheet.SuffixMinutes: raw.Minutes} {
		if beside != "" {
			into[q.Code+suffix] = asJSON(beside)
		}
	}
}

// asJSON writes a text or a list of texts, which always can be written.
func asJSON(v any) json.RawMessage {
	data, err := json.Marshal(v)
	if err != nil {
		return nil
	}
	return data
}
