package web

import (
	"context"
	"math"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/tally"
)

// linkBody is what a device is told of the campaign at its link.
type linkBody struct {
	Campaign  campaignBody   `json:"campaign"`
	Service   string         `json:"service"` // its name, "" on the campaign's own link
	Version   int64          `json:"form_version"`
	Totals    *totalsBody    `json:"totals"` // null on the campaign's own link
	Frequent  frequentBody   `json:"frequent"`
	Successor *successorBody `json:"successor"` // null where none takes sheets
}

type campaignBody struct {
	Slug           string         `json:"slug"`
	Title          string         `json:"title"`
	State          campaign.State `json:"state"`
	To             string         `json:"to"` // yyyy-mm-dd, "" without an end
	CorrectionDays int            `json:"correction_days"`
}

// totalsBody is what a service has noted: counted sheets, and hours where the form asks for minutes, rounded down so
// that nobody can see one person's sheet come in.
type totalsBody struct {
	Sheets int  `json:"sheets"`
	Hours  *int `json:"hours"`
}

// What the totals are rounded down to.
const (
	stepSheets = 10
	stepHours  = 5
)

// frequentBody is what stands first: codes of what the service notes most, then of what the whole campaign does.
type frequentBody struct {
	Institutions []string   `json:"institution"`
	Procedures   []string   `json:"procedure"`
	Pairs        [][]string `json:"pairs"`
}

// showLink answers with what a device shows besides the form.
func (s *Server) showLink(c echo.Context) error {
	ctx := c.Request().Context()
	at, err := s.live.fresh(ctx, c.Param(paramLink))
	if err != nil {
		return err
	}
	k := at.campaign
	body := linkBody{
		Campaign: campaignBody{k.Slug, k.Title, k.State, k.To, k.CorrectionDays},
		Service:  at.participant.Name, Version: k.Form().Version,
	}
	n, err := s.noted(ctx, at)
	if err != nil {
		return err
	}
	all, err := s.notedBy(ctx, at, tally.AllServices, &at.everywhere)
	if err != nil {
		return err
	}
	body.Frequent = n.forDevices(all)
	if at.participant.Code != "" {
		if body.Totals, err = s.totalsOf(ctx, at); err != nil {
			return err
		}
	}
	next, err := s.sequelOf(ctx, at)
	if err != nil {
		return err
	}
	if next != nil && next.link != "" {
		body.Successor = &successorBody{next.link, next.title}
	}
	return c.JSON(http.StatusOK, body)
}

// forDevices returns what a device offers first: where the service noted little, what the others note most follows.
func (n noted) forDevices(everywhere noted) frequentBody {
	codes := func(r form.Role) []string {
		return filledUp(n.of(r), everywhere.of(r), func(a, b string) bool { return a == b })
	}
	return frequentBody{
		Institutions: codes(form.RoleInstitution),
		Procedures:   codes(form.RoleProcedure),
		Pairs:        filledUp(n.pairs, everywhere.pairs, slices.Equal),
	}
}

// filledUp returns the first of a list, then of another what the first does not have, mostFrequent in all.
func filledUp[T any](own, others []T, same func(a, b T) bool) []T {
	all := append([]T{}, own...)
	for _, o := range others {
		if len(all) < mostFrequent && !slices.ContainsFunc(own, func(t T) bool { return same(t, o) }) {
			all = append(all, o)
		}
	}
	return all
}

// totals keeps what a service has noted as it was when first asked on a day.
type totals struct {
	mu   sync.Mutex
	day  string // yyyy-mm-dd by the campaign's clocks
	body totalsBody
}

// totalsOf returns what the service of a link has noted. It is counted once a day, however many ask and however often
// the campaign changes: from totals that followed every sheet, somebody could read when a colleague sent one.
func (s *Server) totalsOf(ctx context.Context, at *place) (*totalsBody, error) {
	t := at.totals
	t.mu.Lock()
	defer t.mu.Unlock()
	if today := s.Now().In(at.zone).Format(time.DateOnly); t.day != today {
		body, err := s.countTotals(ctx, at)
		if err != nil {
			return nil, err
		}
		t.day, t.body = today, body
	}
	body := t.body
	return &body, nil
}

func (s *Server) countTotals(ctx context.Context, at *place) (body totalsBody, err error) {
	err = s.figures.in(ctx, at.campaign.Slug, func(v campaign.View, columns *tally.Columns) error {
		count, wrong := columns.Count(v.Campaign(), tally.Filter{Participants: []string{at.participant.Code}})
		if wrong != nil {
			return wrong //nolint:wrapcheck // figures.in says what failed
		}
		body.Sheets = roundedDown(figure(count, "n_sheets"), stepSheets)
		if hours, ok := tally.Named("hours_mid"); ok && hours.In(count) {
			n := roundedDown(figure(count, "hours_mid"), stepHours)
			body.Hours = &n
		}
		return nil
	})
	return body, err
}

func figure(count *tally.Count, name string) float64 {
	m, _ := tally.Named(name)
	return m.Of(count).Value
}

// roundedDown returns the multiple of a step that is not above a value, by a hair: shared minutes may sum up to
// 4.9999999 hours.
func roundedDown(value float64, step int) int {
	const hair = 1e-4 // hours
	return int(math.Floor((value+hair)/float64(step))) * step
}

// successorBody is where to go on once the campaign takes no more sheets.
type successorBody struct {
	Link  string `json:"link"`
	Title string `json:"title"`
}
