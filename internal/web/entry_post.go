package web

import (
	"context"
	"encoding/json"
	"errors"
	"unicode/utf8"

	"releve/internal/campaign"
	"releve/internal/locale"
	"releve/internal/paper"
	"releve/internal/problem"
	"releve/internal/sheet"
)

// keyedBody is a keyed sheet as the page posts it: as the API's, with where on paper it stands.
type keyedBody struct {
	sheetBody

	Organisation string    `json:"organisation"`
	Paper        paperBody `json:"paper"`
}

// paperBody says where on paper a sheet stands.
type paperBody struct {
	Layout string `json:"layout"`
	Serial int    `json:"serial"`
	Page   int    `json:"page"`
	Line   int    `json:"line"`
	Pile   string `json:"pile"`
	Note   string `json:"note"`
}

// Limits of what says where on paper a sheet stands.
const (
	mostName   = 40 // signs of a pile's name and of a sheet's own number
	mostLine   = 9999
	mostLeaf   = 99
	mostSerial = 999_999
)

// keyedLine is a keyed sheet that was read.
type keyedLine struct {
	sheet  *sheet.Sheet
	origin campaign.Origin
	place  int // in the body
}

// postKeyed keeps sheets that were keyed, each for itself, as the API does.
func (s *Server) postKeyed(v *visit) (any, error) {
	return s.readKeyed(v, func(answer *batchAnswer, lines []keyedLine) error {
		var subs []campaign.Submission
		for _, l := range lines {
			sub, _, err := s.submission(l.sheet)
			if err != nil {
				return err
			}
			sub.Origin = &l.origin
			subs = append(subs, sub)
		}
		verdicts, err := s.Sheets.Save(v.Request().Context(), campaign.Batch{Slug: v.campaign.Slug, Config: v.campaign.Config, Submissions: subs})
		if err != nil {
			return err
		}
		for i, verdict := range verdicts {
			s.metrics.saved(sheet.Keyed, verdict)
			tell(v.t, &answer.Sheets[lines[i].place], verdict)
		}
		return nil
	})
}

// postAgain keeps lines that were keyed a second time.
func (s *Server) postAgain(v *visit) (any, error) {
	return s.readKeyed(v, func(answer *batchAnswer, lines []keyedLine) error {
		var all []paper.Again
		for _, l := range lines {
			all = append(all, paper.Again{Origin: l.origin, Sheet: l.sheet, By: v.who.ID})
		}
		if err := s.Paper.KeyAgain(v.Request().Context(), v.campaign.Slug, all); err != nil {
			return err
		}
		for _, l := range lines {
			answer.Sheets[l.place].Status = verdictName(campaign.Stored)
		}
		return nil
	})
}

// readKeyed reads the posted sheets and has those that can be read kept; once more when the campaign has changed
// meanwhile.
func (s *Server) readKeyed(v *visit, keep func(*batchAnswer, []keyedLine) error) (any, error) {
	body, err := readBatch(v.Context)
	if err != nil {
		return nil, err
	}
	for range tries {
		var answer batchAnswer
		if answer, err = s.keyed(v, body, keep); !errors.Is(err, campaign.ErrStale) {
			return answer, err
		}
		if v.campaign, err = s.Store.Campaign(v.Request().Context(), v.campaign.Slug); err != nil {
			return nil, err
		}
	}
	return nil, problem.Wrap(problem.Unavailable, "problem.unavailable", campaign.ErrStale)
}

func (s *Server) keyed(v *visit, body batchBody, keep func(*batchAnswer, []keyedLine) error) (batchAnswer, error) {
	answer := batchAnswer{Sheets: make([]sheetAnswer, len(body.Sheets))}
	var lines []keyedLine
	for i, raw := range body.Sheets {
		line, err := s.keyedSheet(v, raw)
		answer.Sheets[i].ID = looseID(raw)
		wrong := problem.All(err)
		if err != nil && (len(wrong) == 0 || statusOf(wrong[0].Kind) >= statusOf(problem.Internal)) {
			return answer, err
		}
		if err != nil {
			answer.Sheets[i].Status, answer.Sheets[i].Problems = statusInvalid, failures(v.t, wrong)
			s.metrics.refused(sheet.Keyed)
			continue
		}
		line.place = i
		lines = append(lines, line)
	}
	if len(lines) == 0 {
		return answer, nil
	}
	return answer, keep(&answer, lines)
}

// keyedSheet reads one sheet. Whose paper it is says the run that it was printed in, before what was posted.
func (s *Server) keyedSheet(v *visit, raw json.RawMessage) (keyedLine, error) {
	var body keyedBody
	if err := strict(raw, &body); err != nil {
		return keyedLine{}, problem.List{problem.Wrap(problem.Invalid, "api.sheet", err)}
	}
	if body.Channel != string(sheet.Keyed) {
		return keyedLine{}, problem.List{problem.New(problem.Invalid, "api.channel", problem.Args{"value": body.Channel}).At("channel")}
	}
	f, wrong := postedVersion(v.campaign, body.Version.String())
	if wrong != nil {
		return keyedLine{}, problem.List{wrong}
	}
	entry, wrong := body.entry()
	if wrong != nil {
		return keyedLine{}, problem.List{wrong}
	}
	origin, run, err := s.origin(v.Request().Context(), v.campaign, body.Paper)
	if err != nil {
		return keyedLine{}, err
	}
	zone, err := v.campaign.Location()
	if err != nil {
		return keyedLine{}, err
	}
	sh, err := sheet.Read(f, entry, s.Now().In(zone))
	if err != nil {
		return keyedLine{}, err
	}
	sh.Channel, sh.Participant, sh.Worker = sheet.Keyed, body.Organisation, run.Worker
	if run.Participant != "" {
		sh.Participant = run.Participant
	}
	if _, known := v.campaign.Participant(sh.Participant); !known && sh.Participant != "" {
		return keyedLine{}, problem.List{problem.New(problem.Invalid, "desk.filter.unknown", problem.Args{"value": sh.Participant}).At("organisation")}
	}
	return keyedLine{sheet: sh, origin: origin}, nil
}

// sound says whether the numbers are such as stand on paper.
func (b paperBody) sound() bool {
	among := func(n, most int) bool { return n >= 0 && n <= most }
	return among(b.Line, mostLine) && among(b.Page, mostLeaf) && among(b.Serial, mostSerial)
}

// named says whether a place has a pile and a sheet of paper, neither by the name of somebody.
func named(o campaign.Origin) bool {
	known := o.Layout != "" || o.Serial == 0 && o.Note != ""
	return known && o.Pile != "" && !sheet.Private(o.Pile) && !sheet.Private(o.Note)
}

// origin reads where on paper a sheet stands, and finds the run that the paper was printed in.
func (s *Server) origin(ctx context.Context, k *campaign.Campaign, b paperBody) (campaign.Origin, paper.Run, error) {
	o := campaign.Origin{Layout: b.Layout, Serial: b.Serial, Page: b.Page, Line: b.Line, Pile: paperName(b.Pile), Note: paperName(b.Note)}
	if !b.sound() || !named(o) {
		return o, paper.Run{}, problem.List{problem.New(problem.Invalid, "desk.entry.place", nil)}
	}
	if o.Layout == "" {
		return o, paper.Run{}, nil
	}
	l, err := s.Paper.Layout(ctx, o.Layout)
	if err != nil {
		return o, paper.Run{}, err
	}
	if l.Campaign != k.Slug {
		return o, paper.Run{}, problem.List{problem.New(problem.Invalid, "desk.entry.foreign", problem.Args{"value": o.Layout})}
	}
	if o.Serial == 0 {
		return o, paper.Run{}, nil
	}
	run, err := s.Paper.RunOf(ctx, o.Layout, o.Serial)
	if problem.KindOf(err) == problem.NotFound {
		return o, paper.Run{}, nil
	}
	return o, run, err
}

// paperName reads the name of a pile or the number of a sheet of paper, "" when it is none.
func paperName(sent string) string {
	name, ok := locale.Clean(sent)
	if !ok || utf8.RuneCountInString(name) > mostName {
		return ""
	}
	return name
}
