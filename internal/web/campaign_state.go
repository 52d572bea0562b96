package web

import (
	"slices"
	"strconv"

	"releve/internal/campaign"
	"releve/internal/locale"
	"releve/internal/problem"
)

// Fields of the page of a campaign's state.
const (
	fieldMove = "to"
	fieldSure = "sure" // how many sheets of the trial may be deleted
)

// statePage says what the campaign does with sheets now, and what it can do next.
type statePage struct {
	*deskPage

	Steps    []stateStep
	Moves    []stateMove
	Question string // asked before sheets of the trial are deleted
	Trial    int    // sheets of the trial
}

// stateStep is one state in the life of a campaign.
type stateStep struct {
	Name, Text string
	Here       bool
}

// stateMove is a state that the campaign can be brought into.
type stateMove struct {
	To, Label, Text string
	First           bool // what most do next
}

// showState shows the state; asked for the opening, it asks whether the sheets of the trial may be deleted.
func (s *Server) showState(v *visit) error {
	p, err := s.newStatePage(v)
	if err != nil {
		return err
	}
	opening := campaign.State(v.QueryParam(fieldMove)) == campaign.Open
	if opening && p.Trial > 0 {
		p.Question = v.t.Text("desk.state.question", problem.Args{"n": p.Trial})
	}
	return s.answer(v, "campaign-state", p)
}

func (s *Server) newStatePage(v *visit) (*statePage, error) {
	p := &statePage{deskPage: s.newDeskPage(v, "desk.state.title")}
	for _, state := range campaign.States() {
		p.Steps = append(p.Steps, stateStep{
			Name: upperFirst(v.t.Text(string(campaign.StateKey(state)), nil)),
			Text: v.t.Text("desk.state.does."+string(state), nil), Here: state == v.campaign.State,
		})
	}
	p.Moves = moves(v.t, v.campaign.State)
	if v.campaign.State == campaign.Open {
		return p, nil
	}
	n, err := s.countSheets(v.Request().Context(), v.campaign.Slug)
	p.Trial = n.Trial
	return p, err
}

// moves returns what a campaign can do next, what most do first.
func moves(t *locale.Printer, from campaign.State) []stateMove {
	move := func(to campaign.State, key string) stateMove {
		return stateMove{To: string(to), Label: t.Text(key, nil), Text: t.Text("desk.state.does."+string(to), nil)}
	}
	var all []stateMove
	switch from {
	case campaign.Trial:
		all = []stateMove{move(campaign.Open, "desk.state.open"), move(campaign.Closed, "desk.state.close")}
	case campaign.Open:
		all = []stateMove{move(campaign.Closing, "desk.state.closing"), move(campaign.Closed, "desk.state.close")}
	case campaign.Closing:
		all = []stateMove{move(campaign.Closed, "desk.state.close"), move(campaign.Open, "desk.state.reopen")}
	case campaign.Closed:
		all = []stateMove{move(campaign.Open, "desk.state.reopen"), move(campaign.Closing, "desk.state.late")}
	default:
		return nil
	}
	all[0].First = true
	return all
}

// moveCampaign brings the campaign into another state.
func (s *Server) moveCampaign(v *visit) error {
	values := v.posted()
	to := campaign.State(values.Get(fieldMove))
	switch {
	case !slices.Contains(campaign.States(), to):
		return problem.New(problem.Unreadable, "problem.request", nil)
	case to == campaign.Open && v.campaign.State != campaign.Open:
		return s.openCampaign(v, values.Get(fieldSure))
	}
	_, err := s.Store.Update(v.Request().Context(), v.campaign.Slug, func(k *campaign.Campaign) error { return k.Move(to) })
	if err != nil {
		return s.refuseMove(v, err)
	}
	return s.redirect(v, after(deskRoot+"/"+v.campaign.Slug+"/state", "moved."+string(to), 0))
}

// openCampaign opens the campaign and ends its trial, also one that was closed meanwhile. The sheets of the trial are
// deleted only when the visitor was told of them all: when more came in meanwhile, the question is asked again.
func (s *Server) openCampaign(v *visit, sure string) error {
	ctx, slug := v.Request().Context(), v.campaign.Slug
	page := deskRoot + "/" + slug + "/state"
	n, err := s.countSheets(ctx, slug)
	if err != nil {
		return err
	}
	if told, _ := strconv.Atoi(sure); n.Trial > told {
		return s.redirect(v, page+"?"+fieldMove+"="+string(campaign.Open))
	}
	deleted, err := s.Store.Open(ctx, slug, func(k *campaign.Campaign) error { return k.Move(campaign.Open) })
	if err != nil {
		return s.refuseMove(v, err)
	}
	if deleted > 0 {
		return s.redirect(v, after(page, "opened", deleted))
	}
	return s.redirect(v, after(page, "moved.open", 0))
}

// refuseMove shows the state again with what was wrong.
func (s *Server) refuseMove(v *visit, err error) error {
	p, failed := s.newStatePage(v)
	if failed != nil {
		return failed
	}
	return s.refuse(v, err, "campaign-state", p)
}
