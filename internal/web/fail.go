package web

import (
	"context"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"releve/internal/locale"
	"releve/internal/problem"
)

// retrySeconds is how long a client is asked to wait when the store cannot write.
const retrySeconds = 5

// fail turns every error into an answer. It is the only place that does: a problem is told to the visitor in
// the visitor's language; any other error is logged once, without anything about the visitor, and the visitor
// gets its number.
func (s *Server) fail(err error, c echo.Context) {
	if c.Response().Committed {
		return
	}
	p := asProblem(err)
	status := statusOf(p.Kind)
	ref := ""
	if status >= http.StatusInternalServerError {
		ref = s.reference()
		s.Log.Error("request failed", "request", ref, "route", c.Path(), "status", status, "error", err)
	}
	sayWhenAgain(c, status, p)
	if err := s.answerFailure(c, status, p, ref); err != nil && !errors.Is(err, context.Canceled) {
		s.Log.Warn("answer not written", "route", c.Path(), "status", status)
	}
}

// sayWhenAgain tells a client when to try again, where that helps.
func sayWhenAgain(c echo.Context, status int, p *problem.Error) {
	switch seconds, told := p.Args["seconds"].(int); {
	case status == http.StatusServiceUnavailable:
		c.Response().Header().Set(headerRetry, strconv.Itoa(retrySeconds))
	case status == http.StatusTooManyRequests && told:
		c.Response().Header().Set(headerRetry, strconv.Itoa(seconds))
	}
}

func (s *Server) answerFailure(c echo.Context, status int, p *problem.Error, ref string) error {
	tag, desk := s.language(c, nil), strings.HasPrefix(c.Path(), deskRoot)
	if desk {
		tag = s.deskLanguage(c)
	}
	t := s.Catalogue.Printer(tag)
	if strings.HasPrefix(c.Path(), "/api/") {
		return c.JSON(status, failure{Code: codeOf(status, p.Key), Key: p.Key, Message: t.Problem(p), Request: ref})
	}
	page := s.newMessagePage(t, "page.fail.title")
	page.Text = t.Problem(p)
	page.Reference = ref
	if desk {
		page.Back = deskRoot
	}
	return s.render(c, status, "message", page)
}

// failure is an error of the API.
type failure struct {
	Code    string `json:"code"`
	Key     string `json:"key"`
	Field   string `json:"field,omitempty"`
	Message string `json:"message"`
	Request string `json:"request,omitempty"`
}

// asProblem finds the problem in an error, or makes one of it.
func asProblem(err error) *problem.Error {
	if all := problem.All(err); len(all) > 0 {
		return all[0]
	}
	if he, ok := errors.AsType[*echo.HTTPError](err); ok && he.Code < http.StatusInternalServerError {
		return httpProblem(he.Code)
	}
	return problem.Wrap(problem.Internal, "problem.internal", err)
}

func httpProblem(status int) *problem.Error {
	switch status {
	case http.StatusNotFound:
		return problem.New(problem.NotFound, "problem.notfound", nil)
	case http.StatusMethodNotAllowed:
		return problem.New(problem.Method, "problem.method", nil)
	default:
		return problem.New(problem.Unreadable, "problem.request", nil)
	}
}

// statusOf returns the HTTP status of a kind of problem.
func statusOf(k problem.Kind) int {
	switch k {
	case problem.Invalid:
		return http.StatusUnprocessableEntity
	case problem.NotFound:
		return http.StatusNotFound
	case problem.Conflict:
		return http.StatusConflict
	case problem.Gone:
		return http.StatusGone
	case problem.TooLarge:
		return http.StatusRequestEntityTooLarge
	case problem.Unavailable:
		return http.StatusServiceUnavailable
	case problem.Forbidden:
		return http.StatusForbidden
	case problem.TooMany:
		return http.StatusTooManyRequests
	case problem.Method:
		return http.StatusMethodNotAllowed
	case problem.Usage, problem.Unreadable:
		return http.StatusBadRequest
	case problem.Internal:
		return http.StatusInternalServerError
	default:
		return http.StatusInternalServerError
	}
}

// reference makes the number under which an error stands in the log.
func (s *Server) reference() string {
	var b [6]byte
	if _, err := io.ReadFull(s.Random, b[:]); err != nil {
		return ""
	}
	return hex.EncodeToString(b[:])
}

// language returns the language of an answer: asked for in the address, else by the browser, else the
// campaign's.
func (s *Server) language(c echo.Context, at *place) locale.Tag {
	if asked := tongues(c); len(asked) > 0 {
		return asked[0]
	}
	fallback := locale.Languages()[0]
	if at != nil {
		fallback = at.campaign.Language
	}
	return locale.Match(c.Request().Header.Get("Accept-Language"), fallback)
}
