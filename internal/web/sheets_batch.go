package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/locale"
	"releve/internal/problem"
	"releve/internal/sheet"
)

// Limits of one batch.
const (
	maxBatch  = 200
	maxBodies = 8 << 20 // bytes
)

// batchBody is what a device posts: sheets, each read for itself, so that one that is refused never holds up
// the others.
type batchBody struct {
	Sheets []json.RawMessage `json:"sheets"`
}

// sheetBody is one sheet of a batch.
type sheetBody struct {
	ID        string                       `json:"id"`
	Date      string                       `json:"date"`
	Precision string                       `json:"date_precision"`
	Language  string                       `json:"language"`
	Worker    string                       `json:"worker,omitempty"`
	Version   json.Number                  `json:"form_version"`
	Channel   string                       `json:"channel,omitempty"`
	Follows   string                       `json:"follows"`
	Shared    int                          `json:"shared"`
	Secret    string                       `json:"secret_hash,omitempty"` // SHA-256 of what only the device knows, in hexadecimal
	Answers   map[string]json.RawMessage   `json:"answers"`
	Rows      []map[string]json.RawMessage `json:"rows"`
}

// batchAnswer says what became of each sheet, in the order in which they were posted.
type batchAnswer struct {
	Sheets []sheetAnswer `json:"sheets"`
}

// sheetAnswer says what became of one sheet.
type sheetAnswer struct {
	ID       string    `json:"id"`
	Status   string    `json:"status"`
	Receipt  string    `json:"receipt,omitempty"`
	Problems []failure `json:"problems,omitempty"`
}

// statusInvalid is the status of a sheet that could not be read; the store's verdicts give the others.
const statusInvalid = "invalid"

// postBatch keeps the sheets that a device has queued. The answer is 200 whenever the body could be read.
func (s *Server) postBatch(c echo.Context) error {
	body, err := readBatch(c)
	if err != nil {
		return err
	}
	return s.live.settled(c.Request().Context(), c.Param(paramLink), func(at *place) error {
		answer, err := s.keepBatch(c, at, body)
		if err != nil {
			return err
		}
		return c.JSON(http.StatusOK, answer)
	})
}

func readBatch(c echo.Context) (batchBody, error) {
	var body batchBody
	data, err := io.ReadAll(http.MaxBytesReader(c.Response(), c.Request().Body, maxBodies))
	if err != nil {
		return body, unreadable(err)
	}
	if err := strict(data, &body); err != nil {
		return body, problem.Wrap(problem.Unreadable, "api.body", err)
	}
	if len(body.Sheets) > maxBatch {
		return body, problem.New(problem.TooLarge, "api.batch.large", problem.Args{"n": len(body.Sheets), "most": maxBatch})
	}
	return body, nil
}

// errTrailing says that something follows a JSON value.
var errTrailing = errors.New("something follows the value")

// strict decodes a JSON value; unknown members and anything after the value are errors.
func strict(data []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return err //nolint:wrapcheck // becomes the cause of a problem
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errTrailing
	}
	return nil
}

// keepBatch reads every sheet, keeps those that can be read and gathers the answers.
func (s *Server) keepBatch(c echo.Context, at *place, body batchBody) (batchAnswer, error) {
	t := s.Catalogue.Printer(s.language(c, at))
	answer := batchAnswer{Sheets: make([]sheetAnswer, len(body.Sheets))}
	var subs []campaign.Submission
	var places []int
	for i, raw := range body.Sheets {
		p, err := s.readPosted(at, raw)
		answer.Sheets[i].ID = p.id
		if err != nil {
			answer.Sheets[i].Status = statusInvalid
			answer.Sheets[i].Problems = failures(t, problem.All(err))
			s.metrics.refused(sheet.API)
			continue
		}
		sub, receipt, err := s.submission(p.sheet)
		if err != nil {
			return answer, err
		}
		sub.Proof = p.proof
		answer.Sheets[i].Receipt = receipt
		places = append(places, i)
		subs = append(subs, sub)
	}
	if len(places) == 0 {
		return answer, nil
	}
	verdicts, err := s.save(c.Request().Context(), at, subs)
	if err != nil {
		return answer, err
	}
	for i, verdict := range verdicts {
		tell(t, &answer.Sheets[places[i]], verdict)
	}
	return answer, nil
}

// tell writes a verdict into the answer; only sheets that are kept have a receipt.
func tell(t *locale.Printer, a *sheetAnswer, verdict campaign.Verdict) {
	a.Status = verdictName(verdict)
	wrong := refusal(verdict)
	if wrong == nil {
		return
	}
	a.Receipt = ""
	a.Problems = failures(t, problem.List{wrong})
}

// refusal explains why a sheet was not kept, nil when it is.
func refusal(verdict campaign.Verdict) *problem.Error {
	switch verdict {
	case campaign.Conflicting:
		return problem.New(problem.Conflict, "api.sheet.conflict", nil)
	case campaign.ClosedFor:
		return problem.New(problem.Gone, "api.sheet.closed", nil)
	case campaign.Withdrawn:
		return problem.New(problem.Gone, "api.sheet.withdrawn", nil)
	case campaign.CycleRefused:
		return problem.New(problem.Invalid, "sheet.follows.cycle", nil).At(sheet.FieldFollows)
	case campaign.Stored, campaign.Duplicate:
		return nil
	default:
		return problem.New(problem.Internal, "problem.internal", nil)
	}
}

func failures(t *locale.Printer, wrong problem.List) []failure {
	out := make([]failure, len(wrong))
	for i, w := range wrong {
		out[i] = failure{Code: codeOf(statusOf(w.Kind), w.Key), Key: w.Key, Field: w.Field, Message: t.Problem(w)}
	}
	return out
}

// received is one sheet that a device posted.
type received struct {
	sheet *sheet.Sheet
	id    string         // as far as it could be read, so that the device knows which of its sheets an answer is about
	proof campaign.Proof // zero: the device sent no hash of a secret
}

// readPosted reads one sheet of a batch.
func (s *Server) readPosted(at *place, raw json.RawMessage) (received, error) {
	var body sheetBody
	if err := strict(raw, &body); err != nil {
		return received{id: looseID(raw)}, problem.List{problem.Wrap(problem.Invalid, "api.sheet", err)}
	}
	return s.readBody(at, body)
}

func (s *Server) readBody(at *place, body sheetBody) (received, error) {
	p := received{id: body.ID}
	f, wrong := postedVersion(at.campaign, body.Version.String())
	if wrong != nil {
		return p, problem.List{wrong}
	}
	entry, wrong := body.entry()
	if wrong != nil {
		return p, problem.List{wrong}
	}
	channel := sheet.Channel(body.Channel)
	if body.Channel == "" {
		channel = sheet.API
	}
	if !channel.Posted() {
		args := problem.Args{"value": body.Channel}
		return p, problem.List{problem.New(problem.Invalid, "api.channel", args).At("channel")}
	}
	sh, err := sheet.Read(f, entry, s.Now().In(at.zone))
	if err != nil {
		return p, err
	}
	if p.proof, wrong = readSecret(body.Secret, sh.ID, at); wrong != nil {
		return p, problem.List{wrong}
	}
	sh.Channel, sh.Participant, sh.Worker = channel, at.participant.Code, sheet.Token(body.Worker)
	p.sheet, p.id = sh, sh.ID.String()
	return p, nil
}

// looseID finds the id of a sheet that cannot be read whole.
func looseID(raw json.RawMessage) string {
	var only struct {
		ID string `json:"id"`
	}
	if json.Unmarshal(raw, &only) != nil {
		return ""
	}
	return only.ID
}

// postedVersion returns the version that a device filled in; it must be one that was published.
func postedVersion(c *campaign.Campaign, sent string) (*form.Form, *problem.Error) {
	if sent == "" {
		return c.Form(), nil
	}
	if f, ok := published(c, sent); ok {
		return f, nil
	}
	return nil, problem.New(problem.Invalid, "api.version", problem.Args{"value": sent}).At("form_version")
}

// entry turns the body into what sheet.Read takes.
func (b sheetBody) entry() (sheet.Entry, *problem.Error) {
	e := sheet.Entry{
		ID: b.ID, Date: b.Date, Precision: b.Precision, Language: b.Language, Worker: b.Worker, Follows: b.Follows,
	}
	if b.Shared != 0 {
		e.Shared = strconv.Itoa(b.Shared)
	}
	var wrong *problem.Error
	if e.Answers, wrong = fields(b.Answers); wrong != nil {
		return e, wrong
	}
	for _, row := range b.Rows {
		values, wrong := fields(row)
		if wrong != nil {
			return e, wrong
		}
		e.Rows = append(e.Rows, values)
	}
	return e, nil
}

// fields reads the values of answers: a text, a whole number, a list of texts, or null for no answer.
func fields(answers map[string]json.RawMessage) (sheet.Fields, *problem.Error) {
	out := make(sheet.Fields, len(answers))
	for code, raw := range answers {
		values, ok := texts(raw)
		if !ok {
			return nil, problem.New(problem.Invalid, "api.value", nil).At(code)
		}
		out[code] = values
	}
	return out, nil
}

func texts(raw json.RawMessage) ([]string, bool) {
	var text *string
	if json.Unmarshal(raw, &text) == nil {
		if text == nil {
			return nil, true
		}
		return []string{*text}, true
	}
	var number json.Number
	if json.Unmarshal(raw, &number) == nil {
		return []string{number.String()}, true
	}
	var list []string
	if json.Unmarshal(raw, &list) == nil {
		return list, true
	}
	return nil, false
}
